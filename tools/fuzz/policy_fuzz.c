// SPDX-License-Identifier: GPL-2.0
/*
 * A zone that is given arbitrary samples, marks and parameters one after the
 * other. Its states are compared with a second reading of the table at the head
 * of policy.c, and no action may exceed its caps.
 */
#include <string.h>

#include "../../mm/darc/policy.h"
#include "input.h"
#include "params.h"

#define COLD_AGE_MAX_US	(30 * SECOND_US)
#define BUSY_MAX_US	(8 * SECOND_US)
#define CALM_CHECKS	2

struct zone {
	struct darc_params p;
	struct darc_state st;
	/* Checks without a sign of the LRU, counted apart from the policy. */
	unsigned int at_rest;
	u64 retry_us;
};

static u64 low_of(u64 a, u64 b)
{
	return a < b ? a : b;
}

static u64 all_free(const struct darc_sample *s)
{
	u64 free = low_of(s->free_pages, DARC_PAGES_MAX);
	u64 less = low_of(-(u64)s->spare_pages, DARC_PAGES_MAX);

	if (s->spare_pages >= 0)
		return free + low_of(s->spare_pages, DARC_PAGES_MAX);
	return free > less ? free - less : 0;
}

static enum darc_zone_state want_state(const struct zone *z,
				       enum darc_zone_state from,
				       const struct darc_sample *s)
{
	const struct darc_marks *m = &z->st.marks;
	bool never = z->p.yield == DARC_YIELD_NEVER;
	u64 free = all_free(s);

	if (!s->usable)
		return DARC_OFF;
	if (from == DARC_OFF)
		return DARC_IDLE;
	if (s->busy && (z->p.watch || free < m->mid_pages))
		return DARC_BUSY;
	if (from == DARC_BUSY)
		return DARC_IDLE;
	if (from == DARC_ACTIVE && free > m->high_pages)
		return DARC_IDLE;
	if ((from == DARC_IDLE || from == DARC_YIELDING) && free >= m->mid_pages)
		return DARC_IDLE;
	if (free >= m->low_pages || never)
		return DARC_ACTIVE;
	if (z->p.yield == DARC_YIELD_STRICT)
		return DARC_YIELDING;
	if (from == DARC_YIELDING && z->at_rest >= CALM_CHECKS)
		return DARC_RECOVERING;
	if (from == DARC_RECOVERING && z->at_rest)
		return DARC_RECOVERING;
	return DARC_YIELDING;
}

static void check_state(const struct zone *z)
{
	const struct darc_state *st = &z->st;
	u64 age_max = COLD_AGE_MAX_US > z->p.aggr_us ? COLD_AGE_MAX_US : z->p.aggr_us;

	must((unsigned int)st->state < NR_DARC_STATES);
	must(st->cold_age_us >= z->p.aggr_us && st->cold_age_us <= age_max);
	must(st->throttle_shift <= 6);
	must(st->calm_checks <= CALM_CHECKS);
	must(st->harm <= 63 && st->last_harm <= 63 && st->trust <= 8);
	must(st->busy_us <= BUSY_MAX_US);
	must(st->kswapd_us <= 10 * SECOND_US);
	must(st->state == DARC_BUSY || !st->busy_us);
}

static void check_action(struct zone *z, const struct darc_sample *s,
			 const struct darc_action *a)
{
	bool evicting = a->state == DARC_ACTIVE || a->state == DARC_RECOVERING;
	u64 deficit;

	must(a->state == z->st.state);
	must(a->evict <= (evicting && a->monitor));
	must(!a->evict || !s->blind);
	must(a->warm <= evicting);
	must(a->flush <= (evicting && !a->evict));
	must(a->evict || !a->quota_pages_ps);
	must(a->state != DARC_OFF || (!a->monitor && !a->drain));
	must(z->p.watch || evicting || a->state == DARC_BUSY || !a->monitor);
	must(a->pace >= 1 && a->pace <= DARC_PACE_MAX);
	must(a->nice >= -20 && a->nice <= 19 && (a->evict || !a->nice));
	/* Nobody waits for a CPU but for what would be reclaimed otherwise. */
	must(a->nice >= 0 || (!z->p.dry_run && 2 * all_free(s) <
			      z->st.marks.low_pages + z->st.marks.mid_pages));
	/* Nobody is let go first where the reserve is as good as gone. */
	must(a->nice <= 0 || all_free(s) >= z->st.marks.low_pages +
	     (z->st.marks.mid_pages - z->st.marks.low_pages) / 8);
	must(a->next_us >= 1000 && a->next_us <= 10 * SECOND_US);
	must(s->spare_pages < 0 || a->target_pages <= z->st.marks.high_pages + 64);
	must(!a->drain || s->pcp_pages >= s->pcp_usual_pages);
	must(a->file_only <= a->evict);
	/* A swappiness of 0, and above low. */
	must(s->swappiness || !a->evict || a->file_only ||
	     s->free_pages <= z->st.marks.low_pages);
	must(a->cold_age_us == (z->p.min_age_us ? z->p.min_age_us :
				max(z->st.cold_age_us, s->lower_age_us)));

	deficit = z->st.marks.high_pages + 64 -
		low_of(z->st.marks.high_pages + 64, all_free(s));
	must(s->free_pages >= a->target_pages || a->target_pages - s->free_pages <= deficit);
	must(a->quota_pages_ps <= 4 * deficit + z->st.alloc_pages_ps ||
	     a->quota_pages_ps <= 1024);
	if (z->p.quota_bytes_ps)
		must(a->quota_pages_ps <= z->p.quota_bytes_ps / z->p.page_size);
	if (a->state == DARC_BUSY && a->monitor) {
		/* DAMON is not asked again ahead of time. */
		must(s->now_us >= z->retry_us);
		z->retry_us = s->now_us + low_of(SECOND_US / 2, U64_MAX - s->now_us);
	} else if (a->state != DARC_BUSY) {
		z->retry_us = 0;
	}
}

/* What a pass may cost, for any two numbers. */
static void check_cost(u64 x, u64 y)
{
	unsigned int permil = x % 1001;
	u64 want = low_of(y, DARC_PAGES_MAX), tries = darc_pass_tries(y, permil), most, credit;
	s64 least = -(s64)(SECOND_US * 1000 / 4), had;
	struct darc_budget b = { .wall_ns = x, .credit_ns = max((s64)y, least) };

	must(darc_pass_yield(permil, y, x) <= 1000);
	must(darc_pass_due(&(struct darc_action){ .cap_pages_ps = x }, 0, y) ==
	     (y >= 32 || (y && y >= x)));
	must(tries >= want && tries <= 17 * want);

	most = SECOND_US * 1000 / 4 * permil / 1000;
	credit = darc_pass_credit(&b, y, permil);
	must(credit <= most && b.wall_ns == y);
	must(credit == (u64)max(b.credit_ns, 0) && b.credit_ns >= least);
	had = b.credit_ns;
	darc_pass_spend(&b, x);
	must(b.credit_ns <= had && b.credit_ns >= least);
	must(b.credit_ns == least || (u64)(had - b.credit_ns) == x);
}

static void check_pass(struct input *in, const struct darc_action *a, u64 free)
{
	u64 elapsed = take_any(in), now_free = take_near(in, free);
	u64 pages = darc_pass_pages(a, now_free, elapsed);
	u64 quota = a->quota_pages_ps;

	/* What went since the decision is made up for, within the cap. */
	if (now_free < free)
		quota = low_of(quota + 4 * (free - now_free), a->cap_pages_ps);
	must(a->evict || !pages);
	must(pages <= quota);
	must(now_free < a->target_pages ? pages <= a->target_pages - now_free : !pages);
	if (elapsed < SECOND_US)
		must(pages <= (unsigned __int128)quota * elapsed / SECOND_US);
	check_cost(elapsed, now_free);
	/* A longer time is never worth less. */
	must(pages <= darc_pass_pages(a, now_free, elapsed == U64_MAX ? elapsed : elapsed + 1));
}

static void check_score(struct input *in)
{
	unsigned int max = 1 + take_any(in) % 10000, nr = take_any(in) % (max + 2);
	unsigned int age = take_any(in), score = darc_score(nr, max, age);

	must(nr ? score <= 40 : score >= 41 && score <= 99);
	must(nr == max + 1 || darc_score(nr + 1, max, age) <= score);
	must(age == U32_MAX || nr || darc_score(0, max, age + 1) >= score);
}

/* A dry run frees no more than is out, and takes a time that has a limit. */
static void check_dry(struct input *in)
{
	struct darc_dry d = {
		.out_anon_pages = take_any(in), .out_file_pages = take_any(in),
	};
	u64 look_ns = take_any(in), anon = take_any(in), file = take_any(in);
	u64 gain = darc_dry_gain(&d), ns = darc_dry_cost_ns(&d, look_ns, anon, file);

	must(gain <= (unsigned __int128)d.out_anon_pages + d.out_file_pages);
	must(!ns || (look_ns && (anon || file)));
	d.compressed = true;
	must(darc_dry_gain(&d) <= gain);
	must(darc_dry_cost_ns(&d, look_ns, anon, file) >= ns);
	must(darc_dry_cost_ns(&d, look_ns, anon, file) <= DARC_PAGES_MAX * 20000);
}

/* A sleep pays for no more than its length, and own time costs no more than itself. */
static void check_dry_pay(struct input *in)
{
	struct darc_dry_time t = { .own_ns = take_any(in) };
	u64 own = t.own_ns, slept = take_any(in), idle = take_any(in);
	unsigned int nice = take_byte(in);

	darc_dry_pay(&t, slept, idle, nice);
	must(!t.own_ns);
	must(t.owed_ns <= (s64)min(own, DARC_PAGES_MAX));
	must(t.owed_ns >= -(s64)clamp(slept, 1ULL, DARC_PAGES_MAX));
}

static u64 take_free(struct input *in, const struct zone *z)
{
	const struct darc_marks *m = &z->st.marks;

	switch (take_byte(in) % 6) {
	case 0:
		return take_any(in);
	case 1:
		return take_near(in, m->low_pages);
	case 2:
		return take_near(in, m->mid_pages);
	case 3:
		return take_near(in, m->high_pages);
	default:
		return take_near(in, z->st.last.free_pages);
	}
}

/* Counters go on, mostly; some of them jump. */
static struct darc_sample take_sample(struct input *in, const struct zone *z)
{
	struct darc_sample s = z->st.last;
	u8 flags = take_byte(in), jump = take_byte(in);
	u64 step = 10000ULL << take_byte(in) % 12;

	s.now_us = jump & 1 ? take_any(in) : s.now_us + low_of(step, U64_MAX - s.now_us);
	s.free_pages = take_free(in, z);
	s.spare_pages = jump & 2 ? take_any(in) : 0;
	s.others_span_pages = jump & 2 ? take_any(in) : 0;
	s.others_alloc_pages_ps = jump & 4 ? take_any(in) : 0;
	s.others_evicted_pages = jump & 32 ? take_any(in) : 0;
	s.others_evicted_anon_pages = jump & 64 ? take_any(in) : 0;
	s.lower_age_us = jump & 16 ? take_any(in) : 0;
	s.pcp_pages = jump & 4 ? take_any(in) : 100;
	s.pcp_usual_pages = jump & 2 ? take_any(in) : 100;
	s.reclaimable_pages = jump & 8 ? take_any(in) : 1000;
	s.file_pages = jump & 16 ? take_any(in) : 1000;
	s.dirty_pages = jump & 16 ? take_any(in) : 0;
	s.evicted_pages = jump & 32 ? take_any(in) :
		s.evicted_pages + low_of(take_byte(in), U64_MAX - s.evicted_pages);
	s.tried_pages = jump & 64 ? take_any(in) :
		s.tried_pages + low_of(16 * take_byte(in), U64_MAX - s.tried_pages);
	s.passed_pages = jump & 64 ? take_any(in) :
		s.passed_pages + low_of(4096 * take_byte(in), U64_MAX - s.passed_pages);
	s.refaulted_pages = jump & 128 ? take_any(in) :
		s.refaulted_pages + low_of(take_byte(in), U64_MAX - s.refaulted_pages);
	if (flags & 1)
		s.allocstall = take_any(in);
	if (flags & 64) {
		s.inactive_file_pages = take_any(in);
		s.swappiness = take_byte(in);
	}
	if (flags & 128) {
		s.evicted_anon_pages = take_any(in);
		s.writing_pages = take_any(in);
		s.tried_age_us = take_any(in);
		s.second_age_us = take_any(in);
		s.anon_workingset_pages = take_any(in);
		s.file_workingset_pages = take_any(in);
	}
	s.mglru = jump & 8;
	s.kswapd_awake = flags & 2;
	s.busy = (flags & 12) == 12;
	s.usable = (flags & 48) != 48;
	s.dry_run = flags & 64;
	s.blind = (flags & 192) == 192;
	return s;
}

static void take_marks(struct input *in, struct zone *z)
{
	u8 which = take_byte(in);
	u64 managed = which & 1 ? take_any(in) : 131072;
	u64 floor = which & 2 ? take_any(in) : managed / 128;
	struct darc_marks set = {
		.high_pages = which & 4 ? take_any(in) : DARC_MARK_AUTO,
		.mid_pages = which & 8 ? take_any(in) : DARC_MARK_AUTO,
		.low_pages = which & 16 ? take_any(in) : DARC_MARK_AUTO,
	};

	darc_marks_resolve(&z->st.marks, &set, &z->p, managed, floor);
}

static void one_step(struct input *in, struct zone *z)
{
	struct darc_sample s = take_sample(in, z), seen = s;
	enum darc_zone_state from = z->st.state, want;
	struct darc_state again = z->st;
	struct darc_action a, b;

	/* What the first sample has counted may be from long ago, or elsewhere. */
	if (s.kswapd_awake ||
	    (z->st.last.now_us && s.allocstall != z->st.last.allocstall &&
	     low_of(all_free(&s), all_free(&z->st.last)) <
	     (z->st.marks.low_pages + z->st.marks.mid_pages) / 2))
		z->at_rest = 0;
	else
		z->at_rest++;
	want = want_state(z, from, &s);

	memset(&a, 0x55, sizeof(a));
	memset(&b, 0xaa, sizeof(b));
	darc_decide(&z->st, &z->p, &s, &a);
	/* The same again gives the same, and what is read is not written. */
	darc_decide(&again, &z->p, &s, &b);
	must(!memcmp(&s, &seen, sizeof(s)));
	must(again.state == z->st.state && again.cold_age_us == z->st.cold_age_us &&
	     again.alloc_pages_ps == z->st.alloc_pages_ps);
	must(a.quota_pages_ps == b.quota_pages_ps && a.monitor == b.monitor &&
	     a.evict == b.evict && a.next_us == b.next_us && a.pace == b.pace);

	must(a.state == want);
	check_state(z);
	check_action(z, &s, &a);
	check_pass(in, &a, s.free_pages);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct input in = { data, size };
	struct zone z = { .p = take_params(&in) };

	must(!darc_params_check(&z.p));
	darc_state_init(&z.st);
	check_score(&in);
	check_dry(&in);
	check_dry_pay(&in);
	take_marks(&in, &z);
	while (in.left) {
		u8 change = take_byte(&in);

		if (change > 0xf8)
			z.p = take_params(&in);
		if (change > 0xf0)
			take_marks(&in, &z);
		one_step(&in, &z);
	}
	return 0;
}
