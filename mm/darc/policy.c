// SPDX-License-Identifier: GPL-2.0
/*
 * DARC's decisions: when to evict, how much, how fast and how old.
 *
 * Everything here is a pure function of its arguments: no allocation, no lock,
 * no clock, no global.  Time arrives in the sample.
 *
 * The state machine of one zone ("free" counts what lower zones of the node
 * could serve in its place):
 *
 *   from        to          when
 *   any         off         not usable: disabled, opted out, no memory
 *   all but off busy        DAMON refused the monitor; retried with back-off
 *   off         idle        usable
 *   busy        idle        DAMON accepted the monitor
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
 * a second.  The cold age, say 2 s, falls by a quarter each half second as long
 * as free memory stays below mid, by half below (1919 + 10931) / 2 = 6425 pages,
 * and rises by an eighth when it is back above mid and memory so old is found.
 */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* A deficit is to be closed in a quarter of a second. */
#define DARC_CLOSE_PER_S	4
/* Less than this is not worth a pass. */
#define DARC_MIN_PAGES		64
/* Under pressure, but with nothing to do. */
#define DARC_PACE_REST		4
/*
 * While the reserve holds, whoever allocates is not to be slowed down by what
 * fills it up again: a tenth of a CPU that others want is left to eviction.
 */
#define DARC_NICE		10
/* Pages that the CPUs may keep on their own lists under pressure. */
#define DARC_DRAIN_PAGES	256
/* Least quota of a zone under pressure, a second. */
#define DARC_MIN_QUOTA_PAGES	1024

/* Checks without sign of the LRU before its work counts as finished. */
#define DARC_CALM_CHECKS	2
/* Checks that the page cache had nothing for before anonymous memory goes too. */
#define DARC_FILE_MISSES	2

/* Refaults are compared with evictions over at least this time. */
#define DARC_WINDOW_US		(DARC_US_PER_S / 2)
#define DARC_COLD_AGE_START_US	(2 * DARC_US_PER_S)
#define DARC_COLD_AGE_MAX_US	(30 * DARC_US_PER_S)
/* With no memory to spare, this many times the refault target is tolerated. */
#define DARC_TOLERANCE_MAX	16
/* So much was tried in vain. */
#define DARC_FUTILE_MIN_TRIED	4096
#define DARC_THROTTLE_MAX	6
/* Half of what goes comes back: the oldest is no better than any other. */
#define DARC_THRASH_BP		5000
/* Windows of harm, doubled each time, from which on it counts as thrashing. */
#define DARC_THRASH_MIN		3U
#define DARC_THRASH_MAX		63U
/* Under thrashing what was not accessed for so long is as good as any other. */
#define DARC_THRASH_AGE_US	DARC_US_PER_S

#define DARC_BUSY_MIN_US	(DARC_US_PER_S / 2)
#define DARC_BUSY_MAX_US	(8 * DARC_US_PER_S)

/* While idle the marks are checked ten, without a watch two times a second, */
#define DARC_IDLE_WATCH_US	(DARC_US_PER_S / 10)
/* and as often as this when mid may be crossed before that. */
#define DARC_IDLE_RUSH_US	(DARC_US_PER_S / 100)
#define DARC_IDLE_CHECK_US	(DARC_US_PER_S / 2)
/* Rates are clamped to this; a product with DARC_PEAK_US fits. */
#define DARC_RATE_MAX		(DARC_PAGES_MAX >> 6)
/* The allocation rate follows what is measured within this, up and down. */
#define DARC_RATE_UP_US		(DARC_US_PER_S / 10)
#define DARC_RATE_DOWN_US	(4 * DARC_US_PER_S / 10)
/* A burst, and a reserve that did not hold, count for about so long. */
#define DARC_PEAK_US		(10 * DARC_US_PER_S)
/* The watch is at full rate when mid is nearer than this. */
#define DARC_ALERT_US		(2 * DARC_US_PER_S)

/* Pages a second for @pages in @us, which is not 0. */
static u64 per_second(u64 pages, u64 us)
{
	return div64_u64(min(pages, DARC_PAGES_MAX) * DARC_US_PER_S, us);
}

/**
 * darc_state_init() - set a zone's memory to that of a zone never looked at
 * @st:	the zone's policy state
 */
void darc_state_init(struct darc_state *st)
{
	*st = (struct darc_state) {
		.state = DARC_OFF,
		.cold_age_us = DARC_COLD_AGE_START_US,
	};
}

static u64 effective_free(const struct darc_sample *s)
{
	return min(s->free_pages, DARC_PAGES_MAX) +
		min(s->spare_pages, DARC_PAGES_MAX);
}

static u64 all_free(const struct darc_sample *s)
{
	return min(s->free_pages, DARC_PAGES_MAX) +
		min(s->pcp_pages, DARC_PAGES_MAX);
}

/* @val on its way to @to, after @us of @span_us. */
static u64 approach(u64 val, u64 to, u64 us, u64 span_us)
{
	us = min(us, span_us);
	return to > val ? val + div64_u64((to - val) * us + span_us - 1, span_us) :
		val - div64_u64((val - to) * us + span_us - 1, span_us);
}

/* Up fast and down slowly: bursts come in rows. */
static void update_alloc_rate(struct darc_state *st, const struct darc_sample *s)
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
	st->peak_pages_ps = max(rate, approach(st->peak_pages_ps, 0, dt,
					       DARC_PEAK_US));
}

static void update_calm(struct darc_state *st, const struct darc_sample *s)
{
	if (s->kswapd_awake || s->allocstall != st->last.allocstall) {
		st->calm_checks = 0;
		st->lru_us = s->now_us;
	} else if (st->calm_checks < DARC_CALM_CHECKS) {
		st->calm_checks++;
	}
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
	u64 free = effective_free(s);

	if (!s->usable)
		return DARC_OFF;
	if (st->state != DARC_OFF && s->busy)
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

static bool evicting(enum darc_zone_state state)
{
	return state == DARC_ACTIVE || state == DARC_RECOVERING;
}

/* How far free is below high on the way to low, [0, @scale]. */
static u64 depth(const struct darc_state *st, u64 free, u64 scale)
{
	const struct darc_marks *m = &st->marks;
	u64 span = darc_sub(m->high_pages, m->low_pages);

	free = clamp(free, m->low_pages, max(m->low_pages, m->high_pages));
	return span ? div64_u64((m->high_pages - free) * scale, span) : scale;
}

/* All that goes comes back, as under a cyclic scan. */
static bool thrashing(const struct darc_state *st)
{
	return st->thrash >= DARC_THRASH_MIN;
}

/* Half way from mid to low: what is evicted now had better be enough. */
static bool short_of_memory(const struct darc_state *st, u64 free)
{
	return free < (st->marks.low_pages + st->marks.mid_pages) / 2;
}

/*
 * The best age is the oldest that still meets the demand: it rises as long as
 * free memory is back above mid and memory so old is found, and faster when
 * more comes back than is tolerated; otherwise it falls.  The tolerance rises
 * as memory runs out, and with little left the age never rises.
 */
static void tune_cold_age(struct darc_state *st, const struct darc_params *p,
			  u64 free, u64 evicted, u64 refault_bp)
{
	u64 tolerance = p->refault_target_bp *
		(1 + depth(st, free, DARC_TOLERANCE_MAX - 1));

	if (short_of_memory(st, free))
		st->cold_age_us -= st->cold_age_us / 2;
	else if (thrashing(st))
		st->cold_age_us = (st->cold_age_us + DARC_THRASH_AGE_US) / 2;
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

/* The longer it goes on, the longer until the opposite is tried again. */
static void tune_thrash(struct darc_state *st, u64 evicted, u64 refault_bp)
{
	if (evicted >= DARC_MIN_PAGES && refault_bp >= DARC_THRASH_BP)
		st->thrash = min(2 * st->thrash + 1, DARC_THRASH_MAX);
	else if (refault_bp < DARC_THRASH_BP / 2)
		st->thrash -= !!st->thrash;
}

static void close_window(struct darc_state *st, const struct darc_params *p,
			 const struct darc_sample *s)
{
	u64 evicted = darc_sub(s->evicted_pages, st->window.evicted_pages);
	u64 tried = darc_sub(s->tried_pages, st->window.tried_pages);
	u64 back = darc_sub(s->refaulted_pages, st->window.refaulted_pages);
	u64 refault_bp = 0;

	if (evicted >= DARC_MIN_PAGES)
		refault_bp = div64_u64(min(back, DARC_PAGES_MAX) * DARC_BP,
				       evicted);
	tune_thrash(st, evicted, refault_bp);
	tune_cold_age(st, p, effective_free(s), evicted, refault_bp);
	tune_throttle(st, tried, evicted);
	darc_balance_note(&st->balance, &st->window, s);
	st->window = *s;
}

static void update_cold_age(struct darc_state *st, const struct darc_params *p,
			    const struct darc_sample *s)
{
	if (evicting(st->state) &&
	    darc_sub(s->now_us, st->window.now_us) >= DARC_WINDOW_US)
		close_window(st, p, s);
	st->cold_age_us = clamp(st->cold_age_us, p->aggr_us,
				max(DARC_COLD_AGE_MAX_US, p->aggr_us));
}

/* Free memory falls while a monitor sleeps: a pass asks anew. */
static u64 quota_pages(const struct darc_action *a, u64 free_pages)
{
	u64 deficit = min(darc_sub(a->target_pages, free_pages), DARC_PAGES_MAX);
	u64 quota = deficit * DARC_CLOSE_PER_S +
		min(a->alloc_pages_ps, DARC_PAGES_MAX);

	quota = max(quota, DARC_MIN_QUOTA_PAGES) >> a->throttle_shift;
	return min(quota, a->cap_pages_ps);
}

/* Full rate when mid may be crossed within the alert time, slower with more. */
static unsigned int idle_pace(const struct darc_state *st, u64 free)
{
	u64 left = darc_sub(free, st->marks.mid_pages);
	unsigned int pace = 1;
	u64 us;

	if (!st->alloc_pages_ps)
		return DARC_PACE_MAX;
	us = div64_u64(left * DARC_US_PER_S, st->alloc_pages_ps);
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
 * A burst can use up the marks' whole spread between two checks: what was seen
 * once is reckoned with.
 */
static u64 idle_check_us(const struct darc_state *st, u64 free)
{
	u64 left = darc_sub(free, st->marks.mid_pages);

	if (!st->peak_pages_ps)
		return DARC_IDLE_WATCH_US;
	return clamp(div64_u64(left * DARC_US_PER_S, st->peak_pages_ps),
		     DARC_IDLE_RUSH_US, DARC_IDLE_WATCH_US);
}

/*
 * Free memory is worth something for what may want it at once.  Where keeping
 * it free costs refaults, only so much is kept as the fastest allocations of
 * late can take while a deficit is closed.
 */
static u64 target_pages(const struct darc_state *st)
{
	const struct darc_marks *m = &st->marks;

	if (!thrashing(st))
		return m->high_pages + DARC_MIN_PAGES;
	return min(m->high_pages,
		   m->low_pages + st->peak_pages_ps / DARC_CLOSE_PER_S);
}

static void decide_idle(const struct darc_state *st, const struct darc_params *p,
			u64 free, struct darc_action *out)
{
	out->monitor = p->watch;
	out->pace = idle_pace(st, free);
	out->next_us = p->watch ? idle_check_us(st, free) : DARC_IDLE_CHECK_US;
}

/* Nothing but DARC has had to reclaim of late, and there is enough left. */
static bool reserve_holds(const struct darc_state *st,
			  const struct darc_sample *s, u64 free)
{
	return !short_of_memory(st, free) &&
		(!st->lru_us || darc_sub(s->now_us, st->lru_us) >= DARC_PEAK_US);
}

/*
 * The page allocator keeps up to an eighth of a zone on the CPUs' own lists,
 * what was just evicted among it.  Taking it from there is cheaper than
 * evicting, once it is a good part of what is missing.
 */
static bool worth_draining(const struct darc_state *st,
			   const struct darc_sample *s, u64 free)
{
	return s->pcp_pages >= max(DARC_DRAIN_PAGES,
				   darc_sub(st->marks.high_pages, free) / 8);
}

/*
 * It is enough that the page cache could fill the reserve once: when memory runs
 * short and nothing of it turns out to be cold, all goes that is.
 */
static bool leave_anon(struct darc_state *st, const struct darc_sample *s, u64 free)
{
	u64 evicted = darc_sub(s->evicted_pages, st->last.evicted_pages);

	if (!short_of_memory(st, free))
		st->file_misses = 0;
	else if (st->file_only && evicted < DARC_MIN_PAGES)
		st->file_misses++;
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
	bool work = s->reclaimable_pages >= DARC_MIN_PAGES && !s->blind;

	out->next_us = p->wmarks_us;
	out->drain = worth_draining(st, s, free);
	if (!evicting(st->state)) {
		out->monitor = p->watch;
		out->pace = 2;
		return;
	}
	out->monitor = true;
	out->evict = work;
	out->warm = short_of_memory(st, free) && st->cold_age_us <= p->aggr_us;
	out->nice = work && reserve_holds(st, s, free) ? DARC_NICE : 0;
	out->flat = thrashing(st);
	out->file_only = work && leave_anon(st, s, free);
	out->flush = !work && !s->blind && s->dirty_pages >= DARC_MIN_PAGES;
	out->pace = work ? 1 : DARC_PACE_MAX;
	if (work && s->free_pages >= out->target_pages)
		out->pace = DARC_PACE_REST;
	out->quota_pages_ps = work ? quota_pages(out, s->free_pages) : 0;
	if (!work)
		out->next_us = max(p->wmarks_us, DARC_IDLE_WATCH_US);
	else if (out->nice)
		out->next_us = min(p->wmarks_us, DARC_IDLE_RUSH_US);
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
	u64 free = effective_free(s);
	enum darc_zone_state old = st->state;

	update_alloc_rate(st, s);
	update_calm(st, s);
	st->state = next_state(st, p, s);
	if (evicting(st->state) && !evicting(old))
		st->window = *s;
	update_cold_age(st, p, s);
	if (st->state != DARC_BUSY) {
		st->busy_us = 0;
		st->busy_until_us = 0;
	}

	*out = (struct darc_action) {
		.state = st->state,
		.pace = DARC_PACE_MAX,
		.cold_age_us = p->min_age_us ?: st->cold_age_us,
		.target_pages = darc_sub(target_pages(st), s->spare_pages),
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
		decide_idle(st, p, free, out);
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

/**
 * darc_pass_pages() - how much one pass of the monitor may evict
 * @a:		the action in force
 * @free_pages:	free memory of the zone now
 * @elapsed_us:	time since the previous pass; more than a second counts as one
 *
 * Return: pages, 0 when there is nothing to do.
 */
u64 darc_pass_pages(const struct darc_action *a, u64 free_pages, u64 elapsed_us)
{
	u64 share;

	if (!a->evict)
		return 0;
	share = div_u64(min(quota_pages(a, free_pages), DARC_PAGES_MAX) *
			min(elapsed_us, DARC_US_PER_S), DARC_US_PER_S);
	return min(share, darc_sub(a->target_pages, free_pages));
}

/* 4 * log2(@x) for @x >= 1, the fraction linear between powers of two. */
static unsigned int log2_quarters(unsigned int x)
{
	unsigned int exp = 0;

	while (exp < 31 && x >> (exp + 1))
		exp++;
	return 4 * exp + (((u64)x << 2 >> exp) & 3);
}

/**
 * darc_score() - rank a region for eviction, by access frequency and then age
 * @nr_accesses:	samples of the last aggregation that saw an access
 * @max_nr_accesses:	samples in an aggregation
 * @age:		aggregations for which the frequency has been the same
 *
 * Age counts only where there was no access.  It is taken in aggregations, as
 * whole seconds are blind to everything that matters under pressure, and as a
 * logarithm, as a region twice as old is better by the same step at any age.
 *
 * Return: [0, 40] with accesses, [41, 99] without; more is colder.
 */
unsigned int darc_score(unsigned int nr_accesses, unsigned int max_nr_accesses,
			unsigned int age)
{
	if (!nr_accesses)
		return 41 + (age ? min(58U, log2_quarters(age)) : 0);
	if (nr_accesses >= max_nr_accesses)
		return 0;
	return 40 - div_u64(40ULL * nr_accesses, max_nr_accesses);
}
