// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the physical memory of a zone.
 *
 * A zone's span has holes and may overlap that of another, so it is intersected
 * with System RAM and each pageblock is asked for its zone.
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

/* With no room for @ranges, the walk only counts. */
struct darc_walk {
	struct zone *zone;
	struct darc_range *ranges;
	unsigned int nr;
	unsigned long end;
};

static void add_block(struct darc_walk *w, unsigned long start,
		      unsigned long end)
{
	if (!w->nr || start != w->end) {
		if (w->ranges)
			w->ranges[w->nr].start = start;
		w->nr++;
	}
	if (w->ranges)
		w->ranges[w->nr - 1].end = end;
	w->end = end;
}

static int walk_ram(unsigned long pfn, unsigned long nr_pages, void *arg)
{
	struct darc_walk *w = arg;
	/* DAMON's addresses are longs, those of a 32-bit machine may be wider. */
	unsigned long end_pfn = min(pfn + nr_pages, PHYS_PFN(ULONG_MAX));

	while (pfn < end_pfn) {
		unsigned long next = min(pageblock_end_pfn(pfn), end_pfn);
		struct page *page = pfn_to_online_page(pfn);

		if (page && page_zone(page) == w->zone)
			add_block(w, pfn << PAGE_SHIFT, next << PAGE_SHIFT);
		pfn = next;
		cond_resched();
	}
	return 0;
}

static void walk_zone(struct darc_walk *w)
{
	w->nr = 0;
	walk_system_ram_range(w->zone->zone_start_pfn, w->zone->spanned_pages,
			      w, walk_ram);
}

/**
 * darc_ranges_get() - find the physical memory of a zone
 * @zone:	the zone
 * @ranges:	set to an array in ascending order, to be freed by kfree()
 *
 * Context: process context; takes the memory hotplug lock for reading.
 * Return: the number of ranges, -ENODEV if there is none, -ENOMEM.
 */
int darc_ranges_get(struct zone *zone, struct darc_range **ranges)
{
	struct darc_walk w = { .zone = zone };
	int nr;

	get_online_mems();
	walk_zone(&w);
	nr = w.nr ? w.nr : -ENODEV;
	if (nr > 0) {
		w.ranges = kmalloc_array(nr, sizeof(*w.ranges), GFP_KERNEL);
		if (w.ranges)
			walk_zone(&w);
		else
			nr = -ENOMEM;
	}
	put_online_mems();
	*ranges = w.ranges;
	return nr;
}
