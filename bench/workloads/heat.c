// SPDX-License-Identifier: GPL-2.0
/*
 * heat [--bin MIB] [--out DIR] -- PROGRAM ARGS...
 *
 * Runs a program and records meanwhile what DAMON's monitors of physical memory
 * find, from their tracepoint damon:damon_aggregated. DIR/heat.tsv has, for each
 * aggregation of each monitor (a kdamond, by its pid), the stretches of memory
 * with the same number of accesses, in bins of MIB, default 1: samples of that
 * aggregation that saw an access, weighted by size where regions share a bin.
 *
 * Exit status is the program's. The trace costs time: a run under heat is no
 * measurement of anything else.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"
#include "meter.h"

#define INSTANCE "/sys/kernel/tracing/instances/heat"
#define BINS 2048
#define MONITORS 16
#define POLL_NS 50000000ULL
#define EVENT ": damon_aggregated: "

/**
 * struct row - one aggregation of one monitor
 * @next: the one that came after it
 * @time_us: of its end, CLOCK_MONOTONIC
 * @monitor: pid of the kdamond
 * @bins: how many of @accesses count
 * @accesses: by bin, below 0 where nothing was monitored
 */
struct row {
	struct row *next;
	unsigned long long time_us;
	unsigned int monitor;
	unsigned int bins;
	float accesses[];
};

/**
 * struct monitor - an aggregation being read
 * @pid: of the kdamond
 * @left: regions still to come
 * @accesses: by bin, times bytes
 * @bytes: by bin
 */
struct monitor {
	unsigned int pid;
	unsigned int left;
	double accesses[BINS];
	double bytes[BINS];
};

/**
 * struct region - one event
 * @time_us: when
 * @pid: who
 * @nr_regions: of its aggregation
 * @start: first byte
 * @end: byte after the last one
 * @accesses: samples that saw one
 */
struct region {
	unsigned long long time_us;
	unsigned int pid;
	unsigned int nr_regions;
	unsigned long start;
	unsigned long end;
	unsigned int accesses;
};

static struct monitor monitors[MONITORS];
static struct row *first, **last = &first;
static unsigned long bin_bytes = 1 << 20;

static struct monitor *find_monitor(unsigned int pid)
{
	struct monitor *monitor;

	for (monitor = monitors; monitor < monitors + MONITORS; monitor++) {
		if (!monitor->pid)
			monitor->pid = pid;
		if (monitor->pid == pid)
			return monitor;
	}
	lab_die("more than %d monitors", MONITORS);
}

static void keep(const struct monitor *monitor, unsigned long long time_us)
{
	unsigned int bins = BINS, i;
	struct row *row;

	while (bins && !monitor->bytes[bins - 1])
		bins--;
	row = malloc(sizeof(*row) + bins * sizeof(*row->accesses));
	if (!row)
		lab_die("no memory for an aggregation");
	row->next = NULL;
	row->time_us = time_us;
	row->monitor = monitor->pid;
	row->bins = bins;
	for (i = 0; i < bins; i++)
		row->accesses[i] = monitor->bytes[i] ?
			monitor->accesses[i] / monitor->bytes[i] : -1;
	*last = row;
	last = &row->next;
}

static void add(const struct region *region)
{
	struct monitor *monitor = find_monitor(region->pid);
	unsigned long at = region->start, to;

	if (region->end > BINS * bin_bytes)
		lab_die("memory at %#lx: more than %d bins, give --bin a larger size",
			region->end, BINS);
	if (!monitor->left) {
		memset(monitor->accesses, 0, sizeof(monitor->accesses));
		memset(monitor->bytes, 0, sizeof(monitor->bytes));
		monitor->left = region->nr_regions;
	}
	for (; at < region->end; at = to) {
		unsigned long bin = at / bin_bytes;

		to = (bin + 1) * bin_bytes;
		if (to > region->end)
			to = region->end;
		monitor->accesses[bin] += (double)region->accesses * (to - at);
		monitor->bytes[bin] += to - at;
	}
	if (!--monitor->left)
		keep(monitor, region->time_us);
}

/* "   kdamond.0-61  [000] .....  1.234567: damon_aggregated: target_id=..." */
static void parse(const char *line)
{
	const char *event = strstr(line, EVENT), *cpu = strstr(line, " [");
	unsigned long long s, us;
	struct region region;
	const char *at;

	if (strstr(line, "LOST"))
		lab_die("the trace lost events: %s", line);
	if (!event || !cpu)
		return;
	for (at = event; at > line && at[-1] != ' '; at--)
		;
	if (sscanf(at, "%llu.%6llu", &s, &us) != 2)
		lab_die("trace without time: %s", line);
	region.time_us = s * 1000000 + us;
	for (at = cpu; at > line && at[-1] != '-'; at--)
		;
	region.pid = strtoul(at, NULL, 10);
	if (sscanf(event + strlen(EVENT),
		   "target_id=%*u nr_regions=%u %lu-%lu: %u",
		   &region.nr_regions, &region.start, &region.end,
		   &region.accesses) != 4 || !region.pid || !region.nr_regions)
		lab_die("trace not understood: %s", line);
	add(&region);
}

/* Takes what is there; the rest of a line waits for the next call. */
static void drain(int fd)
{
	static char text[1 << 16];
	static size_t len;
	ssize_t n;

	while ((n = read(fd, text + len, sizeof(text) - 1 - len)) > 0) {
		char *line = text, *end;

		len += n;
		text[len] = '\0';
		while ((end = strchr(line, '\n'))) {
			*end = '\0';
			parse(line);
			line = end + 1;
		}
		len -= line - text;
		memmove(text, line, len);
		if (len == sizeof(text) - 1)
			lab_die("a line of the trace is too long");
	}
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		lab_die("trace_pipe: %s", strerror(errno));
}

static void put(const char *path, const char *text)
{
	if (!meter_write(path, text))
		lab_die("%s: %s", path, strerror(errno));
}

static int open_trace(void)
{
	int fd;

	if (mkdir(INSTANCE, 0755) && errno != EEXIST)
		lab_die(INSTANCE ": %s", strerror(errno));
	put(INSTANCE "/trace_clock", "mono");
	put(INSTANCE "/buffer_size_kb", "4096");
	fd = open(INSTANCE "/trace_pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		lab_die(INSTANCE "/trace_pipe: %s", strerror(errno));
	put(INSTANCE "/events/damon/damon_aggregated/enable", "1");
	return fd;
}

static int run(char **argv, int trace)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execvp(argv[0], argv);
		fprintf(stderr, "heat: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	if (pid < 0)
		lab_die("fork: %s", strerror(errno));
	while (!waitpid(pid, &status, WNOHANG)) {
		drain(trace);
		lab_sleep_ns(POLL_NS);
	}
	put(INSTANCE "/events/damon/damon_aggregated/enable", "0");
	drain(trace);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

static void write_row(FILE *file, const struct row *row)
{
	unsigned int i, next;

	for (i = 0; i < row->bins; i = next) {
		for (next = i + 1; next < row->bins; next++)
			if (row->accesses[next] != row->accesses[i])
				break;
		if (row->accesses[i] >= 0)
			fprintf(file, "%llu\t%u\t%lu\t%lu\t%.2f\n",
				row->time_us, row->monitor, i * bin_bytes,
				next * bin_bytes, row->accesses[i]);
	}
}

static void write_rows(const char *dir)
{
	const struct row *row;
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/heat.tsv", dir);
	file = fopen(path, "w");
	if (!file)
		lab_die("%s: %s", path, strerror(errno));
	fprintf(file, "time_us\tmonitor\tstart_bytes\tend_bytes\taccesses\n");
	for (row = first; row; row = row->next)
		write_row(file, row);
	if (fclose(file))
		lab_die("%s: %s", path, strerror(errno));
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{ "bin", required_argument, NULL, 'b' },
		{ "out", required_argument, NULL, 'o' },
		{ }
	};
	const char *out = "/out";
	int c, status;

	while ((c = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		if (c == 'b')
			bin_bytes = strtoul(optarg, NULL, 10) << 20;
		else if (c == 'o')
			out = optarg;
		else
			exit(2);
	}
	if (optind == argc || !bin_bytes) {
		fprintf(stderr, "usage: heat [--bin MIB] [--out DIR] -- PROGRAM ARGS...\n");
		exit(2);
	}
	status = run(argv + optind, open_trace());
	write_rows(out);
	if (!first && !status)
		lab_die("no monitor of DAMON's was at work");
	return status;
}
