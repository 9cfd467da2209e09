// SPDX-License-Identifier: GPL-2.0
/*
 * What the other zones of a node are to a zone: how full it counts beside them, and
 * its part in their allocations and in what was evicted.
 *
 * Pure, as policy.c is.
 */
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* What a zone is below low counts up to this part of its reserve. */
#define DARC_DEBT_PART		8

/**
 * darc_node_room() - how much of its reserve a zone has free
 * @marks:	the marks of the zone in force
 * @free_pages:	free memory of the zone
 *
 * A zone that is in use is taken down to kswapd's marks, a little below low, before
 * lower zones are; that much is missing in it.  More is not: what lies between is
 * kept from allocations that could use higher zones.
 *
 * Context: any.
 * Return: pages above low, below 0 under it.
 */
s64 darc_node_room(const struct darc_marks *marks, u64 free_pages)
{
	s64 least = (marks->high_pages - marks->low_pages) / DARC_DEBT_PART;
	s64 free = min(free_pages, DARC_PAGES_MAX);

	return max(free - (s64)marks->low_pages, -least);
}

/**
 * darc_node_span() - the reserve that a zone can have
 * @marks:		the marks of the zone in force
 * @free_pages:		free memory of the zone
 * @reclaimable_pages:	what could be evicted from it
 *
 * What is full of memory that cannot go owes nothing to the other zones.
 *
 * Context: any.
 * Return: pages between low and high that are free or could be.
 */
u64 darc_node_span(const struct darc_marks *marks, u64 free_pages,
		   u64 reclaimable_pages)
{
	u64 most = min(free_pages, DARC_PAGES_MAX) +
		min(reclaimable_pages, DARC_PAGES_MAX);

	return darc_sub(min(most, marks->high_pages), marks->low_pages);
}

/* @room, which may be below 0, times @part / @whole. */
static s64 share(s64 room, u64 part, u64 whole)
{
	u64 pages = mul_u64_u64_div_u64(abs(room), part, whole);

	return room < 0 ? -(s64)pages : pages;
}

/**
 * darc_node_spare() - what other zones make of a zone's free memory
 * @marks:	the marks of the zone in force
 * @others:	other zones of its node that serve the same allocations
 * @free_pages:	free memory of the zone
 *
 * Such zones have one reserve: the sum of theirs, wherever it is free.  A zone
 * counts as full as all of them together are, between low and high.  So what is
 * missing in one is evicted from those that have something cold, each its share,
 * which is settled anew at each sample.  Two bounds: an allocation may take from
 * lower zones what they have above low and no more; and no zone holds more for the
 * others than its own reserve again, for they may have nothing that is cold.
 *
 * An example: two zones, each with low at 1000 and high at 5000 pages.  The higher
 * has 1200 free pages, the lower 3800, so there are 3000 of 8000 pages of room, which
 * is 3/8, and each counts as if it had 1000 + 3/8 * 4000 = 2500 free pages: 1300
 * more, 1300 less.
 *
 * Context: any.
 * Return: pages to add to the zone's free memory for a comparison with its marks,
 * 0 where there are no others.
 */
s64 darc_node_spare(const struct darc_marks *marks,
		    const struct darc_others *others, u64 free_pages)
{
	u64 span = marks->high_pages - marks->low_pages;
	u64 whole = span + min(others->span_pages, DARC_PAGES_MAX);
	s64 room = (s64)min(free_pages, DARC_PAGES_MAX) - (s64)marks->low_pages;
	s64 most = DARC_PAGES_MAX;
	s64 all = room + clamp(others->room_pages, -most, most);

	return clamp(share(all, span, whole) - room, -(s64)span,
		     (s64)min(others->below_pages, DARC_PAGES_MAX));
}

/**
 * darc_node_rate() - how fast all allocations take from what a zone counts as free
 * @marks:		the marks of the zone in force
 * @s:			sample of the zone: which others there are
 * @own_pages_ps:	rate of the zone, at most %DARC_PAGES_MAX
 * @others_pages_ps:	rate of the others
 *
 * A zone that nothing is allocated from falls as its node does.
 *
 * Context: any.
 * Return: pages a second, @own_pages_ps where there are no others.
 */
u64 darc_node_rate(const struct darc_marks *marks, const struct darc_sample *s,
		   u64 own_pages_ps, u64 others_pages_ps)
{
	u64 span = max(marks->high_pages - marks->low_pages, 1);
	u64 all = own_pages_ps + min(others_pages_ps, DARC_PAGES_MAX);
	u64 whole = span + min(s->others_span_pages, DARC_PAGES_MAX);

	return mul_u64_u64_div_u64(all, span, whole);
}

static u64 span_of(const struct darc_marks *marks)
{
	return darc_sub(min(marks->high_pages, DARC_PAGES_MAX), marks->low_pages);
}

/**
 * darc_node_lower_age() - how old memory has to be beside what a lower zone evicts
 * @marks:	the marks of the zone in force
 * @lower:	those of the lower zone
 * @age_us:	mean age of what is looked at there
 *
 * A zone may have nothing but what is in use, as the highest does that was filled
 * first, while a lower one, which serves the same allocations, has what is older: that
 * is to go first.  The other way round it does not hold: what only lower zones can serve
 * has to wait for no higher one.
 *
 * A lower zone frees no more than its own reserve and as much again.  Where that is
 * little beside the zone's own, it cannot make up for it, and counts for as much less.
 *
 * An example: what is looked at in the lower zone is 12 s old on average, and its
 * reserve is as large.  Then nothing younger goes from the higher one, though its own
 * cold age may be down to 200 ms; with a reserve of a quarter, nothing younger than 3 s.
 *
 * Context: any.
 * Return: us, at most %DARC_COLD_AGE_MAX_US; what is younger stays.
 */
u64 darc_node_lower_age(const struct darc_marks *marks,
			const struct darc_marks *lower, u64 age_us)
{
	u64 span = max(span_of(marks), 1);

	return mul_u64_u64_div_u64(min(age_us, DARC_COLD_AGE_MAX_US),
				   min(span_of(lower), span), span);
}

/* Pages that a counter has counted. */
static u64 counted(u64 from, u64 to)
{
	return min(darc_sub(to, from), DARC_PAGES_MAX);
}

/**
 * darc_node_evicted() - what all monitors of a node have evicted
 * @from:	a sample of one of its zones
 * @to:		a later one
 *
 * What came back is counted by node, and has to be compared with this.
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_node_evicted(const struct darc_sample *from, const struct darc_sample *to)
{
	return counted(from->evicted_pages, to->evicted_pages) +
		counted(from->others_evicted_pages, to->others_evicted_pages);
}

/**
 * darc_node_evicted_anon() - anonymous pages and shmem of darc_node_evicted()
 * @from:	a sample of one of its zones
 * @to:		a later one
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_node_evicted_anon(const struct darc_sample *from,
			   const struct darc_sample *to)
{
	return counted(from->evicted_anon_pages, to->evicted_anon_pages) +
		counted(from->others_evicted_anon_pages,
			to->others_evicted_anon_pages);
}
