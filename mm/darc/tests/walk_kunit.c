// SPDX-License-Identifier: GPL-2.0
/*
 * Long deterministic walks over arbitrary samples, marks and parameters: what
 * must hold whatever comes in.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/prandom.h>

#include "zone.h"

/* No cold age beyond this; the policy's own bound may be tuned below it. */
#define AGE_MAX_US	(60 * US_PER_S)

struct walk {
	const char *desc;
	u64 seed;
	unsigned int steps;
	unsigned int wild;
};

/* Of any magnitude, 0 and U64_MAX included. */
static u64 any(struct rnd_state *rnd)
{
	u32 r = prandom_u32_state(rnd);
	u64 v = (u64)prandom_u32_state(rnd) << 32 | prandom_u32_state(rnd);

	if (!(r >> 28))
		return r & 1 ? U64_MAX : 0;
	return v >> (r & 63);
}

static u64 within(struct rnd_state *rnd, u64 lo, u64 hi)
{
	u64 rem;

	switch (prandom_u32_state(rnd) & 7) {
	case 0:
		return lo;
	case 1:
		return hi;
	default:
		div64_u64_rem(any(rnd), hi - lo + 1, &rem);
		return lo + rem;
	}
}

static struct darc_params any_params(struct kunit *test, struct rnd_state *rnd)
{
	struct darc_params p = { .page_size = 4096ULL << within(rnd, 0, 4) };

	p.wmark_scale_bp = within(rnd, 0, 3000);
	p.min_age_us = prandom_u32_state(rnd) & 1 ?
		within(rnd, 0, 24 * 3600 * US_PER_S) : 0;
	p.refault_target_bp = within(rnd, 1, 10000);
	p.quota_bytes_ps = prandom_u32_state(rnd) & 1 ?
		within(rnd, 0, 1ULL << 42) : 0;
	p.cpu_budget_permil = within(rnd, 1, 1000);
	p.sample_us = within(rnd, 1000, US_PER_S);
	p.aggr_us = within(rnd, p.sample_us, 10 * US_PER_S);
	p.min_nr_regions = within(rnd, 10, 100000);
	p.max_nr_regions = within(rnd, p.min_nr_regions, 100000);
	p.wmarks_us = within(rnd, 1000, 10 * US_PER_S);
	p.yield = within(rnd, 0, 2);
	p.watch = prandom_u32_state(rnd) & 1;
	p.skip_anon = prandom_u32_state(rnd) & 1;
	p.dry_run = prandom_u32_state(rnd) & 1;
	KUNIT_ASSERT_EQ(test, darc_params_check(&p), 0);
	return p;
}

static void any_marks(struct darc_state *st, const struct darc_params *p,
		      struct rnd_state *rnd)
{
	struct darc_marks set = {
		.high_pages = any(rnd), .mid_pages = any(rnd),
		.low_pages = any(rnd),
	};

	if (prandom_u32_state(rnd) & 1)
		set = (struct darc_marks) {};
	darc_marks_resolve(&st->marks, &set, p, any(rnd), any(rnd));
}

/* Counters that may jump either way, as they do when a zone goes and comes. */
static struct darc_sample wild_sample(struct rnd_state *rnd)
{
	u32 r = prandom_u32_state(rnd);

	return (struct darc_sample) {
		.now_us = any(rnd), .free_pages = any(rnd),
		.spare_pages = any(rnd), .others_span_pages = any(rnd),
		.others_alloc_pages_ps = any(rnd),
		.others_evicted_pages = any(rnd),
		.others_evicted_anon_pages = any(rnd),
		.others_back_anon_pages = any(rnd),
		.others_back_file_pages = any(rnd),
		.lower_age_us = within(rnd, 0, DARC_COLD_AGE_MAX_US),
		.tried_age_us = any(rnd), .second_age_us = any(rnd),
		.pcp_pages = any(rnd),
		.reclaimable_pages = any(rnd), .dirty_pages = any(rnd),
		.file_pages = any(rnd), .pcp_usual_pages = any(rnd),
		.evicted_pages = any(rnd), .tried_pages = any(rnd),
		.passed_pages = any(rnd),
		.writing_pages = any(rnd),
		.refaulted_pages = any(rnd), .allocstall = any(rnd),
		.evicted_anon_pages = any(rnd), .inactive_file_pages = any(rnd),
		.anon_workingset_pages = any(rnd),
		.file_workingset_pages = any(rnd), .swappiness = any(rnd),
		.kswapd_awake = r & 1, .usable = r & 6, .busy = !(r & 24),
		.dry_run = r & 32, .blind = r & 64,
	};
}

/* A zone as it could be: time and counters move on, free wanders past the marks. */
static struct darc_sample next_sample(const struct darc_state *st,
				      struct rnd_state *rnd)
{
	struct darc_sample s = st->last;
	u32 r = prandom_u32_state(rnd);

	s.now_us += within(rnd, 1, US_PER_S);
	s.free_pages = within(rnd, 0, min(st->marks.high_pages, 1ULL << 42) + 9);
	s.spare_pages = r & 0x100 ? 0 : (s64)within(rnd, 0, 2000) - 1000;
	s.others_span_pages = r & 0x100 ? 0 : within(rnd, 0, 100000);
	s.others_alloc_pages_ps = within(rnd, 0, 10000);
	s.others_evicted_pages += within(rnd, 0, 10000);
	s.others_evicted_anon_pages += within(rnd, 0, 5000);
	s.lower_age_us = r & 0x200 ? 0 : within(rnd, 0, DARC_COLD_AGE_MAX_US);
	s.pcp_pages = within(rnd, 0, 5000);
	s.pcp_usual_pages = within(rnd, 0, 500);
	s.file_pages = within(rnd, 0, 50000);
	s.reclaimable_pages = s.file_pages + within(rnd, 0, 50000);
	s.dirty_pages = within(rnd, 0, 100000);
	s.tried_pages += within(rnd, 0, 10000);
	s.passed_pages += within(rnd, 0, 1000000);
	s.evicted_pages += within(rnd, 0, 10000);
	s.evicted_anon_pages += within(rnd, 0, 10000);
	s.writing_pages = within(rnd, 0, 1000);
	s.tried_age_us += within(rnd, 0, 10000 * US_PER_S);
	s.second_age_us += within(rnd, 0, 5000 * US_PER_S);
	s.refaulted_pages += within(rnd, 0, 10000);
	s.anon_workingset_pages += within(rnd, 0, 5000);
	s.file_workingset_pages += within(rnd, 0, 5000);
	s.inactive_file_pages = within(rnd, 0, 100000);
	s.swappiness = within(rnd, 0, 200);
	s.allocstall += !(r & 0xe0);
	s.kswapd_awake = r & 1;
	s.usable = r & 0x1e;
	s.busy = r >> 28 == 1;
	return s;
}

static void check_action(struct kunit *test, const struct darc_state *st,
			 const struct darc_params *p, const struct darc_sample *s,
			 const struct darc_action *a)
{
	bool evicting = a->state == DARC_ACTIVE || a->state == DARC_RECOVERING;
	u64 elapsed = s->tried_pages, pages;

	KUNIT_ASSERT_LT(test, (unsigned int)a->state, NR_DARC_STATES);
	KUNIT_ASSERT_EQ(test, a->state, st->state);
	KUNIT_ASSERT_GE(test, a->pace, 1);
	KUNIT_ASSERT_LE(test, a->pace, DARC_PACE_MAX);
	KUNIT_ASSERT_GE(test, a->nice, -20);
	KUNIT_ASSERT_LE(test, a->nice, 19);
	/* Nobody waits for a CPU but for what would be reclaimed otherwise. */
	if (a->nice < 0) {
		KUNIT_ASSERT_TRUE(test, a->evict);
		KUNIT_ASSERT_FALSE(test, p->dry_run);
		KUNIT_ASSERT_TRUE(test, darc_short_of_memory(st, darc_effective_free(s)));
	}
	if (a->nice > 0)
		KUNIT_ASSERT_GE(test, darc_effective_free(s), st->marks.low_pages +
				(st->marks.mid_pages - st->marks.low_pages) / 8);
	KUNIT_ASSERT_LE(test, st->kswapd_us, 10 * US_PER_S);
	if (a->evict) {
		KUNIT_ASSERT_TRUE(test, evicting);
		KUNIT_ASSERT_FALSE(test, s->blind);
		KUNIT_ASSERT_TRUE(test, a->monitor);
		KUNIT_ASSERT_FALSE(test, a->flush);
	}
	if (a->file_only)
		KUNIT_ASSERT_TRUE(test, a->evict);
	if (a->state == DARC_OFF)
		KUNIT_ASSERT_FALSE(test, a->monitor);
	if (p->yield == DARC_YIELD_NEVER)
		KUNIT_ASSERT_NE(test, a->state, DARC_YIELDING);
	if (p->yield != DARC_YIELD_HANDBACK)
		KUNIT_ASSERT_NE(test, a->state, DARC_RECOVERING);
	if (p->quota_bytes_ps)
		KUNIT_ASSERT_LE(test, a->quota_pages_ps * p->page_size,
				p->quota_bytes_ps);
	if (p->min_age_us) {
		KUNIT_ASSERT_EQ(test, a->cold_age_us, p->min_age_us);
		KUNIT_ASSERT_FALSE(test, a->warm);
	} else {
		KUNIT_ASSERT_GE(test, a->cold_age_us, st->cold_age_us);
		KUNIT_ASSERT_LE(test, a->cold_age_us, AGE_MAX_US);
	}
	KUNIT_ASSERT_GE(test, st->cold_age_us, p->aggr_us);
	KUNIT_ASSERT_LE(test, st->cold_age_us, AGE_MAX_US);
	KUNIT_ASSERT_LE(test, a->target_pages, st->marks.high_pages + 64 +
			(s->spare_pages < 0 ? -(u64)s->spare_pages : 0));
	KUNIT_ASSERT_LE(test, darc_sub(a->target_pages, s->free_pages),
			darc_sub(st->marks.high_pages + 64,
				 darc_effective_free(s)));
	KUNIT_ASSERT_GE(test, a->next_us, 1000);
	KUNIT_ASSERT_LE(test, a->next_us, 10 * US_PER_S);
	KUNIT_ASSERT_LT(test, st->throttle_shift, 32);

	pages = darc_pass_pages(a, s->free_pages, elapsed);
	KUNIT_ASSERT_LE(test, pages, a->quota_pages_ps);
	KUNIT_ASSERT_LE(test, pages, a->target_pages -
			min(a->target_pages, s->free_pages));
	if (!a->evict)
		KUNIT_ASSERT_EQ(test, pages, 0);
}

static const struct walk walks[] = {
	{ "as a zone could go", 11, 200000, 0 },
	{ "as a zone could go, again", 12, 200000, 0 },
	{ "now and then anything", 13, 200000, 16 },
	{ "anything at each step", 14, 200000, 1 },
};

KUNIT_ARRAY_PARAM_DESC(walk, walks, desc);

static void walk_test(struct kunit *test)
{
	const struct walk *w = test->param_value;
	static struct darc_state st; /* too large for a frame beside the rest */
	unsigned int i, seen[NR_DARC_STATES] = {};
	struct darc_params p;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, w->seed);
	darc_state_init(&st);
	for (i = 0; i < w->steps; i++) {
		struct darc_sample s;
		struct darc_action out;

		if (!(i % 64))
			p = any_params(test, &rnd);
		if (!(i % 16))
			any_marks(&st, &p, &rnd);
		s = w->wild && !(prandom_u32_state(&rnd) % w->wild) ?
			wild_sample(&rnd) : next_sample(&st, &rnd);
		darc_decide(&st, &p, &s, &out);
		check_action(test, &st, &p, &s, &out);
		seen[st.state]++;
	}
	/*
	 * A walk that misses a state proves nothing about it.  There is no calm
	 * to recover in where each step is a jump.
	 */
	for (i = 0; i < NR_DARC_STATES && w->wild != 1; i++)
		KUNIT_EXPECT_GT(test, seen[i], 0);
}

/* From every state, with everything at its largest, from and to nothing. */
static void extremes_test(struct kunit *test)
{
	static struct darc_state st; /* too large for a frame beside the rest */
	unsigned int i;

	for (i = 0; i < NR_DARC_STATES * 3 * 16; i++) {
		struct darc_params p = zone_params(i / 16 % 3);
		struct darc_sample most, none;
		struct darc_action out;

		memset(&most, 0xff, sizeof(most));
		most.kswapd_awake = i & 1;
		most.busy = i & 2;
		most.usable = true;
		most.mglru = i & 1;
		most.lower_age_us = DARC_COLD_AGE_MAX_US;
		most.dry_run = false;
		most.blind = false;
		none = (struct darc_sample) { .usable = true };
		p.refault_target_bp = i & 4 ? 10000 : 1;
		p.aggr_us = 10 * US_PER_S;
		p.wmark_scale_bp = i & 8 ? 3000 : 0;
		st = zone_state(i / 48, i & 1, i & 2);
		any_marks(&st, &p, &(struct rnd_state) { 2, 8, 16, 128 });

		darc_decide(&st, &p, &most, &out);
		check_action(test, &st, &p, &most, &out);
		darc_decide(&st, &p, &none, &out);
		check_action(test, &st, &p, &none, &out);
		none.now_us = 1;
		darc_decide(&st, &p, &none, &out);
		check_action(test, &st, &p, &none, &out);
		darc_decide(&st, &p, &most, &out);
		check_action(test, &st, &p, &most, &out);
		darc_decide(&st, &p, &most, &out);
		check_action(test, &st, &p, &most, &out);
	}
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(walk_test, walk_gen_params),
	KUNIT_CASE(extremes_test),
	{}
};

static struct kunit_suite walk_suite = {
	.name = "darc_walk",
	.test_cases = walk_cases,
};

kunit_test_suite(walk_suite);

MODULE_DESCRIPTION("KUnit property tests of DARC's policy");
MODULE_LICENSE("GPL");
