// SPDX-License-Identifier: GPL-2.0
/*
 * The watermarks of a zone: automatic, manual, and in force.
 *
 * Pure, as policy.c is.
 */
#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* The spread of the marks: a tenth of the first GiB of a zone, ... */
#define DARC_SPREAD_BP		1000
#define DARC_SPREAD_BAND	(1024ULL << 20)

/*
 * A larger zone needs a smaller share: bursts do not grow with the machine.
 * From band to band (1, 3, 12, 48... GiB) the share falls so that the spread is
 * doubled when the zone is four times as large, as min_free_kbytes is.
 */
static u64 auto_spread_pages(const struct darc_params *p, u64 managed_pages)
{
	u64 band = div64_u64(DARC_SPREAD_BAND, p->page_size);
	u64 part = min(managed_pages, band);
	u64 spread = div_u64(part * DARC_SPREAD_BP, DARC_BP);
	u64 bp = DARC_SPREAD_BP / 3;

	for (band *= 3; managed_pages > part && bp; band *= 4, bp /= 2) {
		managed_pages -= part;
		part = min(managed_pages, band);
		spread += div_u64(part * bp, DARC_BP);
	}
	return spread;
}

/* Each mark as set, or at its distance from what is below it. */
static void put_marks(struct darc_marks *marks, const struct darc_marks *set,
		      u64 spread, u64 floor)
{
	u64 eighth = max(spread / 8, 1ULL);

	if (set->low_pages == DARC_MARK_AUTO)
		marks->low_pages = floor + max(spread / 16, 1ULL);
	else
		marks->low_pages = max(min(set->low_pages, DARC_PAGES_MAX),
				       floor + 1);

	if (set->mid_pages == DARC_MARK_AUTO)
		marks->mid_pages = max(floor + spread - spread / 4,
				       marks->low_pages + eighth);
	else
		marks->mid_pages = max(min(set->mid_pages, DARC_PAGES_MAX),
				       marks->low_pages + 1);

	if (set->high_pages == DARC_MARK_AUTO)
		marks->high_pages = max(floor + spread,
					marks->mid_pages + eighth);
	else
		marks->high_pages = max(min(set->high_pages, DARC_PAGES_MAX),
					marks->mid_pages + 1);
}

/**
 * darc_marks_resolve() - the marks in force
 * @marks:		set to the marks in force
 * @set:		what was written, each in pages or %DARC_MARK_AUTO
 * @p:			parameters
 * @managed_pages:	the zone's managed pages
 * @floor_pages:	kswapd's own high mark, lowmem reserve included
 *
 * A manual mark is pushed up as far as the floor and the mark below it demand;
 * an automatic one keeps its distance from the mark below it.  A zone may lose
 * memory, to a balloon for one: marks that do not fit into it any more, and could
 * never be reached, are all automatic until they do.
 *
 * Context: any.
 */
void darc_marks_resolve(struct darc_marks *marks, const struct darc_marks *set,
			const struct darc_params *p, u64 managed_pages,
			u64 floor_pages)
{
	const struct darc_marks automatic = {};
	u64 managed = min(managed_pages, DARC_PAGES_MAX);
	u64 floor = min(floor_pages, DARC_PAGES_MAX);
	u64 spread;

	if (p->wmark_scale_bp)
		spread = div_u64(managed * p->wmark_scale_bp, DARC_BP);
	else
		spread = auto_spread_pages(p, managed);
	spread = min(spread, darc_sub(managed, floor) / 2);

	put_marks(marks, set, spread, floor);
	if (marks->high_pages > managed)
		put_marks(marks, &automatic, spread, floor);
}

/**
 * darc_marks_fit() - is there room for marks above the floor of a zone
 * @managed_pages:	the zone's managed pages
 * @floor_pages:	kswapd's own high mark, lowmem reserve included
 *
 * The reserve follows the size of the zones above, so it may exceed a small zone
 * under large ones.  No eviction could bring such a zone above its marks.
 *
 * Context: any.
 * Return: true if there is.
 */
bool darc_marks_fit(u64 managed_pages, u64 floor_pages)
{
	return darc_sub(managed_pages, floor_pages) >= DARC_MIN_PAGES;
}

/**
 * darc_marks_check() - may these marks be put in force
 * @marks:		marks, none of them automatic
 * @managed_pages:	the zone's managed pages
 * @floor_pages:	kswapd's own high mark, lowmem reserve included
 *
 * Context: any.
 * Return: 0, or -EINVAL where floor < low < mid < high <= managed is broken.
 */
int darc_marks_check(const struct darc_marks *marks, u64 managed_pages,
		     u64 floor_pages)
{
	if (marks->low_pages <= floor_pages ||
	    marks->mid_pages <= marks->low_pages ||
	    marks->high_pages <= marks->mid_pages ||
	    marks->high_pages > managed_pages)
		return -EINVAL;
	return 0;
}
