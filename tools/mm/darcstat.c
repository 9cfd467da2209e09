// SPDX-License-Identifier: GPL-2.0
/*
 * darcstat - shows what DARC, data access-aware reclamation, does.
 *
 * This file reads the command line and repeats: read a sample, show it, wait.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "darcstat.h"

#define MIN_DELAY	0.01
#define MAX_DELAY	86400.0

enum mode {
	LINES,
	TOP,
	HEAT,
	JSON,
	PROMETHEUS,
};

static const char help[] =
"usage: darcstat [OPTION]... [DELAY [COUNT]]\n"
"       darcstat advise [--duration SECONDS]\n"
"\n"
"Shows what DARC (data access-aware page reclamation) does: a line for each zone\n"
"every DELAY seconds (default 1), COUNT times or until Ctrl-C. Amounts are since\n"
"the line before; those of the first line, since DARC was enabled.\n"
"\n"
"  --top             full screen, redrawn; q or Ctrl-C ends it\n"
"  --heat            a map of where the memory of each zone is hot and cold\n"
"  --json            one JSON object a line\n"
"  --prometheus      Prometheus' text format, once\n"
"  --output FILE     with --prometheus: writes FILE, as a whole, and again every\n"
"                    DELAY seconds where one is given\n"
"  --once            one report, the same as a COUNT of 1\n"
"  -w, --watch N     every N seconds, the same as a DELAY of N\n"
"  -a, --all         zones that take no part as well\n"
"  -t, --timestamp   the time at the head of each line\n"
"  --root DIR        reads DIR/sys and DIR/proc\n"
"  -h, --help        this text\n"
"\n"
"advise watches the system, 60 seconds unless told otherwise, with eviction\n"
"switched off, and says what DARC would do. What it changes for that time is put\n"
"back when it ends.\n"
"\n"
"Exit status: 0, 1 on error, 2 if the kernel has no DARC, 3 if DARC is off, 4 if\n"
"not permitted. See darcstat(1).\n";

static void usage(void)
{
	fputs(help, stdout);
}

__attribute__((noreturn)) static void misused(const char *what, const char *value)
{
	fprintf(stderr, "darcstat: %s '%s' (see --help)\n", what, value);
	exit(EXIT_FAILED);
}

static double parse_seconds(const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value >= MIN_DELAY && value <= MAX_DELAY))
		misused("a delay must be from 0.01 to 86400 seconds, not", text);
	return value;
}

static u64 parse_count(const char *text)
{
	u64 value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !value)
		misused("a count must be a whole number from 1 on, not", text);
	return value;
}

static void show(enum mode mode, const struct options *o, const struct sample *s,
		 const struct sample *before)
{
	if (mode == TOP)
		top_show(o, s, before);
	else if (mode == JSON)
		json_show(s, before);
	else if (mode == LINES)
		lines_show(o, s, before);
	else if (o->output)
		prometheus_save(o->output, s);
	else
		prometheus_show(stdout, s);
	screen_flush();
}

/* Waits for the next report; true if it is time for it, false to quit. */
static bool next_report(enum mode mode, const struct options *o, u64 due_us,
			const struct sample *s, const struct sample *before)
{
	enum wake wake;

	while ((wake = screen_wait(due_us)) == WAKE_RESIZED)
		if (mode == TOP)
			top_show(o, s, before);
	return wake == WAKE_TIME;
}

static void run(enum mode mode, const struct options *o)
{
	struct sample s = { 0 }, before = { 0 }, older = { 0 };
	u64 due_us;

	/* A single picture stays on the terminal. */
	if (mode == TOP && o->count != 1)
		screen_full();
	sample_read(&s, o->all);
	if (!s.nr_zones && mode != PROMETHEUS)
		die("no zone takes part (see /sys/kernel/mm/darc/node*/*/enabled)");
	due_us = s.now_us;
	for (u64 n = 1;; n++) {
		const struct sample *last = n > 1 ? &before : NULL;

		show(mode, o, &s, last);
		if (n == o->count)
			break;
		/* What was missed, by a stop for instance, is not made up for. */
		due_us += o->delay * US_PER_S;
		if (due_us < now_us())
			due_us = now_us();
		if (!next_report(mode, o, due_us, &s, last))
			break;
		older = before;
		before = s;
		sample_free(&older);
		sample_read(&s, o->all);
	}
	sample_free(&s);
	sample_free(&before);
}

/* The scrape that finds DARC off is told so, and so is the caller. */
static void check_prometheus(const struct options *o)
{
	struct sample s;

	check_darc(false);
	sample_read(&s, o->all);
	if (!s.on) {
		s.nr_zones = 0;
		show(PROMETHEUS, o, &s, NULL);
		check_darc(true);
	}
	sample_free(&s);
}

static void advise(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {
		{ "duration", required_argument, NULL, 'd' },
		{ "root", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	double duration = 60;
	int c;

	while ((c = getopt_long(argc, argv, "d:h", options, NULL)) != -1) {
		switch (c) {
		case 'd':
			duration = parse_seconds(optarg);
			break;
		case 'r':
			set_root(optarg);
			break;
		case 'h':
			usage();
			exit(0);
		default:
			exit(EXIT_FAILED);
		}
	}
	if (optind < argc)
		misused("unexpected argument", argv[optind]);
	screen_init();
	check_darc(false);
	advise_run(o, duration);
	leave(0);
}

static enum mode parse(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {
		{ "top", no_argument, NULL, TOP + 256 },
		{ "heat", no_argument, NULL, HEAT + 256 },
		{ "json", no_argument, NULL, JSON + 256 },
		{ "prometheus", no_argument, NULL, PROMETHEUS + 256 },
		{ "output", required_argument, NULL, 'o' },
		{ "once", no_argument, NULL, '1' },
		{ "watch", required_argument, NULL, 'w' },
		{ "all", no_argument, NULL, 'a' },
		{ "timestamp", no_argument, NULL, 't' },
		{ "root", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	enum mode mode = LINES;
	int c;

	while ((c = getopt_long(argc, argv, "w:ath", options, NULL)) != -1) {
		switch (c) {
		case 'o':
			o->output = optarg;
			break;
		case '1':
			o->count = 1;
			break;
		case 'w':
			o->delay = parse_seconds(optarg);
			break;
		case 'a':
			o->all = true;
			break;
		case 't':
			o->stamp = true;
			break;
		case 'r':
			set_root(optarg);
			break;
		case 'h':
			usage();
			exit(0);
		case '?':
			fputs("darcstat: see --help\n", stderr);
			exit(EXIT_FAILED);
		default:
			if (mode != LINES && mode != (enum mode)(c - 256))
				misused("one way to show it at a time, not also", argv[optind - 1]);
			mode = c - 256;
		}
	}
	if (optind < argc)
		o->delay = parse_seconds(argv[optind++]);
	if (optind < argc)
		o->count = parse_count(argv[optind++]);
	if (optind < argc)
		misused("unexpected argument", argv[optind]);
	if (o->output && mode != PROMETHEUS)
		misused("only --prometheus has an output file, not", o->output);
	/* Two reports in a row are no valid one. */
	if (mode == PROMETHEUS && (!o->output || !o->delay))
		o->count = 1;
	if (!o->delay)
		o->delay = 1;
	return mode;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	enum mode mode;

	if (argc > 1 && !strcmp(argv[1], "advise"))
		advise(argc - 1, argv + 1, &o);
	mode = parse(argc, argv, &o);
	screen_init();
	if (mode == PROMETHEUS)
		check_prometheus(&o);
	else
		check_darc(true);
	if (mode == HEAT)
		heat_run(&o);
	else
		run(mode, &o);
	leave(0);
}
