// SPDX-License-Identifier: GPL-2.0
/*
 * One pass of eviction: how much it may take, how many pages it may look at for
 * that, in how much CPU time, and which regions go first.
 *
 * Pure, as policy.c is.
 */
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* Least quota of a zone under pressure, a second. */
#define DARC_MIN_QUOTA_PAGES	1024

/**
 * darc_pass_quota() - how much may be evicted a second
 * @a:		the action in force
 * @free_pages:	free memory of the zone now
 *
 * Free memory falls while a monitor sleeps: a pass asks anew.
 *
 * Context: any.
 * Return: pages a second.
 */
u64 darc_pass_quota(const struct darc_action *a, u64 free_pages)
{
	u64 deficit = min(darc_sub(a->target_pages, free_pages), DARC_PAGES_MAX);
	u64 quota = deficit * DARC_CLOSE_PER_S +
		min(a->alloc_pages_ps, DARC_PAGES_MAX);

	quota = max(quota, DARC_MIN_QUOTA_PAGES) >> a->throttle_shift;
	return min(quota, a->cap_pages_ps);
}

/**
 * darc_pass_pages() - how much one pass of the monitor may evict
 * @a:		the action in force
 * @free_pages:	free memory of the zone now
 * @elapsed_us:	time since the previous pass; more than a second counts as one
 *
 * Context: any.
 * Return: pages, 0 when there is nothing to do.
 */
u64 darc_pass_pages(const struct darc_action *a, u64 free_pages, u64 elapsed_us)
{
	u64 share;

	if (!a->evict)
		return 0;
	share = div_u64(min(darc_pass_quota(a, free_pages), DARC_PAGES_MAX) *
			min(elapsed_us, DARC_US_PER_S), DARC_US_PER_S);
	return min(share, darc_sub(a->target_pages, free_pages));
}

/* 4 * log2(@x) for @x >= 1, the fraction linear between powers of two. */
static unsigned int log2_quarters(unsigned int x)
{
	unsigned int exp = 0;

	while (exp < 31 && x >> (exp + 1))
		exp++;
	return 4 * exp + (((u64)x << 2 >> exp) & 3);
}

/**
 * darc_score() - rank a region for eviction, by access frequency and then age
 * @nr_accesses:	samples of the last aggregation that saw an access
 * @max_nr_accesses:	samples in an aggregation
 * @age:		aggregations for which the frequency has been the same
 *
 * Age counts only where there was no access.  It is taken in aggregations, as
 * whole seconds are blind to everything that matters under pressure, and as a
 * logarithm, as a region twice as old is better by the same step at any age.
 *
 * Context: any.
 * Return: [0, 40] with accesses, [41, 99] without; more is colder.
 */
unsigned int darc_score(unsigned int nr_accesses, unsigned int max_nr_accesses,
			unsigned int age)
{
	if (!nr_accesses)
		return 41 + (age ? min(58U, log2_quarters(age)) : 0);
	if (nr_accesses >= max_nr_accesses)
		return 0;
	return 40 - div_u64(40ULL * nr_accesses, max_nr_accesses);
}
