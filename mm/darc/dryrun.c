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
 * another machine has them faster or slower together.  The first is measured with
 * lz4 (results/tuning), the second an estimate.
 */
#define DARC_DRY_ZRAM_LOOKS	24
#define DARC_DRY_EVICT_LOOKS	4
/* A look does not take longer than that, unless somebody else did. */
#define DARC_DRY_LOOK_MAX_NS	20000

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
 * less than the free memory did, which is a short refault distance.
 *
 * Context: any.
 */
void darc_dry_sample(const struct darc_dry *d, struct darc_sample *s)
{
	s->dry_run = true;
	s->free_pages = min(s->free_pages, DARC_PAGES_MAX) + darc_dry_gain(d);
	s->reclaimable_pages = darc_sub(s->reclaimable_pages, out_pages(d));
	s->inactive_file_pages = darc_sub(s->inactive_file_pages,
					  d->out_file_pages);
	s->refaulted_pages += d->back_anon_pages + d->back_file_pages;
	s->anon_workingset_pages += d->back_anon_pages;
	s->file_workingset_pages += d->back_file_pages;
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

/**
 * darc_dry_lost() - is it no longer known what would have been
 * @w:			what is remembered of the dry run, brought up to date
 * @d:			the dry run
 * @s:			sample of the zone
 * @kswapd_runs:	times that kswapd began to reclaim so far
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
			      kswapd_runs != w->kswapd_runs));

	w->begun = true;
	w->allocstall = s->allocstall;
	w->kswapd_runs = kswapd_runs;
	w->lost = w->lost || (worked && out_pages(d));
	return w->lost;
}
