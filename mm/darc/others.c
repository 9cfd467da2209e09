// SPDX-License-Identifier: GPL-2.0
/*
 * What the other zones of a node make of a zone: its part in their reserve, and what
 * their monitors have done.
 */
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mmzone.h>

#include "control.h"
#include "others.h"
#include "policy.h"

/**
 * darc_same_node() - are two zones of one node
 * @a:	the record of the one
 * @b:	the record of the other
 *
 * Context: any.
 * Return: true if they are, also for one and the same.
 */
bool darc_same_node(const struct darc_zone *a, const struct darc_zone *b)
{
	return a->zone->zone_pgdat == b->zone->zone_pgdat;
}

/* The others that serve allocations which may use zones up to @top. */
static void sum_others(const struct darc_zone *z, const struct darc_zone *top,
		       const struct list_head *zones, const struct darc_params *p,
		       struct darc_others *sum)
{
	const struct darc_zone *o;

	*sum = (struct darc_others) {};
	list_for_each_entry(o, zones, list) {
		s64 room;

		if (o == z || !darc_same_node(o, z) || !darc_control_usable(o) ||
		    zone_idx(o->zone) > zone_idx(top->zone))
			continue;
		sum->span_pages += darc_control_span(o, p, &room);
		sum->room_pages += room;
		sum->alloc_pages_ps += o->policy.alloc_pages_ps;
		if (zone_idx(o->zone) < zone_idx(z->zone))
			sum->below_pages += max(room, 0);
	}
}

/*
 * What may use a high zone falls back to lower ones before anybody is woken to
 * reclaim, as pgdat_balanced() knows; what may use low zones only has those alone.
 * So a zone counts as full as the shortest of these makes it.  Zones that take no
 * part are no reserve: they are kept for who can use nothing else.
 */
static void compare_with_node(const struct darc_zone *z, const struct list_head *zones,
			      const struct darc_params *p, struct darc_sample *s)
{
	const struct darc_zone *top;
	struct darc_marks marks;
	u64 free;

	if (!darc_control_usable(z))
		return;
	darc_control_marks(z, p, &marks);
	free = darc_control_free(z);
	s->spare_pages = S64_MAX;
	list_for_each_entry(top, zones, list) {
		struct darc_others others;
		s64 spare;

		if (top != z && (!darc_same_node(top, z) || !darc_control_usable(top) ||
				 zone_idx(top->zone) < zone_idx(z->zone)))
			continue;
		sum_others(z, top, zones, p, &others);
		spare = darc_node_spare(&marks, &others, free);
		if (spare >= s->spare_pages)
			continue;
		s->spare_pages = spare;
		s->others_span_pages = others.span_pages;
		s->others_alloc_pages_ps = others.alloc_pages_ps;
	}
}

/* Counts of all other zones, as their refaults do not end when they are opted out. */
static void count_others(const struct darc_zone *z, const struct list_head *zones,
			 struct darc_sample *s)
{
	const struct darc_zone *o;

	list_for_each_entry(o, zones, list) {
		if (o == z || !darc_same_node(o, z))
			continue;
		s->others_evicted_pages += o->policy.last.evicted_pages;
		s->others_evicted_anon_pages += o->policy.last.evicted_anon_pages;
		s->others_back_anon_pages += o->dry.back_anon_pages;
		s->others_back_file_pages += o->dry.back_file_pages;
		if (zone_idx(o->zone) < zone_idx(z->zone) && o->action.evict)
			s->lower_age_us =
				max(s->lower_age_us,
				    darc_node_lower_age(&z->policy.marks,
							o->policy.tried_age_us,
							o->policy.gone_pages));
	}
}

/**
 * darc_others_sample() - see what is of the other zones of a node
 * @z:		the zone's record
 * @zones:	the records of all zones; the caller holds their mutex
 * @p:		parameters
 * @s:		spare_pages, others_*, and lower_age_us are filled in, in pages, pages a
 *		second and us; they were 0
 *
 * Context: process context.
 */
void darc_others_sample(const struct darc_zone *z, const struct list_head *zones,
			const struct darc_params *p, struct darc_sample *s)
{
	compare_with_node(z, zones, p, s);
	count_others(z, zones, s);
}
