// SPDX-License-Identifier: GPL-2.0
/*
 * What the other zones of a node are to a zone: how full it counts beside them, what
 * is cold beside theirs, and its part in their allocations and in what was evicted.
 *
 * Pure, as policy.c is.
 */
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* What a zone is below low counts up to this part of its reserve. */
#define DARC_DEBT_PART		8
/* A lower zone that frees this part of a zone's reserve in a window helps it. */
#define DARC_ENOUGH_PART	8

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

/**
 * darc_node_lower_age() - how old memory has to be beside what a lower zone evicts
 * @marks:		the marks of the zone in force
 * @age_us:		mean age of what was looked at in the lower zone in its last window
 * @evicted_pages:	what went of it
 *
 * A zone may have nothing but what is in use, as the highest does that was filled
 * first, while a lower one, which serves the same allocations, has what is older: that
 * is to go first.  The other way round it does not hold: what only lower zones can serve
 * has to wait for no higher one.
 *
 * What the lower zone frees has to be enough: it counts in full if an eighth of the
 * zone's own reserve went, and by as much less where less did.
 *
 * An example: what is looked at in the lower zone is 12 s old on average.  Of it go 1000
 * pages in a window, and the zone's reserve is 8000.  Then nothing younger goes from the
 * zone, though its own cold age may be down to 200 ms; beside 250 pages, nothing younger
 * than 3 s.
 *
 * Context: any.
 * Return: us, at most %DARC_COLD_AGE_MAX_US; what is younger stays.
 */
u64 darc_node_lower_age(const struct darc_marks *marks, u64 age_us, u64 evicted_pages)
{
	u64 enough = max(darc_sub(marks->high_pages, marks->low_pages) /
			 DARC_ENOUGH_PART, 1);

	return mul_u64_u64_div_u64(min(age_us, DARC_COLD_AGE_MAX_US),
				   min(evicted_pages, enough), enough);
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

/**
 * darc_node_back() - what came back to the workingset of a node
 * @from:	a sample of one of its zones
 * @to:		a later one
 *
 * What would not have stayed in any case, as of a cycle through more than memory, is
 * not in it, whoever evicted it.
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_node_back(const struct darc_sample *from, const struct darc_sample *to)
{
	u64 file = counted(from->file_workingset_pages, to->file_workingset_pages);

	/* What one LRU counts says nothing beside what the other did. */
	return darc_node_back_anon(from, to) + (from->mglru == to->mglru ? file : 0);
}

/**
 * darc_node_back_anon() - anonymous pages and shmem of darc_node_back()
 * @from:	a sample of one of its zones
 * @to:		a later one
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_node_back_anon(const struct darc_sample *from, const struct darc_sample *to)
{
	return counted(from->anon_workingset_pages, to->anon_workingset_pages);
}
