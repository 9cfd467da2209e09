// SPDX-License-Identifier: GPL-2.0
/*
 * scheme [--out DIR] SCRIPT -- PROGRAM ARGS...
 *
 * Runs a program under a scheme on its own process: "SCRIPT PID" sets it up
 * before the program begins. Appends to DIR/work.tsv what of the program was
 * resident: its mean and maximum, and what was left at the end, from samples ten
 * times a second, and how many huge pages it got.
 *
 * Exit status is the program's.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"
#include "meter.h"

#define INTERVAL_NS 100000000ULL

/**
 * struct rss - resident memory over time, bytes
 * @sum: of all samples
 * @max: of them
 * @last: of them
 * @samples: how many
 */
struct rss {
	double sum;
	double max;
	double last;
	unsigned int samples;
};

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

static void set_up(char *script, pid_t pid)
{
	char number[16];
	pid_t child;
	int status;

	snprintf(number, sizeof(number), "%d", pid);
	child = fork();
	if (!child) {
		execl(script, script, number, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status) {
		kill(pid, SIGKILL);
		lab_die("%s failed", script);
	}
}

/* Returns when the program is about to begin, and stands still. */
static pid_t start(char **argv)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		raise(SIGSTOP);
		execvp(argv[0], argv);
		fprintf(stderr, "scheme: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, WUNTRACED) != pid ||
	    !WIFSTOPPED(status))
		lab_die("%s cannot be started", argv[0]);
	return pid;
}

static void sample(struct meter_file *statm, struct rss *rss)
{
	const char *text = meter_read(statm);
	unsigned long long pages;

	if (!text || sscanf(text, "%*u %llu", &pages) != 1 || !pages)
		return;
	rss->last = (double)pages * LAB_PAGE;
	rss->sum += rss->last;
	rss->samples++;
	if (rss->last > rss->max)
		rss->max = rss->last;
}

static void report(const struct rss *rss, const struct lab_opts *opts)
{
	struct meter_file vmstat;
	const char *text;

	if (!rss->samples)
		lab_die("the program ended before it was sampled");
	lab_metric(opts, "rss_mean_bytes", "bytes", rss->sum / rss->samples);
	lab_metric(opts, "rss_max_bytes", "bytes", rss->max);
	lab_metric(opts, "rss_end_bytes", "bytes", rss->last);
	if (!meter_open(&vmstat, "/proc/vmstat"))
		lab_die("/proc/vmstat is missing");
	text = meter_read(&vmstat);
	lab_metric(opts, "thp_fault", "count",
		   meter_field(text, "thp_fault_alloc"));
	lab_metric(opts, "thp_collapse", "count",
		   meter_field(text, "thp_collapse_alloc"));
	lab_metric(opts, "faults", "count", meter_field(text, "pgfault"));
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{ "out", required_argument, NULL, 'o' },
		{ }
	};
	struct lab_opts opts = { .out = "/out" };
	struct meter_file statm;
	struct rss rss = { };
	int c, status;
	pid_t pid;

	while ((c = getopt_long(argc, argv, "+", known, NULL)) == 'o')
		opts.out = optarg;
	if (c != -1 || optind + 3 > argc || strcmp(argv[optind + 1], "--")) {
		fprintf(stderr, "usage: scheme [--out DIR] SCRIPT -- PROGRAM ARGS...\n");
		return 2;
	}
	pid = start(argv + optind + 2);
	set_up(argv[optind], pid);
	if (!meter_open(&statm, "/proc/%d/statm", pid))
		lab_die("/proc/%d/statm is missing", pid);
	kill(pid, SIGCONT);
	while (!waitpid(pid, &status, WNOHANG)) {
		sample(&statm, &rss);
		lab_sleep_ns(INTERVAL_NS);
	}
	report(&rss, &opts);
	return exit_status(status);
}
