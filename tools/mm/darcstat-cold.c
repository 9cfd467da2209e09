// SPDX-License-Identifier: GPL-2.0
/*
 * For how long each piece of a zone was not accessed.
 *
 * The age that DAMON keeps is no answer: DARC's own attempts put it back to 0,
 * a merge averages it, and a change of intervals is not known here in time. So
 * only what was seen counts, and nothing before the first view.
 */
#include <stdlib.h>

#include "darcstat.h"

#define MIN_GRAIN	(64ULL << 10)
#define MOST_GRAINS	65536

static void cold_init(struct cold *c, const struct view *v)
{
	u64 size;

	c->start = v->regions[0].start;
	size = v->regions[v->nr_regions - 1].end - c->start;
	c->grain = MIN_GRAIN;
	while (size / c->grain >= MOST_GRAINS)
		c->grain *= 2;
	c->nr = (size + c->grain - 1) / c->grain;
	/* What no region covers is accessed at the end of time: never cold. */
	c->since_us = malloc(c->nr * sizeof(*c->since_us));
	if (!c->since_us)
		die("out of memory");
	for (size_t i = 0; i < c->nr; i++)
		c->since_us[i] = ULLONG_MAX;
	c->first_us = v->seen_us;
}

static void take_region(struct cold *c, const struct view *v, const struct region *r)
{
	if (r->start < c->start)
		return;
	for (u64 i = (r->start - c->start) / c->grain;
	     i < c->nr && c->start + i * c->grain < r->end; i++) {
		if (r->accesses || c->since_us[i] == ULLONG_MAX)
			c->since_us[i] = v->seen_us;
	}
}

void cold_update(struct cold *c, const struct view *v)
{
	if (v->serial == c->serial)
		return;
	if (!c->since_us)
		cold_init(c, v);
	for (size_t i = 0; i < v->nr_regions; i++)
		take_region(c, v, &v->regions[i]);
	c->serial = v->serial;
	c->last_us = v->seen_us;
}

/*
 * Adds up by kind what was not accessed since then. False if the kernel does
 * not tell the kinds apart: all is in KIND_OTHER then.
 */
bool cold_count(const struct cold *c, u64 since_us, u64 bytes[NR_KINDS])
{
	bool known = true;

	for (int k = 0; k < NR_KINDS; k++)
		bytes[k] = 0;
	for (size_t i = 0; i < c->nr; i++) {
		u64 start = c->start + i * c->grain;

		if (c->since_us[i] > since_us)
			continue;
		known = pages_count(start, start + c->grain, bytes);
		if (!known)
			bytes[KIND_OTHER] += c->grain;
	}
	return known;
}
