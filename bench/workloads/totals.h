/* SPDX-License-Identifier: GPL-2.0 */
/* What the machine did in total between two moments. */
#ifndef LAB_TOTALS_H
#define LAB_TOTALS_H

#include <stdint.h>

/**
 * enum total - index of a counter that only grows
 *
 * TOTAL_IDLE is the machine's, summed over its CPUs and waiting for I/O
 * included. TOTAL_EVICTED is what left memory, whoever took it: kswapd's and
 * direct reclaim's steals (pgsteal_anon, pgsteal_file; memory.reclaim counts
 * there, too), and what DARC, DAMON's sysfs schemes and DAMON_RECLAIM report,
 * which is in no counter of the LRU's. TOTAL_STOCK_TRIED_BYTES is what
 * DAMON_RECLAIM applied its scheme to.
 */
enum total {
	TOTAL_TIME_NS,
	TOTAL_IDLE_NS,
	TOTAL_WORK_US,
	TOTAL_KSWAPD_NS,
	TOTAL_KDAMOND_NS,
	TOTAL_KDAMOND_SWITCHES,
	TOTAL_ALLOCSTALL,
	TOTAL_REFAULT,
	TOTAL_EVICTED_BYTES,
	TOTAL_STOCK_TRIED_BYTES,
	TOTAL_SWAPIN,
	TOTAL_SWAPOUT,
	TOTAL_MAJFAULT,
	TOTAL_PSI_SOME_US,
	TOTALS,
};

/**
 * struct totals - all counters at one moment
 * @cpus: CPUs online
 * @value: by enum total
 */
struct totals {
	unsigned int cpus;
	uint64_t value[TOTALS];
};

/**
 * struct memory - what the samples say of it
 * @free_mean_bytes: mean of what is free
 * @used_max_bytes: most that was resident of what can be evicted: anonymous
 *	memory and page cache
 */
struct memory {
	double free_mean_bytes;
	double used_max_bytes;
};

void totals_read(struct totals *totals, const char *group);
void totals_write(const struct totals *before, const struct totals *after,
		  const struct memory *memory, const char *dir);

#endif
