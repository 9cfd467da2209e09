// SPDX-License-Identifier: GPL-2.0
/* What every program of the lab shares: options, clock, giving up. */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lab.h"

/**
 * lab_die() - leave with one line on standard error and status 1
 * @format: as in printf, without newline
 */
void lab_die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static uint64_t parse_number(const char *text, const char *suffixes)
{
	unsigned long long value;
	const char *suffix;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *text == '-')
		lab_die("not a number: '%s'", text);
	suffix = *end ? strchr(suffixes, *end) : NULL;
	if (suffix) {
		unsigned int shift = 10 * (suffix - suffixes + 1);

		if (value > ULLONG_MAX >> shift)
			lab_die("too large: '%s'", text);
		value <<= shift;
		end++;
	}
	if (*end)
		lab_die("not a number: '%s'", text);
	return value;
}

static uint64_t mem_total_bytes(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long long kib;

	if (!file || fscanf(file, "MemTotal: %llu kB", &kib) != 1)
		lab_die("/proc/meminfo: no MemTotal");
	fclose(file);
	return kib << 10;
}

/**
 * lab_options() - read the options every workload takes
 * @opts: result
 * @argc: as main() got it
 * @argv: as main() got it
 */
void lab_options(struct lab_opts *opts, int argc, char **argv)
{
	static const struct option known[] = {
		{ "ram", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ "out", required_argument, NULL, 'o' },
		{ "prepare", no_argument, NULL, 'p' },
		{ }
	};
	int c;

	*opts = (struct lab_opts){ .seed = 1, .out = "/out" };
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (c == 'r')
			opts->ram_bytes = parse_number(optarg, "KMG");
		else if (c == 's')
			opts->seed = parse_number(optarg, "");
		else if (c == 'o')
			opts->out = optarg;
		else if (c == 'p')
			opts->prepare = true;
		else
			lab_die("usage: [--ram BYTES[K|M|G]] [--seed N] [--out DIR] [--prepare]");
	}
	if (optind != argc)
		lab_die("unexpected argument '%s'", argv[optind]);
	opts->ram_given = opts->ram_bytes;
	if (!opts->ram_given)
		opts->ram_bytes = mem_total_bytes();
}

/**
 * lab_percent_pages() - a share of the RAM under test
 * @opts: the workload's options
 * @percent: share
 *
 * Return: pages of LAB_PAGE bytes
 */
uint64_t lab_percent_pages(const struct lab_opts *opts, unsigned int percent)
{
	return opts->ram_bytes / LAB_PAGE * percent / 100;
}

/**
 * lab_now_ns() - the clock that all result files share
 *
 * Return: CLOCK_MONOTONIC in nanoseconds
 */
uint64_t lab_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}
