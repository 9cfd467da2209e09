// SPDX-License-Identifier: GPL-2.0
/*
 * Samples one zone, decides, and acts: the monitor is started, told what to do,
 * or stopped.
 */
#define pr_fmt(fmt) "darc: " fmt

#include <linux/backing-dev.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/writeback.h>

#include "control.h"
#include "engine.h"
#include "policy.h"
#include "pretend.h"
#include "ranges.h"
#include "sample.h"

#define CREATE_TRACE_POINTS
#include <trace/events/darc.h>

/* A zone smaller than this takes no part unless it is told to. */
#define DARC_ZONE_MIN_PAGES	(SZ_64M >> PAGE_SHIFT)

/**
 * darc_control_opted_in() - does a zone take part
 * @z:	the zone's record
 *
 * Context: process context.
 * Return: as was written, or by the zone's size.
 */
bool darc_control_opted_in(const struct darc_zone *z)
{
	if (z->opt >= 0)
		return z->opt;
	return zone_managed_pages(z->zone) >= DARC_ZONE_MIN_PAGES;
}

/**
 * darc_control_usable() - can anything be done about a zone
 * @z:	the zone's record
 *
 * Context: process context.
 * Return: true if it takes part and has memory enough for marks.
 */
bool darc_control_usable(const struct darc_zone *z)
{
	return populated_zone(z->zone) && darc_control_opted_in(z) &&
		darc_marks_fit(zone_managed_pages(z->zone),
			       darc_sample_floor(z->zone));
}

/**
 * darc_control_marks() - the marks of a zone in force
 * @z:		the zone's record
 * @p:		parameters
 * @marks:	filled in
 *
 * Context: process context.
 */
void darc_control_marks(const struct darc_zone *z, const struct darc_params *p,
			struct darc_marks *marks)
{
	const struct darc_marks set = {
		.high_pages = z->set_bytes[DARC_HIGH] >> PAGE_SHIFT,
		.mid_pages = z->set_bytes[DARC_MID] >> PAGE_SHIFT,
		.low_pages = z->set_bytes[DARC_LOW] >> PAGE_SHIFT,
	};

	darc_marks_resolve(marks, &set, p,
			   zone_managed_pages(z->zone),
			   darc_sample_floor(z->zone));
}

/**
 * darc_control_free() - free memory of a zone, in a dry run as it would be
 * @z:	the zone's record
 *
 * A dry run that no longer knows counts with what it knew last, as its zone does.
 *
 * Context: process context.
 * Return: pages.
 */
u64 darc_control_free(const struct darc_zone *z)
{
	u64 gain = z->dry_run && z->watch.lost ? darc_dry_gain(&z->dry) :
		darc_pretend_gain(z->pretend);

	return darc_sample_free(z->zone) + gain;
}

/**
 * darc_control_span() - the reserve of a zone, for others of its node
 * @z:		the zone's record; it is usable
 * @p:		parameters
 * @room_pages:	set to what of it is free, see darc_node_room()
 *
 * Context: process context.
 * Return: pages between low and high that are free or could be, as was last seen.
 */
u64 darc_control_span(const struct darc_zone *z, const struct darc_params *p,
		      s64 *room_pages)
{
	const struct darc_sample *last = &z->policy.last;
	u64 free = darc_control_free(z), reclaimable;
	struct darc_marks marks;

	/* With a swappiness of 0 anonymous memory does not go before page cache has. */
	reclaimable = last->swappiness ? last->reclaimable_pages : last->file_pages;
	if (last->busy || last->blind)
		reclaimable = 0;
	darc_control_marks(z, p, &marks);
	*room_pages = darc_node_room(&marks, free);
	return darc_node_span(&marks, free, reclaimable);
}

/**
 * darc_control_counts() - what was done about a zone since enabled
 * @z:	the zone's record
 * @c:	filled in
 *
 * Context: process context.
 */
void darc_control_counts(const struct darc_zone *z, struct darc_counts *c)
{
	struct darc_counts live = {};

	if (z->engine)
		darc_engine_counts(z->engine, &live);
	c->tried_pages = z->done.tried_pages + live.tried_pages;
	c->passed_pages = z->done.passed_pages + live.passed_pages;
	c->deactivated_pages = z->done.deactivated_pages + live.deactivated_pages;
	c->tried_age_us = z->done.tried_age_us + live.tried_age_us;
	c->second_age_us = z->done.second_age_us + live.second_age_us;
	c->evicted_pages = z->done.evicted_pages + live.evicted_pages;
	c->anon_pages = z->done.anon_pages + live.anon_pages;
	c->skipped_pages = z->done.skipped_pages + live.skipped_pages;
	/* What a monitor that has ended did not free is kswapd's. */
	c->writing_pages = live.writing_pages;
	c->cpu_us = z->done.cpu_us + live.cpu_us;
}

static void stop_monitor(struct darc_zone *z)
{
	if (!z->engine)
		return;
	/* What is evicted until the thread ends counts as well. */
	darc_engine_halt(z->engine);
	darc_control_counts(z, &z->done);
	darc_engine_free(z->engine);
	z->engine = NULL;
}

static void start_monitor(struct darc_zone *z, const struct darc_params *p)
{
	struct darc_range *ranges;
	struct darc_engine *e;
	int nr = darc_ranges_get(z->zone, &ranges);

	e = nr > 0 ? darc_engine_start(z->zone, p, ranges, nr) :
		ERR_PTR(nr);
	kfree(ranges);
	z->busy = IS_ERR(e);
	if (!z->busy)
		z->engine = e;
	else if (z->policy.state != DARC_BUSY)
		pr_info("node%d/%s: no monitor (%ld), will be tried again\n",
			zone_to_nid(z->zone), z->zone->name, PTR_ERR(e));
}

static void note_state(struct darc_zone *z, enum darc_zone_state old,
		       enum darc_zone_state new, u64 free_pages)
{
	bool was = darc_evicting(old);

	if (old == new)
		return;
	if (!was && darc_evicting(new))
		z->activations++;
	if (new == DARC_YIELDING)
		z->yields++;
	trace_darc_state(z->zone, old, new, free_pages, &z->policy.marks);
}

static void act(struct darc_zone *z, const struct darc_params *p)
{
	const struct darc_action *a = &z->action;

	if (z->engine && !(a->monitor && darc_engine_alive(z->engine)))
		stop_monitor(z);
	if (!z->engine && a->monitor)
		start_monitor(z, p);
	if (z->engine)
		darc_engine_publish(z->engine, p, a, z->pretend);
	if (a->drain)
		drain_all_pages(z->zone);
	if (a->flush)
		wakeup_flusher_threads(WB_REASON_VMSCAN);
}

static void end_dry_run(struct darc_zone *z)
{
	darc_pretend_end(z->pretend);
	z->pretend = NULL;
}

static void begin_dry_run(struct darc_zone *z)
{
	z->pretend = darc_pretend_new(z->zone);
	z->watch = (struct darc_dry_watch) { .lost = !z->pretend };
	z->dry = (struct darc_dry) {};
	if (!z->pretend)
		pr_warn("node%d/%s: no memory for a dry run\n",
			zone_to_nid(z->zone), z->zone->name);
}

static void lose_dry_run(struct darc_zone *z)
{
	pr_info("node%d/%s: dry run ends: the LRU had to step in, what would be is no longer known\n",
		zone_to_nid(z->zone), z->zone->name);
	end_dry_run(z);
}

static void follow_dry_run(struct darc_zone *z, struct darc_sample *s)
{
	struct darc_dry now;

	if (!z->watch.lost) {
		darc_pretend_set_compressed(z->pretend,
					    darc_sample_swap_in_memory());
		darc_pretend_read(z->pretend, &now);
		if (darc_dry_lost(&z->watch, &now, s, darc_sample_kswapd_runs()))
			lose_dry_run(z);
		else
			z->dry = now;
	}
	s->blind = z->watch.lost;
	darc_dry_sample(&z->dry, s);
}

/* Makes a sample what it would have been. */
static void dry_run(struct darc_zone *z, const struct darc_params *p,
		    struct darc_sample *s)
{
	bool on = p->dry_run && s->usable;

	if (on && !z->dry_run)
		begin_dry_run(z);
	else if (!on && z->dry_run)
		end_dry_run(z);
	z->dry_run = on;
	if (on)
		follow_dry_run(z, s);
}

/**
 * darc_control_step() - sample a zone, decide and act
 * @z:			the zone's record
 * @p:			parameters
 * @s:			has what is of other zones; the rest is filled in
 *
 * Context: process context.
 * Return: the time in us until the next step is due.
 */
u64 darc_control_step(struct darc_zone *z, const struct darc_params *p,
		      struct darc_sample *s)
{
	enum darc_zone_state old = z->policy.state;
	u64 before_us = z->policy.last.now_us;
	struct darc_counts counts;

	darc_control_counts(z, &counts);
	s->usable = darc_control_usable(z);
	darc_sample_zone(z->zone, p, s);
	/* What is looked at once more was not tried in vain. */
	s->tried_pages = counts.tried_pages - counts.deactivated_pages;
	s->passed_pages = counts.passed_pages;
	s->tried_age_us = counts.tried_age_us;
	s->second_age_us = counts.second_age_us;
	s->evicted_pages = counts.evicted_pages;
	s->evicted_anon_pages = counts.anon_pages;
	s->writing_pages = counts.writing_pages;
	s->busy = z->busy;
	darc_control_marks(z, p, &z->policy.marks);
	dry_run(z, p, s);

	darc_decide(&z->policy, p, s, &z->action);

	if (darc_evicting(old))
		z->active_us += s->now_us - before_us;
	trace_darc_decide(z->zone, &z->policy, s, &z->action);
	note_state(z, old, z->policy.state, darc_effective_free(s));
	act(z, p);
	return z->action.next_us;
}

/**
 * darc_control_refresh() - let a monitor know the memory the zone has now
 * @z:	the zone's record
 *
 * Without memory to do so it goes on with what it knew: a page frame that is gone is
 * passed over, and one that is new is seen at the next change.
 *
 * Context: process context.
 */
void darc_control_refresh(struct darc_zone *z)
{
	struct darc_range *ranges;
	int nr;

	if (!z->engine)
		return;
	nr = darc_ranges_get(z->zone, &ranges);
	if (nr > 0)
		nr = darc_engine_set_ranges(z->engine, ranges, nr);
	kfree(ranges);
	/* A monitor of memory that is gone is of no use. */
	if (nr == -ENODEV)
		stop_monitor(z);
}

/**
 * darc_control_reset() - forget what is known of a zone and was done about it
 * @z:	the zone's record; it has no monitor
 *
 * Context: process context.
 */
void darc_control_reset(struct darc_zone *z)
{
	darc_state_init(&z->policy);
	z->action = (struct darc_action) { .state = DARC_OFF };
	z->done = (struct darc_counts) {};
	z->dry = (struct darc_dry) {};
	z->busy = false;
	z->dry_run = false;
	z->activations = 0;
	z->yields = 0;
	z->active_us = 0;
}

/**
 * darc_control_off() - stop all that is done about a zone
 * @z:	the zone's record
 * @p:	parameters
 *
 * Its counts can still be read.
 *
 * Context: process context; waits for the monitor's thread to end.
 */
void darc_control_off(struct darc_zone *z, const struct darc_params *p)
{
	enum darc_zone_state old = z->policy.state;

	stop_monitor(z);
	end_dry_run(z);
	darc_state_init(&z->policy);
	darc_control_marks(z, p, &z->policy.marks);
	z->action = (struct darc_action) { .state = DARC_OFF };
	note_state(z, old, DARC_OFF, darc_sample_free(z->zone));
}
