// SPDX-License-Identifier: GPL-2.0
/*
 * DARC's decisions: when to evict, and what a monitor is to do.  What they go by
 * of the past is learned in tune.c; one pass of eviction is worked out in pass.c.
 *
 * Everything here is a pure function of its arguments: no allocation, no lock,
 * no clock, no global.  Time arrives in the sample.
 *
 * The state machine of one zone ("free" is that of the whole node, on the scale of
 * the zone's marks, see darc_node_spare()):
 *
 *   from        to          when
 *   any         off         not usable: disabled, opted out, no memory, no marks
 *   all but off busy        DAMON refused the monitor; retried with back-off; with
 *                           watch=N while free < mid only
 *   off         idle        usable
 *   busy        idle        DAMON accepted the monitor, or is not asked any more
 *   idle        active      low <= free < mid; free < low if yield is never
 *   idle        yielding    free < low
 *   active      idle        free > high
 *   active      yielding    free < low
 *   yielding    idle        free >= mid
 *   yielding    active      low <= free < mid; free < mid if yield is never
 *   yielding    recovering  free < low, yield is handback, and the LRU was
 *                           at rest at two checks in a row
 *   recovering  active      free >= low, or yield is never
 *   recovering  yielding    the LRU is at work again, or yield is strict
 *
 * The edges into yielding do not exist where yield is never.
 *
 * An example with pages of 4 KiB: a zone of 131072 pages (512 MiB) has a floor
 * of 1100 pages.  The spread is 10 % of the zone, 13107 pages, so the marks are
 * low 1919, mid 10931 and high 14207.  At 10000 free pages, falling by 5000
 * pages a second, 4271 pages are missing to just above high; closing that in
 * 250 ms and keeping up with the allocations takes 4 * 4271 + 5000 = 22084 pages
 * a second.  As low would last for more than 250 ms, nobody waits for it: after
 * three windows that did no harm, no more than 4096 + 5000 pages a second go, and
 * all that is wanted after six.  The cold age, say 2 s, falls by a quarter each
 * half second as long as free memory stays below mid, by half below
 * (1919 + 10931) / 2 = 6425 pages, and rises by an eighth when it is back above
 * mid and memory so old is found.
 */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* The watch of what is known well is so many times slower than at full rate. */
#define DARC_SPARSE		2
/* A burst may take all of the reserve but this part, low to mid. */
#define DARC_RESERVE_PART	8
/*
 * While the reserve holds, whoever allocates is not to be slowed down by what
 * fills it up again: a tenth of a CPU that others want is left to eviction.
 */
#define DARC_NICE		10
/*
 * Where the reserve did not hold, what eviction has no time for is left to the LRU, be
 * it in the context of whoever allocates, and that knows less of what is in use: beside
 * one other, eviction gets seven tenths of a CPU.  Each zone that is short has a
 * monitor of its own that gets as much.
 */
#define DARC_NICE_SHORT		(-4)
/* A thread that gets no CPU cannot see for itself that its time has come. */
#define DARC_NICE_CHECK_US	(DARC_US_PER_S / 100)
/* Pages that the CPUs may keep on their own lists under pressure. */
#define DARC_DRAIN_PAGES	256

/*
 * A reserve that kswapd has to help out now and then has held: eviction that goes
 * before others for so long after would cost them more than kswapd did.
 */
#define DARC_KSWAPD_BUSY_US	(DARC_LATE_US / 20)
/* Checks without sign of the LRU before its work counts as finished. */
#define DARC_CALM_CHECKS	2
/* Checks that the page cache had nothing for before anonymous memory goes too. */
#define DARC_FILE_MISSES	2

/* Where self-tuning begins. */
#define DARC_COLD_AGE_START_US	(2 * DARC_US_PER_S)

#define DARC_BUSY_MIN_US	(DARC_US_PER_S / 2)
#define DARC_BUSY_MAX_US	(8 * DARC_US_PER_S)

/* While idle the marks are checked ten, without a watch two times a second. */
#define DARC_IDLE_WATCH_US	(DARC_US_PER_S / 10)
#define DARC_IDLE_CHECK_US	(DARC_US_PER_S / 2)
/* The watch is at full rate when mid is nearer than this. */
#define DARC_ALERT_US		(2 * DARC_US_PER_S)

/**
 * darc_state_init() - set a zone's memory to that of a zone never looked at
 * @st:	the zone's policy state
 *
 * Context: any.
 */
void darc_state_init(struct darc_state *st)
{
	*st = (struct darc_state) {
		.state = DARC_OFF,
		.cold_age_us = DARC_COLD_AGE_START_US,
	};
}

/*
 * Direct reclaims are counted for the whole system.  One that had to do with this zone
 * found it below the LRU's own marks, which are below low: it was short of memory before
 * or still is.
 */
static bool stalled_here(const struct darc_state *st, const struct darc_sample *s)
{
	u64 least = min(darc_effective_free(s), darc_effective_free(&st->last));

	return st->last.now_us && s->allocstall != st->last.allocstall &&
		darc_short_of_memory(st, least);
}

static void update_calm(struct darc_state *st, const struct darc_sample *s)
{
	bool stalled = stalled_here(st, s);

	darc_tune_kswapd(st, s);
	if (stalled || (s->kswapd_awake && st->kswapd_us > DARC_KSWAPD_BUSY_US))
		st->lru_us = s->now_us;
	if (s->kswapd_awake || stalled)
		st->calm_checks = 0;
	else if (st->calm_checks < DARC_CALM_CHECKS)
		st->calm_checks++;
}

static enum darc_zone_state under_low(const struct darc_state *st,
				      const struct darc_params *p)
{
	bool calm = st->calm_checks >= DARC_CALM_CHECKS;

	if (p->yield == DARC_YIELD_NEVER)
		return DARC_ACTIVE;
	if (p->yield == DARC_YIELD_STRICT)
		return DARC_YIELDING;
	if (st->state == DARC_RECOVERING)
		return st->calm_checks ? DARC_RECOVERING : DARC_YIELDING;
	if (st->state == DARC_YIELDING && calm)
		return DARC_RECOVERING;
	return DARC_YIELDING;
}

static enum darc_zone_state next_state(const struct darc_state *st,
				       const struct darc_params *p,
				       const struct darc_sample *s)
{
	const struct darc_marks *m = &st->marks;
	u64 free = darc_effective_free(s);

	if (!s->usable)
		return DARC_OFF;
	/* Without a watch, nothing is asked of DAMON before there is work. */
	if (st->state != DARC_OFF && s->busy && (p->watch || free < m->mid_pages))
		return DARC_BUSY;

	switch (st->state) {
	case DARC_OFF:
	case DARC_BUSY:
		return DARC_IDLE;
	case DARC_IDLE:
		if (free < m->low_pages)
			return under_low(st, p);
		return free < m->mid_pages ? DARC_ACTIVE : DARC_IDLE;
	case DARC_ACTIVE:
		if (free < m->low_pages)
			return under_low(st, p);
		return free > m->high_pages ? DARC_IDLE : DARC_ACTIVE;
	case DARC_YIELDING:
		if (free >= m->mid_pages)
			return DARC_IDLE;
		return free < m->low_pages ? under_low(st, p) : DARC_ACTIVE;
	case DARC_RECOVERING:
		return free < m->low_pages ? under_low(st, p) : DARC_ACTIVE;
	default:
		return DARC_OFF;
	}
}

static u64 alloc_rate(const struct darc_state *st, const struct darc_sample *s)
{
	return darc_node_rate(&st->marks, s, st->alloc_pages_ps,
			      s->others_alloc_pages_ps);
}

/* Fastest when mid may be crossed within the alert time, slower with more. */
static unsigned int idle_pace(const struct darc_state *st,
			      const struct darc_params *p,
			      const struct darc_sample *s, u64 free)
{
	u64 left = darc_sub(free, st->marks.mid_pages), rate = alloc_rate(st, s);
	unsigned int pace = darc_tune_proven(st, p) ? DARC_SPARSE : 1;
	u64 us;

	if (!rate)
		return DARC_PACE_MAX;
	us = div64_u64(left * DARC_US_PER_S, rate);
	while (pace < DARC_PACE_MAX && us > pace * DARC_ALERT_US)
		pace *= 2;
	return pace;
}

static void decide_busy(struct darc_state *st, const struct darc_sample *s,
			struct darc_action *out)
{
	if (s->now_us >= st->busy_until_us) {
		st->busy_us = clamp(2 * st->busy_us, DARC_BUSY_MIN_US,
				    DARC_BUSY_MAX_US);
		st->busy_until_us = s->now_us +
			min(st->busy_us, U64_MAX - s->now_us);
		out->monitor = true;
	}
	out->next_us = DARC_BUSY_MIN_US;
}

/*
 * Above high the zone becomes idle and rests until mid; in free memory of its own,
 * with the rest of the node as it is.
 */
static u64 own_target_pages(const struct darc_state *st, const struct darc_sample *s)
{
	return darc_sub(min(s->free_pages, DARC_PAGES_MAX) + st->marks.high_pages +
			DARC_MIN_PAGES, darc_effective_free(s));
}

static void decide_idle(const struct darc_state *st, const struct darc_params *p,
			const struct darc_sample *s, u64 free,
			struct darc_action *out)
{
	out->monitor = p->watch;
	out->pace = idle_pace(st, p, s, free);
	out->next_us = p->watch ? DARC_IDLE_WATCH_US : DARC_IDLE_CHECK_US;
}

/* Next to nothing was left to the LRU of late. */
static bool lru_rested(const struct darc_state *st, const struct darc_sample *s)
{
	return !st->lru_us || darc_sub(s->now_us, st->lru_us) >= DARC_LATE_US;
}

/* So much is left for what is evicted now to be in time. */
static bool enough_left(const struct darc_state *st, u64 free)
{
	const struct darc_marks *m = &st->marks;

	return free >= m->low_pages +
		(m->mid_pages - m->low_pages) / DARC_RESERVE_PART;
}

static int nice_value(const struct darc_state *st, const struct darc_params *p,
		      const struct darc_sample *s, u64 free)
{
	if (lru_rested(st, s))
		return enough_left(st, free) ? DARC_NICE : 0;
	/* A dry run spares nobody the LRU's work. */
	return darc_short_of_memory(st, free) && !p->dry_run ? DARC_NICE_SHORT : 0;
}

/* The LRU is at rest, and would be when a deficit is closed. */
static bool nobody_waits(const struct darc_state *st,
			 const struct darc_sample *s, u64 free)
{
	return lru_rested(st, s) && darc_sub(free, st->marks.low_pages) >
		alloc_rate(st, s) / DARC_CLOSE_PER_S;
}

/*
 * The page allocator keeps up to an eighth of a zone on the CPUs' own lists,
 * what was just evicted among it.  Taking it from there is cheaper than
 * evicting, once it is a good part of what is missing and more than CPUs that
 * allocate would take back at once.
 */
static bool worth_draining(const struct darc_state *st,
			   const struct darc_sample *s, u64 free)
{
	return s->pcp_pages >= max3(DARC_DRAIN_PAGES, s->pcp_usual_pages,
				    darc_sub(st->marks.high_pages, free) / 8);
}

/*
 * With a swappiness of 0 nothing is swapped before page cache and free memory have
 * run out, and page cache alone pays: file_is_tiny in get_scan_count().
 */
static bool must_not_swap(const struct darc_state *st, const struct darc_sample *s)
{
	return !s->swappiness && s->file_pages >=
		darc_sub(st->marks.low_pages + 1, s->free_pages);
}

/*
 * After so long what went tells if there is anything: checks may follow one another
 * faster than passes, and a cap allows little at a time.
 */
static u64 file_check_us(const struct darc_params *p, u64 cap_pages_ps)
{
	u64 allowed_us = div64_u64(2 * DARC_MIN_PAGES * DARC_US_PER_S,
				   max(cap_pages_ps, 1));

	return max3(p->wmarks_us, p->sample_us, allowed_us);
}

/*
 * It is enough that the page cache could fill the reserve once: when memory runs
 * short and nothing of it turns out to be cold, all goes that is.  What lower zones
 * are to evict first is no sign of that.
 */
static bool leave_anon(struct darc_state *st, const struct darc_params *p,
		       const struct darc_sample *s, u64 free, u64 cap_pages_ps)
{
	bool is_short = darc_short_of_memory(st, free);
	bool had_pass = st->file_only && s->lower_age_us <= st->cold_age_us &&
		darc_sub(s->now_us, st->file_us) >= file_check_us(p, cap_pages_ps);

	if (!is_short)
		st->file_misses = 0;
	else if (had_pass && darc_sub(s->evicted_pages, st->file_evicted_pages) <
		 DARC_MIN_PAGES)
		st->file_misses++;
	if (!is_short || !st->file_only || had_pass) {
		st->file_us = s->now_us;
		st->file_evicted_pages = s->evicted_pages;
	}
	return st->file_misses < DARC_FILE_MISSES &&
		darc_balance_file_only(&st->balance, s,
				       darc_sub(st->marks.high_pages,
						st->marks.low_pages));
}

static void decide_pressure(struct darc_state *st,
			    const struct darc_params *p,
			    const struct darc_sample *s, u64 free,
			    struct darc_action *out)
{
	bool no_swap = must_not_swap(st, s);
	u64 reclaimable = no_swap ? s->file_pages : s->reclaimable_pages;
	bool can = reclaimable >= DARC_MIN_PAGES && !s->blind;
	bool calm = nobody_waits(st, s, free);
	bool work;

	out->next_us = p->wmarks_us;
	out->drain = worth_draining(st, s, free);
	if (!darc_evicting(st->state)) {
		out->monitor = p->watch;
		out->pace = 2;
		return;
	}
	if (calm)
		out->cap_pages_ps = min(out->cap_pages_ps,
					darc_tune_spare_pages_ps(st));
	work = can && out->cap_pages_ps;
	out->monitor = true;
	out->evict = work;
	/* Whoever sets min_age means it: a warm region's age is not idle time. */
	out->warm = !p->min_age_us && darc_short_of_memory(st, free) &&
		out->cold_age_us <= p->aggr_us;
	out->nice = work ? nice_value(st, p, s, free) : 0;
	out->file_only = work && (leave_anon(st, p, s, free, out->cap_pages_ps) ||
				  no_swap);
	out->flush = !can && !s->blind && s->dirty_pages >= DARC_MIN_PAGES;
	out->pace = work ? 1 : DARC_PACE_MAX;
	out->quota_pages_ps = work ? darc_pass_quota(out, s->free_pages) : 0;
	if (!can)
		out->next_us = max(p->wmarks_us, DARC_IDLE_WATCH_US);
	else if (out->nice > 0)
		out->next_us = min(p->wmarks_us, DARC_NICE_CHECK_US);
}

/**
 * darc_decide() - decide what to do about a zone
 * @st:		the zone's policy state, brought up to date
 * @p:		parameters that passed darc_params_check()
 * @s:		what was seen of the zone
 * @out:	set to what is to be done until the next decision
 *
 * Context: any; the caller serialises the calls for one zone.
 */
void darc_decide(struct darc_state *st, const struct darc_params *p,
		 const struct darc_sample *s, struct darc_action *out)
{
	u64 free = darc_effective_free(s);
	enum darc_zone_state old = st->state;

	darc_tune_rate(st, s);
	update_calm(st, s);
	st->state = next_state(st, p, s);
	darc_tune_window(st, p, s, old);
	if (st->state != DARC_BUSY) {
		st->busy_us = 0;
		st->busy_until_us = 0;
	}

	*out = (struct darc_action) {
		.state = st->state,
		.pace = DARC_PACE_MAX,
		.cold_age_us = darc_cold_age(st, p, s),
		.target_pages = own_target_pages(st, s),
		.alloc_pages_ps = st->alloc_pages_ps,
		.cap_pages_ps = p->quota_bytes_ps ?
			div64_u64(p->quota_bytes_ps, p->page_size) : U64_MAX,
		.throttle_shift = st->throttle_shift,
		.next_us = DARC_IDLE_CHECK_US,
	};

	switch (st->state) {
	case DARC_BUSY:
		decide_busy(st, s, out);
		break;
	case DARC_IDLE:
		decide_idle(st, p, s, free, out);
		break;
	case DARC_ACTIVE:
	case DARC_YIELDING:
	case DARC_RECOVERING:
		decide_pressure(st, p, s, free, out);
		break;
	default:
		break;
	}
	st->file_only = out->file_only;
	st->last = *s;
}
