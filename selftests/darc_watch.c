// SPDX-License-Identifier: GPL-2.0
/*
 * Notes in the trace how a zone is doing, ahead of everybody who eats memory.
 *
 *	darc_watch NODE ZONE KSWAPD KDAMOND
 *
 * Every millisecond, until it is killed, one marker: free pages and the min mark
 * of the zone, the state of its kswapd and the nice value of its monitor, both
 * given as pids. Markers and events of the kernel share a clock, so a test can
 * tell what was done while the zone was short. All of its own memory is locked:
 * it must not wait for what it looks at.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PERIOD_NS	1000000L
#define MARKER		"/sys/kernel/tracing/trace_marker"

static char text[1 << 16];

static int must_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0) {
		perror(path);
		exit(2);
	}
	return fd;
}

static int open_stat(const char *pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	return must_open(path, O_RDONLY);
}

/* The same file from its beginning; false when what it tells of has gone. */
static int reread(int fd)
{
	ssize_t len = pread(fd, text, sizeof(text) - 1, 0);

	text[len > 0 ? len : 0] = 0;
	return len > 0;
}

/* Field NR of a process, 3 being the first after its name. */
static const char *stat_field(int nr)
{
	const char *at = strrchr(text, ')');

	for (; at && nr > 2; nr--)
		at = strchr(at + 1, ' ');
	return at ? at + 1 : "?";
}

/* The number after @word in what follows @from. */
static long number_after(const char *from, const char *word)
{
	const char *at = from ? strstr(from, word) : NULL;

	return at ? atol(at + strlen(word)) : -1;
}

int main(int argc, char **argv)
{
	const struct sched_param first = { .sched_priority = 1 };
	const struct timespec period = { .tv_nsec = PERIOD_NS };
	int marker, zoneinfo, kswapd, kdamond;
	char zone[64], line[128];

	if (argc != 5) {
		fprintf(stderr, "usage: darc_watch NODE ZONE KSWAPD KDAMOND\n");
		return 2;
	}
	snprintf(zone, sizeof(zone), "Node %s, zone %8s\n", argv[1], argv[2]);
	marker = must_open(MARKER, O_WRONLY);
	zoneinfo = must_open("/proc/zoneinfo", O_RDONLY);
	kswapd = open_stat(argv[3]);
	kdamond = open_stat(argv[4]);
	if (mlockall(MCL_CURRENT | MCL_FUTURE) ||
	    sched_setscheduler(0, SCHED_FIFO, &first)) {
		perror("darc_watch");
		return 2;
	}
	for (;;) {
		const char *here;
		long free, min;
		char state;
		int nice;

		if (!reread(kswapd))
			return 1;
		state = *stat_field(3);
		nice = reread(kdamond) ? atoi(stat_field(19)) : 0;
		if (!reread(zoneinfo))
			return 1;
		here = strstr(text, zone);
		free = number_after(here, "pages free ");
		/* What fragmentation adds for a while is not the reserve. */
		min = number_after(here, "\n        min ") -
			number_after(here, "\n        boost ");
		snprintf(line, sizeof(line), "darc_watch: free=%ld min=%ld kswapd=%c nice=%d",
			 free, min, state, nice);
		if (write(marker, line, strlen(line)) < 0)
			return 1;
		clock_nanosleep(CLOCK_MONOTONIC, 0, &period, NULL);
	}
}
