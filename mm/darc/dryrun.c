// SPDX-License-Identifier: GPL-2.0
/*
 * What would have been: the sample that a dry run decides on, and for how long
 * it knows.
 *
 * Pure, as policy.c is.
 *
 * A page that would have been evicted stays where it is, so free memory is what
 * it is and what such pages would have left.  The two drift apart until the LRU
 * has to find the memory that eviction would have freed.  What it then takes, and
 * from whom, has no counterpart in what would have been: that is the end of what
 * a dry run knows.
 *
 * An example: 3000 anonymous pages are out, swap takes a third of what goes
 * there, and 1000 pages of files are out as well.  With 5000 free pages, 8000
 * would be free.  An anonymous page that is accessed again would have been a
 * refault: 2999 are out then, and 7999 pages would be free.
 */
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* What compressed pages are expected to take. */
#define DARC_DRY_RAM_BP		3333
/*
 * CPU time of evicting a page, in looks at one.  Both are work in memory, so that
 * another machine has them faster or slower together.  Measured with lz4, and
 * with page cache that was read once (bench/evict-cost, results/tuning).
 */
#define DARC_DRY_ZRAM_LOOKS	28
#define DARC_DRY_EVICT_LOOKS	4
/* A look does not take longer than that, unless somebody else did. */
#define DARC_DRY_LOOK_MAX_NS	20000
/* Times are clamped to this, over an hour; a product with DARC_BP fits. */
#define DARC_DRY_NS_MAX		(4ULL << 40)
/* That of the scheduler. */
#define DARC_DRY_NICE_MAX	19U

static u64 out_pages(const struct darc_dry *d)
{
	return min(d->out_anon_pages, DARC_PAGES_MAX) +
		min(d->out_file_pages, DARC_PAGES_MAX);
}

/**
 * darc_dry_gain() - free memory that a dry run would have made
 * @d:	the dry run
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_dry_gain(const struct darc_dry *d)
{
	u64 left_bp = DARC_BP - (d->compressed ? DARC_DRY_RAM_BP : 0);

	return min(d->out_file_pages, DARC_PAGES_MAX) +
		div_u64(min(d->out_anon_pages, DARC_PAGES_MAX) * left_bp,
			DARC_BP);
}

/**
 * darc_dry_sample() - make a sample what it would have been
 * @d:	the dry run
 * @s:	sample of what is
 *
 * Whatever comes back in a dry run belonged to the workingset: it went while
 * less than the free memory did, which is a short refault distance.  With
 * @s->mglru it would count of the page cache only if it was mapped or read several
 * times, which a dry run does not know.
 *
 * Context: any.
 */
void darc_dry_sample(const struct darc_dry *d, struct darc_sample *s)
{
	s->dry_run = true;
	s->free_pages = min(s->free_pages, DARC_PAGES_MAX) + darc_dry_gain(d);
	s->reclaimable_pages = darc_sub(s->reclaimable_pages, out_pages(d));
	s->file_pages = darc_sub(s->file_pages, d->out_file_pages);
	s->inactive_file_pages = darc_sub(s->inactive_file_pages,
					  d->out_file_pages);
	/* These are the node's. */
	s->anon_workingset_pages += d->back_anon_pages + s->others_back_anon_pages;
	s->file_workingset_pages += d->back_file_pages + s->others_back_file_pages;
	s->refaulted_pages += d->back_anon_pages + s->others_back_anon_pages +
		d->back_file_pages + s->others_back_file_pages;
}

/**
 * darc_dry_cost_ns() - CPU time that evicting would have taken
 * @d:			the dry run
 * @look_ns:		CPU time of a look, as measured, in ns
 * @anon_pages:		anonymous pages and shmem that would have gone
 * @file_pages:		pages of files, likewise
 *
 * Context: any.
 * Return: ns.
 */
u64 darc_dry_cost_ns(const struct darc_dry *d, u64 look_ns, u64 anon_pages,
		     u64 file_pages)
{
	u64 anon_looks = d->compressed ? DARC_DRY_ZRAM_LOOKS :
					 DARC_DRY_EVICT_LOOKS;
	u64 looks = min(anon_pages, DARC_PAGES_MAX) * anon_looks +
		min(file_pages, DARC_PAGES_MAX) * DARC_DRY_EVICT_LOOKS;

	return min(look_ns, DARC_DRY_LOOK_MAX_NS) * min(looks, DARC_PAGES_MAX);
}

/* What a thread of that nice gets done while others, at nice 0, get @ns done. */
static u64 beside(u64 ns, unsigned int nice)
{
	u64 share_bp = DARC_BP;

	for (nice = min(nice, DARC_DRY_NICE_MAX); nice; nice--)
		share_bp -= share_bp / 5;
	return div_u64(ns * share_bp, DARC_BP);
}

/**
 * darc_dry_pay() - let eviction have the CPU time of a sleep
 * @t:		what it is owed, brought up to date
 * @slept_ns:	length of the sleep
 * @idle_ns:	of it, time in which a CPU had nothing to do
 * @nice:	of the monitor's thread, not below 0
 *
 * It would have had all of the idle time and, beside the work of others, what the
 * weights of the scheduler leave: the same at nice 0, a fifth less for each step.
 * What the monitor has really used comes out of the same share, but for the part
 * that idle time would have had room for.
 *
 * The others would have taken longer for their work.  What happens next depends on
 * the work, so that is the measure, and not the time.
 *
 * Context: any; the caller serialises the calls for one dry run.
 */
void darc_dry_pay(struct darc_dry_time *t, u64 slept_ns, u64 idle_ns,
		  unsigned int nice)
{
	u64 slept = clamp(slept_ns, 1, DARC_DRY_NS_MAX);
	u64 idle = min(idle_ns, slept);
	u64 busy = slept - idle;
	u64 busy_bp = div64_u64(busy * DARC_BP, slept);
	s64 own = div_u64(min(t->own_ns, DARC_DRY_NS_MAX) * busy_bp, DARC_BP);
	s64 got = idle + beside(busy, nice);

	t->owed_ns += own - got;
	t->own_ns = 0;
}

/**
 * darc_dry_lost() - is it no longer known what would have been
 * @w:			what is remembered of the dry run, brought up to date
 * @d:			the dry run
 * @s:			sample of the zone
 * @kswapd_runs:	times that kswapd began to reclaim so far, or %DARC_RUNS_UNKNOWN
 *
 * As long as nothing is out, the LRU does what it would have done anyway.
 *
 * Context: any.
 * Return: true from the first time on that the LRU was at work with pages out.
 */
bool darc_dry_lost(struct darc_dry_watch *w, const struct darc_dry *d,
		   const struct darc_sample *s, u64 kswapd_runs)
{
	bool worked = s->kswapd_awake ||
		(w->begun && (s->allocstall != w->allocstall ||
			      (kswapd_runs != w->kswapd_runs &&
			       kswapd_runs != DARC_RUNS_UNKNOWN &&
			       w->kswapd_runs != DARC_RUNS_UNKNOWN)));

	w->begun = true;
	w->allocstall = s->allocstall;
	w->kswapd_runs = kswapd_runs;
	w->lost = w->lost || (worked && out_pages(d));
	return w->lost;
}
