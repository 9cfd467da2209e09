// SPDX-License-Identifier: GPL-2.0
/*
 * One pass of eviction: how much it may take, how many pages it may look at for
 * that, in how much CPU time, and which regions go first.
 *
 * Pure, as policy.c is.
 */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* Least quota of a zone under pressure, a second. */
#define DARC_MIN_QUOTA_PAGES	1024
/*
 * Longest time whose unused CPU budget may be spent in one pass, and most CPU
 * time that is made up for.
 */
#define DARC_BUDGET_SPAN_NS	(DARC_US_PER_S * 1000 / 4)

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
 * darc_pass_owed_us() - how long a pass that evicted too much has to be made up for
 * @a:		the action in force
 * @over_pages:	pages that it evicted beyond what it wanted
 *
 * A pass ends with a whole folio, and a large one may be many times what the cap
 * allows it.
 *
 * Context: any.
 * Return: us, at the cap in force.
 */
u64 darc_pass_owed_us(const struct darc_action *a, u64 over_pages)
{
	return div64_u64(min(over_pages, DARC_PAGES_MAX) * DARC_US_PER_S,
			 max(a->cap_pages_ps, 1));
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

/**
 * darc_pass_due() - is what a pass may evict worth one
 * @a:		the action in force
 * @free_pages:	free memory of the zone now
 * @want_pages:	pages that it may evict
 *
 * A batch is; where the quota is less than that a second, a second's worth is.
 *
 * Context: any.
 * Return: true if so.
 */
bool darc_pass_due(const struct darc_action *a, u64 free_pages, u64 want_pages)
{
	return want_pages >= clamp(darc_pass_quota(a, free_pages), 1,
				   DARC_PASS_MIN_PAGES);
}

/**
 * darc_pass_effort() - what was done, counted in looks
 * @tried_pages:	pages looked at
 * @passed_pages:	pages that were passed over without a look
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_pass_effort(u64 tried_pages, u64 passed_pages)
{
	return min(tried_pages, DARC_PAGES_MAX) + passed_pages / DARC_GLANCES_PER_LOOK;
}

/**
 * darc_pass_yield() - how many of the pages looked at were evicted of late
 * @yield_permil:	as it was before the pass, in thousandths
 * @tried_pages:	pages that the pass looked at
 * @evicted_pages:	pages that it evicted
 *
 * Each pass counts a quarter less than the next; one that has looked at less
 * than a batch says nothing.
 *
 * Context: any.
 * Return: thousandths, [0, 1000] if @yield_permil is.
 */
unsigned int darc_pass_yield(unsigned int yield_permil, u64 tried_pages,
			     u64 evicted_pages)
{
	u64 tried = min(tried_pages, DARC_PAGES_MAX);

	if (tried < DARC_PASS_MIN_PAGES)
		return yield_permil;
	return (3 * yield_permil +
		div64_u64(1000 * min(evicted_pages, tried), tried)) / 4;
}

/**
 * darc_pass_tries() - how many pages a pass may look at
 * @want_pages:		pages that it wants to evict
 * @yield_permil:	evicted of the pages looked at of late, in thousandths
 *
 * Context: any.
 * Return: pages, at most about %DARC_TRIES_MAX for each one wanted.
 */
u64 darc_pass_tries(u64 want_pages, unsigned int yield_permil)
{
	return div_u64(min(want_pages, DARC_PAGES_MAX) * 1000,
		       max(yield_permil, 1000 / DARC_TRIES_MAX));
}

/**
 * darc_pass_credit() - credit a monitor with its share of the time that passed
 * @b:		its budget, brought up to date
 * @now_ns:	monotonic time
 * @permil:	its share of one CPU in thousandths, [1, 1000]
 *
 * CPU time unused is kept for a while, so that a pass may be long but rare.
 *
 * Context: any; the caller serialises the calls for one budget.
 * Return: CPU time that may be spent, in ns.
 */
u64 darc_pass_credit(struct darc_budget *b, u64 now_ns, u64 permil)
{
	s64 most = div_u64(DARC_BUDGET_SPAN_NS * permil, 1000);
	u64 span = min(darc_sub(now_ns, b->wall_ns), DARC_BUDGET_SPAN_NS);

	b->wall_ns = now_ns;
	b->credit_ns = min(min(b->credit_ns, most) +
			   (s64)div_u64(span * permil, 1000), most);
	return max(b->credit_ns, 0);
}

/**
 * darc_pass_spend() - charge a monitor with CPU time
 * @b:		its budget, brought up to date
 * @cpu_ns:	CPU time that was used, in ns
 *
 * A pass ends with a whole batch of folios, and large ones take long.  What is
 * beyond the credit is made up for, but for no more than a quarter of a second.
 *
 * Context: any; the caller serialises the calls for one budget.
 */
void darc_pass_spend(struct darc_budget *b, u64 cpu_ns)
{
	/* From the largest credit to the largest debt; it fits in the type. */
	s64 used = min(cpu_ns, 2 * DARC_BUDGET_SPAN_NS);

	b->credit_ns = max(b->credit_ns - used, -(s64)DARC_BUDGET_SPAN_NS);
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
 * @age:		aggregations of full rate for which the frequency has been the same
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
