// SPDX-License-Identifier: GPL-2.0
/* What pages are used for, from /proc/kpageflags, where the kernel has it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <unistd.h>

#include "darcstat.h"

/* Of a longer range, so many pages in its middle stand for all. */
#define MOST_PAGES	16

static enum kind kind_of(u64 flags)
{
	if (flags & (1ULL << KPF_BUDDY))
		return KIND_FREE;
	if (!(flags & (1ULL << KPF_LRU)) || flags & (1ULL << KPF_UNEVICTABLE))
		return KIND_OTHER;
	if (flags & (1ULL << KPF_ANON | 1ULL << KPF_SWAPBACKED))
		return KIND_ANON;
	return KIND_FILE;
}

/* Adds the range up by kind; false if the kernel does not tell. */
bool pages_count(u64 start, u64 end, u64 bytes[NR_KINDS])
{
	static int fd = -2;
	u64 flags[MOST_PAGES], page = sysconf(_SC_PAGESIZE);
	u64 first = start / page, nr = (end - start) / page;
	u64 some = nr < MOST_PAGES ? nr : MOST_PAGES;
	ssize_t n;

	if (fd == -2)
		fd = open(rooted("/proc/kpageflags"), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	first += (nr - some) / 2;
	n = pread(fd, flags, some * sizeof(*flags), first * sizeof(*flags));
	n = n < 0 ? 0 : n / (ssize_t)sizeof(*flags);
	for (ssize_t i = 0; i < n; i++)
		bytes[kind_of(flags[i])] += (end - start) / n;
	return true;
}
