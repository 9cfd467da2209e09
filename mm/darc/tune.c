// SPDX-License-Identifier: GPL-2.0
/*
 * What is learned of a zone: how fast memory is allocated, from which age on it
 * is cold, whether evicting does more harm than good, and whether it is in vain.
 *
 * Pure, as policy.c is.
 */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* Refaults are compared with evictions over at least this time. */
#define DARC_WINDOW_US		(DARC_US_PER_S / 2)
/* With no memory to spare, this many times the refault target is tolerated. */
#define DARC_TOLERANCE_MAX	16
/* So much was tried in vain. */
#define DARC_FUTILE_MIN_TRIED	4096
#define DARC_THROTTLE_MAX	6
/* A quarter of what goes belonged to the workingset. */
#define DARC_HARM_BP		2500
/* Windows of harm, doubled each time, from which on nothing goes that nobody waits for. */
#define DARC_HARM_MIN		3U
#define DARC_HARM_MAX		63U
/* What goes in the first window, and how often that doubles until there is no cap. */
#define DARC_PROBE_PAGES	256
#define DARC_TRUST_MAX		8U
/* Doubled sooner, what goes now hides that what went before comes back. */
#define DARC_TRUST_US		DARC_US_PER_S

/* Rates are clamped to this; a product with DARC_RATE_DOWN_US fits. */
#define DARC_RATE_MAX		(DARC_PAGES_MAX >> 6)
/* The allocation rate follows what is measured within this, up and down. */
#define DARC_RATE_UP_US		(DARC_US_PER_S / 10)
#define DARC_RATE_DOWN_US	(4 * DARC_US_PER_S / 10)

/* Pages a second for @pages in @us, which is not 0. */
static u64 per_second(u64 pages, u64 us)
{
	return div64_u64(min(pages, DARC_PAGES_MAX) * DARC_US_PER_S, us);
}

/* With what was evicted and is free when it has been written. */
static u64 all_free(const struct darc_sample *s)
{
	return min(s->free_pages, DARC_PAGES_MAX) +
		min(s->pcp_pages, DARC_PAGES_MAX) +
		min(s->writing_pages, DARC_PAGES_MAX);
}

/* @val on its way to @to, after @us of @span_us. */
static u64 approach(u64 val, u64 to, u64 us, u64 span_us)
{
	us = min(us, span_us);
	return to > val ? val + div64_u64((to - val) * us + span_us - 1, span_us) :
		val - div64_u64((val - to) * us + span_us - 1, span_us);
}

/**
 * darc_tune_rate() - follow the rate of allocations
 * @st:	the zone's policy state: @alloc_pages_ps is brought up to date
 * @s:	what was seen of the zone
 *
 * Up fast and down slowly: bursts come in rows.
 *
 * Context: any; the caller serialises the calls for one zone.
 */
void darc_tune_rate(struct darc_state *st, const struct darc_sample *s)
{
	u64 freed = darc_sub(s->evicted_pages, st->last.evicted_pages);
	u64 dt = darc_sub(s->now_us, st->last.now_us);
	u64 gone, rate;

	/* Between what is and what would have been no rate can be told. */
	if (!st->last.now_us || !dt || s->dry_run != st->last.dry_run)
		return;
	gone = darc_sub(all_free(&st->last) + min(freed, DARC_PAGES_MAX),
			all_free(s));
	rate = min(per_second(gone, dt), DARC_RATE_MAX);
	st->alloc_pages_ps = approach(st->alloc_pages_ps, rate, dt,
				      rate > st->alloc_pages_ps ?
				      DARC_RATE_UP_US : DARC_RATE_DOWN_US);
}

/**
 * darc_tune_kswapd() - follow how much kswapd has to do
 * @st:	the zone's policy state: @kswapd_us, [0, %DARC_LATE_US], is brought up to date
 * @s:	what was seen of the zone
 *
 * The time since the last sample counts as it was seen at this one: no more is known.
 *
 * Context: any; the caller serialises the calls for one zone.
 */
void darc_tune_kswapd(struct darc_state *st, const struct darc_sample *s)
{
	if (st->last.now_us)
		st->kswapd_us = approach(st->kswapd_us,
					 s->kswapd_awake ? DARC_LATE_US : 0,
					 darc_sub(s->now_us, st->last.now_us),
					 DARC_LATE_US);
}

/* How far free is below high on the way to low, [0, @scale]. */
static u64 depth(const struct darc_state *st, u64 free, u64 scale)
{
	const struct darc_marks *m = &st->marks;
	u64 span = darc_sub(m->high_pages, m->low_pages);

	free = clamp(free, m->low_pages, max(m->low_pages, m->high_pages));
	return span ? div64_u64((m->high_pages - free) * scale, span) : scale;
}

/**
 * darc_tune_proven() - is what is taken for cold known to be
 * @st:	the zone's policy state
 * @p:	parameters that passed darc_params_check()
 *
 * Context: any.
 * Return: true when for some windows next to nothing came back, as is aimed at.
 */
bool darc_tune_proven(const struct darc_state *st, const struct darc_params *p)
{
	return st->trust >= DARC_TRUST_MAX &&
		darc_balance_toll(&st->balance) <= p->refault_target_bp;
}

/**
 * darc_tune_spare_pages_ps() - what may be evicted while nobody waits for it
 * @st:	the zone's policy state
 *
 * What is evicted then may well be wanted back, so it begins with little.
 * After a window that did no harm it keeps up with the allocations, and doubles
 * what is beyond that with further ones, once in a second at most.
 *
 * Context: any.
 * Return: a cap in pages a second; 0 for a while where it did harm.
 */
u64 darc_tune_spare_pages_ps(const struct darc_state *st)
{
	if (st->harm >= DARC_HARM_MIN)
		return 0;
	if (st->trust >= DARC_TRUST_MAX)
		return U64_MAX;
	return per_second(DARC_PROBE_PAGES << st->trust, DARC_WINDOW_US) +
		(st->trust ? st->alloc_pages_ps : 0);
}

/*
 * The best age is the oldest that still meets the demand: it rises as long as
 * free memory is back above mid and memory so old is found, and faster when
 * more comes back than is tolerated; otherwise it falls.  The tolerance rises
 * as memory runs out, and with little left the age never rises.  While a lower zone
 * has what is older, nothing is known of it: see darc_node_lower_age().
 */
static void tune_cold_age(struct darc_state *st, const struct darc_params *p,
			  u64 free, u64 evicted, u64 refault_bp)
{
	u64 tolerance = p->refault_target_bp *
		(1 + depth(st, free, DARC_TOLERANCE_MAX - 1));

	if (darc_short_of_memory(st, free))
		st->cold_age_us -= st->cold_age_us / 2;
	else if (refault_bp > tolerance)
		st->cold_age_us += st->cold_age_us / 2;
	else if (free >= st->marks.mid_pages && evicted >= DARC_MIN_PAGES)
		st->cold_age_us += st->cold_age_us / 8;
	else
		st->cold_age_us -= st->cold_age_us / 4;
}

/* Looking for what can go in vain is slowed down, window by window. */
static void tune_throttle(struct darc_state *st, u64 tried, u64 evicted)
{
	if (evicted >= DARC_MIN_PAGES || tried < DARC_FUTILE_MIN_TRIED)
		st->throttle_shift -= !!st->throttle_shift;
	else if (st->throttle_shift < DARC_THROTTLE_MAX)
		st->throttle_shift++;
}

static void trust_more(struct darc_state *st, const struct darc_sample *s,
		       u64 evicted)
{
	if (evicted < DARC_MIN_PAGES ||
	    darc_balance_toll(&st->balance) >= DARC_HARM_BP / 2 ||
	    (st->trust && darc_sub(s->now_us, st->trust_us) < DARC_TRUST_US))
		return;
	st->trust = min(st->trust + 1, DARC_TRUST_MAX);
	st->trust_us = s->now_us;
}

/*
 * Told by all that went of late, as it does not come back within a window, and by the
 * workingset alone: what is read in a cycle larger than memory comes back whoever
 * reclaims.  The longer it goes on, the longer until the opposite is tried again.
 */
static void tune_harm(struct darc_state *st, const struct darc_sample *s, u64 evicted)
{
	u64 toll_bp = darc_balance_toll(&st->balance);

	if (evicted < DARC_MIN_PAGES) {
		st->harm -= !!st->harm;
	} else if (toll_bp >= DARC_HARM_BP) {
		st->last_harm = min(2 * st->last_harm + 1, DARC_HARM_MAX);
		st->harm = st->last_harm;
		st->trust = 0;
	} else if (toll_bp < DARC_HARM_BP / 2) {
		st->harm -= !!st->harm;
		st->last_harm -= !!st->last_harm;
	}
	trust_more(st, s, evicted);
}

/* What was old when memory was last short may be in use by now. */
static void open_window(struct darc_state *st, const struct darc_sample *s)
{
	st->window = *s;
	st->tried_age_us = 0;
}

/*
 * A look begins the age of a region anew, so what goes at its second look has only the
 * time since the first: it is no younger than what was looked at before.  What goes at
 * its first look is page cache.
 */
static u64 tried_age(const struct darc_state *st, const struct darc_sample *s, u64 tried)
{
	u64 all_us = darc_sub(s->tried_age_us, st->window.tried_age_us);
	u64 second_us = darc_sub(s->second_age_us, st->window.second_age_us);
	u64 second = darc_sub(s->evicted_anon_pages, st->window.evicted_anon_pages);

	second = min(second, tried);
	return div64_u64(darc_sub(all_us, second_us), tried) +
		max(div64_u64(second_us, tried),
		    mul_u64_u64_div_u64(st->tried_age_us, second, tried));
}

static void close_window(struct darc_state *st, const struct darc_params *p,
			 const struct darc_sample *s)
{
	u64 evicted = darc_sub(s->evicted_pages, st->window.evicted_pages);
	u64 tried = darc_sub(s->tried_pages, st->window.tried_pages);
	u64 refault_bp = 0;

	st->gone_pages = evicted;
	if (tried >= DARC_MIN_PAGES)
		st->tried_age_us = tried_age(st, s, tried);
	if (evicted >= DARC_MIN_PAGES)
		refault_bp = div64_u64(darc_node_back(&st->window, s) * DARC_BP,
				       darc_node_evicted(&st->window, s));
	if (s->lower_age_us <= st->cold_age_us)
		tune_cold_age(st, p, darc_effective_free(s), evicted, refault_bp);
	tune_throttle(st, darc_pass_effort(tried, darc_sub(s->passed_pages,
							   st->window.passed_pages)),
		      evicted);
	darc_balance_note(&st->balance, &st->window, s);
	tune_harm(st, s, evicted);
	st->window = *s;
}

/**
 * darc_tune_window() - learn from what was evicted and what came back
 * @st:	the zone's policy state: cold age, throttle, harm, balance, what
 *	went and how old it was are brought up to date when the running window ends
 * @p:	parameters that passed darc_params_check()
 * @s:	what was seen of the zone
 * @old: the zone's state before this sample
 *
 * Nothing is learned while nothing is evicted.  A window that the end of
 * pressure cuts short tells nothing but that it did no harm.
 *
 * Context: any; the caller serialises the calls for one zone.
 */
void darc_tune_window(struct darc_state *st, const struct darc_params *p,
		      const struct darc_sample *s, enum darc_zone_state old)
{
	bool now = darc_evicting(st->state), before = darc_evicting(old);

	if (before && !now)
		trust_more(st, s,
			   darc_sub(s->evicted_pages, st->window.evicted_pages));
	else if (now && !before)
		open_window(st, s);
	else if (now && darc_sub(s->now_us, st->window.now_us) >= DARC_WINDOW_US)
		close_window(st, p, s);
	st->cold_age_us = clamp(st->cold_age_us, p->aggr_us,
				max(DARC_COLD_AGE_MAX_US, p->aggr_us));
}
