// SPDX-License-Identifier: GPL-2.0
/*
 * CPU time of kswapd and of DAMON's threads.
 *
 * kdamond threads come and go with pressure, and /proc forgets a thread that
 * ended. Each one's time is therefore carried in a table; what a thread does
 * between its last sample and its end is lost, at most one interval of it.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "meter.h"

#define THREADS_MAX 512
#define PIDS_SEEN 65536

static const char *const comm_prefix[THREAD_KINDS] = {
	[THREAD_KSWAPD] = "kswapd",
	[THREAD_KDAMOND] = "kdamond.",
};

static struct thread {
	struct meter_file schedstat;
	enum thread_kind kind;
	struct threads_total used;
} threads[THREADS_MAX];

static unsigned int nr_threads;
static unsigned char seen[PIDS_SEEN];
static DIR *proc;

static void add_thread(unsigned long pid, enum thread_kind kind)
{
	struct thread *thread = &threads[nr_threads];

	if (nr_threads == THREADS_MAX)
		lab_die("more than %d reclaim threads", THREADS_MAX);
	if (!meter_open(&thread->schedstat, "/proc/%lu/schedstat", pid))
		return;
	thread->kind = kind;
	nr_threads++;
}

static void look_at(unsigned long pid)
{
	struct meter_file comm;
	const char *name;
	unsigned int i;

	if (!meter_open(&comm, "/proc/%lu/comm", pid))
		return;
	name = meter_read(&comm);
	for (i = 0; name && i < THREAD_KINDS; i++)
		if (!strncmp(name, comm_prefix[i], strlen(comm_prefix[i])))
			break;
	close(comm.fd);
	if (name && i < THREAD_KINDS)
		add_thread(pid, i);
}

/* A pid is looked at once: kernel threads do not change their names. */
static void find_new(void)
{
	struct dirent *entry;

	if (!proc)
		proc = opendir("/proc");
	if (!proc)
		lab_die("/proc cannot be read");
	rewinddir(proc);
	while ((entry = readdir(proc))) {
		unsigned long pid = strtoul(entry->d_name, NULL, 10);

		if (!pid || pid >= PIDS_SEEN || seen[pid])
			continue;
		seen[pid] = 1;
		look_at(pid);
	}
}

static void update(struct thread *thread)
{
	const char *text = meter_read(&thread->schedstat);
	unsigned long long run_ns, wait_ns, switches;

	if (!text || sscanf(text, "%llu %llu %llu",
			    &run_ns, &wait_ns, &switches) != 3) {
		if (thread->schedstat.fd >= 0)
			close(thread->schedstat.fd);
		thread->schedstat.fd = -1;
		return;
	}
	thread->used.run_ns = run_ns;
	thread->used.switches = switches;
}

/**
 * threads_sample() - find new threads and read all known ones
 */
void threads_sample(void)
{
	unsigned int i;

	find_new();
	for (i = 0; i < nr_threads; i++)
		if (threads[i].schedstat.fd >= 0)
			update(&threads[i]);
}

/**
 * threads_total() - time used by all threads of one kind, ended ones included
 * @kind: which
 *
 * Return: as of the last threads_sample()
 */
struct threads_total threads_total(enum thread_kind kind)
{
	struct threads_total sum = { };
	unsigned int i;

	for (i = 0; i < nr_threads; i++) {
		if (threads[i].kind != kind)
			continue;
		sum.run_ns += threads[i].used.run_ns;
		sum.switches += threads[i].used.switches;
	}
	return sum;
}
