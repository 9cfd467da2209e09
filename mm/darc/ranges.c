// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the physical memory of a zone.
 *
 * A zone's span has holes and may overlap that of another, so it is intersected
 * with System RAM and each pageblock is asked for its zone.
 *
 * Memory that goes offline holds the hotplug lock for as long as its pages
 * resist, which may be minutes, and all zones would wait for that.  So no lock
 * is taken.  What is found may be out of date at once, as it may in any case:
 * the notifier has it looked for again, and the monitor asks each page frame
 * whether it is online.
 */
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/limits.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pageblock-flags.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "engine.h"
#include "ranges.h"

/**
 * struct darc_walk - a walk over the memory of a zone
 * @zone:	the zone
 * @ranges:	what was found, or NULL to count only
 * @room:	how many of them there is room for
 * @nr:		how many there are
 * @end:	address after the last
 */
struct darc_walk {
	struct zone *zone;
	struct darc_range *ranges;
	unsigned int room;
	unsigned int nr;
	unsigned long end;
};

/* Returns -ENOSPC when memory has come since the ranges were counted. */
static int add_block(struct darc_walk *w, unsigned long start,
		     unsigned long end)
{
	if (!w->nr || start != w->end) {
		if (w->ranges && w->nr == w->room)
			return -ENOSPC;
		if (w->ranges)
			w->ranges[w->nr].start = start;
		w->nr++;
	}
	if (w->ranges)
		w->ranges[w->nr - 1].end = end;
	w->end = end;
	return 0;
}

static int walk_ram(unsigned long pfn, unsigned long nr_pages, void *arg)
{
	struct darc_walk *w = arg;
	/* DAMON's addresses are longs, those of a 32-bit machine may be wider. */
	unsigned long end_pfn = min(pfn + nr_pages, PHYS_PFN(ULONG_MAX));

	while (pfn < end_pfn) {
		unsigned long next = min(pageblock_end_pfn(pfn), end_pfn);
		struct page *page = pfn_to_online_page(pfn);
		int err = 0;

		if (page && page_zone(page) == w->zone)
			err = add_block(w, pfn << PAGE_SHIFT, next << PAGE_SHIFT);
		if (err)
			return err;
		pfn = next;
		cond_resched();
	}
	return 0;
}

static void walk_zone(struct darc_walk *w)
{
	unsigned long start_pfn, nr_pages;
	unsigned int seq;

	do {
		seq = zone_span_seqbegin(w->zone);
		start_pfn = w->zone->zone_start_pfn;
		nr_pages = w->zone->spanned_pages;
	} while (zone_span_seqretry(w->zone, seq));
	w->nr = 0;
	walk_system_ram_range(start_pfn, nr_pages, w, walk_ram);
}

/**
 * darc_ranges_get() - find the physical memory of a zone
 * @zone:	the zone
 * @ranges:	set to an array in ascending order, to be freed by kfree()
 *
 * Context: process context.
 * Return: the number of ranges, -ENODEV if there is none, -ENOMEM.
 */
int darc_ranges_get(struct zone *zone, struct darc_range **ranges)
{
	struct darc_walk w = { .zone = zone };

	*ranges = NULL;
	walk_zone(&w);
	if (!w.nr)
		return -ENODEV;
	w.room = w.nr;
	w.ranges = kmalloc_array(w.room, sizeof(*w.ranges), GFP_KERNEL);
	if (!w.ranges)
		return -ENOMEM;
	walk_zone(&w);
	*ranges = w.ranges;
	return w.nr ?: -ENODEV;
}
