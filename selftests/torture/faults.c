// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations that fail: DARC's and DAMON's on behalf of this process while it
 * changes something, and those of the monitors and of DARC's work. Only a debug
 * kernel can.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "torture.h"

#define DEBUG	"/sys/kernel/debug"
#define TIMES	1000000

static const char *const kinds[] = { "failslab", "fail_page_alloc" };
static int self = -1;
static uint64_t injected;

bool faults_on;

static bool set(const char *kind, const char *name, long long val)
{
	return !put_num(path_of(DEBUG "/%s/%s", kind, name), val);
}

static void take_count(const char *kind)
{
	long long left = get_num(path_of(DEBUG "/%s/times", kind));

	if (left >= 0 && left < TIMES)
		injected += TIMES - left;
}

/* Threads of the kernel that work for DARC. */
static void mark_threads(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	char comm[32];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9' ||
		    get(path_of("/proc/%s/comm", entry->d_name), comm, sizeof(comm)) ||
		    (strncmp(comm, "kdamond", 7) && strncmp(comm, "kworker/u", 9)))
			continue;
		put(path_of("/proc/%s/make-it-fail", entry->d_name), "1");
	}
	if (dir)
		closedir(dir);
}

static void set_addr(const char *name, unsigned long long addr)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%llx", addr);
	for (size_t i = 0; i < NR(kinds); i++)
		put(path_of(DEBUG "/%s/%s", kinds[i], name), text);
}

/*
 * A worker may be the flusher's next: a file system that cannot allocate while it
 * writes back loses data. So it has to be on behalf of DARC or DAMON. Nor may the
 * swap cache fail to grow: its tree is left with an empty node, which swapoff
 * warns of.
 */
static void only_ours(void)
{
	unsigned long long addr, start = ~0ULL, end = 0;
	FILE *file = fopen("/proc/kallsyms", "re");
	char type, name[128], last[128] = "";

	/*
	 * By address; what is only used at boot comes after the text, and what is
	 * unlikely to be used at its end, behind all file systems.
	 */
	while (file && fscanf(file, "%llx %c %127s%*[^\n]", &addr, &type, name) == 3 &&
	       strcmp(name, "_etext")) {
		if (!strcmp(name, "add_to_swap_cache"))
			set_addr("reject-start", addr);
		if (!strcmp(last, "add_to_swap_cache"))
			set_addr("reject-end", addr);
		strcpy(last, name);
		if ((type != 't' && type != 'T') || strstr(name, ".cold") ||
		    (strncmp(name, "darc_", 5) && strncmp(name, "damon_", 6) &&
		     strcmp(name, "kdamond_fn")))
			continue;
		start = addr < start ? addr : start;
		end = addr > end ? addr : end;
	}
	if (file)
		fclose(file);
	for (size_t i = 0; i < NR(kinds); i++)
		set(kinds[i], "stacktrace-depth", 32);
	set_addr("require-start", start);
	set_addr("require-end", end);
}

static void switch_on(void)
{
	only_ours();
	for (size_t i = 0; i < NR(kinds); i++) {
		set(kinds[i], "task-filter", 1);
		set(kinds[i], "verbose", 0);
		set(kinds[i], "interval", 1);
		set(kinds[i], "space", 0);
		set(kinds[i], "times", TIMES);
		set(kinds[i], "probability", 4 + rnd_below(26));
	}
	set("failslab", "ignore-gfp-wait", 0);
	set("fail_page_alloc", "ignore-gfp-wait", 0);
	set("fail_page_alloc", "ignore-gfp-highmem", 0);
	set("fail_page_alloc", "min-order", 0);
	mark_threads();
	faults_on = true;
}

static void switch_off(void)
{
	for (size_t i = 0; i < NR(kinds); i++) {
		set(kinds[i], "probability", 0);
		take_count(kinds[i]);
	}
	faults_on = false;
}

bool env_faults(void)
{
	if (access(DEBUG "/failslab/require-start", W_OK))
		return false;
	if (faults_on)
		switch_off();
	else
		switch_on();
	return true;
}

/* Written through one descriptor: opening could fail, too. */
void env_faults_self(bool on)
{
	if (self < 0 && faults_on)
		self = open("/proc/thread-self/make-it-fail", O_WRONLY | O_CLOEXEC);
	if (self >= 0 && pwrite(self, on ? "1" : "0", 1, 0) != 1)
		broken("make-it-fail cannot be set");
}

uint64_t env_injected(void)
{
	return injected;
}
