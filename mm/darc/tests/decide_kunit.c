// SPDX-License-Identifier: GPL-2.0
/*
 * What is done in each state: back-off, hand-back, pace, quota.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/prandom.h>

#include "zone.h"

/* Times at which DAMON was asked while it refused for @us. */
static unsigned int attempts(struct kunit *test, struct darc_state *st,
			     u64 us, u64 *when, unsigned int max)
{
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	u64 now = st->last.now_us, end = now + us;
	unsigned int nr = 0;

	for (now += CHECK_US; now < end; now += CHECK_US) {
		struct darc_sample s = zone_sample(now, ZONE_HIGH + 1);
		struct darc_action out;

		s.busy = true;
		darc_decide(st, &p, &s, &out);
		KUNIT_ASSERT_EQ(test, out.state, DARC_BUSY);
		KUNIT_ASSERT_FALSE(test, out.evict);
		if (out.monitor && nr < max)
			when[nr++] = now;
	}
	return nr;
}

static void busy_backoff_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_IDLE, US_PER_S, ZONE_HIGH + 1);
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	struct darc_sample s;
	struct darc_action out;
	static u64 when[32]; /* too large for a frame beside the rest */
	u64 first;
	unsigned int nr, i;

	nr = attempts(test, &st, 120 * US_PER_S, when, ARRAY_SIZE(when));
	KUNIT_ASSERT_GE(test, nr, 6);
	KUNIT_EXPECT_LE(test, when[0], 2 * US_PER_S);
	first = when[1] - when[0];
	KUNIT_EXPECT_GE(test, first, US_PER_S / 10);
	KUNIT_EXPECT_LE(test, first, US_PER_S);
	KUNIT_EXPECT_EQ(test, when[2] - when[1], 2 * first);
	KUNIT_EXPECT_EQ(test, when[3] - when[2], 4 * first);
	for (i = 2; i < nr; i++) {
		KUNIT_EXPECT_GE(test, when[i] - when[i - 1],
				when[i - 1] - when[i - 2]);
		KUNIT_EXPECT_LE(test, when[i] - when[i - 1], 10 * US_PER_S);
	}
	KUNIT_EXPECT_EQ(test, when[nr - 1] - when[nr - 2],
			when[nr - 2] - when[nr - 3]);

	/* Accepted: the next refusal starts from the shortest again. */
	s = zone_sample(st.last.now_us + CHECK_US, ZONE_HIGH + 1);
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.state, DARC_IDLE);
	nr = attempts(test, &st, 30 * US_PER_S, when, ARRAY_SIZE(when));
	KUNIT_ASSERT_GE(test, nr, 2);
	KUNIT_EXPECT_EQ(test, when[1] - when[0], first);
}

/* Without a watch DAMON is asked when there is work, and not before. */
static void busy_nowatch_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_LOW);
	struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_LOW);
	struct darc_action out;

	p.watch = false;
	s.busy = true;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.state, DARC_BUSY);
	KUNIT_EXPECT_TRUE(test, out.monitor);
	s.now_us += 10 * US_PER_S;
	s.free_pages = ZONE_MID;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.state, DARC_IDLE);
	KUNIT_EXPECT_FALSE(test, out.monitor);
	s.now_us += CHECK_US;
	s.free_pages = ZONE_MID - 1;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.state, DARC_BUSY);
	KUNIT_EXPECT_TRUE(test, out.monitor);
}

/* The back-off ends with time; it does not wrap to the beginning of it. */
static void busy_end_of_time_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_BUSY, US_PER_S, ZONE_HIGH + 1);
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	struct darc_sample s = zone_sample(U64_MAX - 1, ZONE_HIGH + 1);
	struct darc_action out;

	s.busy = true;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_TRUE(test, out.monitor);
	KUNIT_EXPECT_EQ(test, st.busy_until_us, U64_MAX);
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_FALSE(test, out.monitor);
}

/* What no caller does: a state that is none. */
static void no_state_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_action out = after(NR_DARC_STATES, 0, ZONE_LOW, &p);

	KUNIT_EXPECT_EQ(test, out.state, DARC_OFF);
	KUNIT_EXPECT_FALSE(test, out.monitor);
}

/* Nor this: marks that leave no room. */
static void no_room_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_LOW);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_LOW);
	struct darc_action out;

	st.marks = (struct darc_marks) { ZONE_LOW, ZONE_LOW, ZONE_LOW };
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.state, DARC_ACTIVE);
	KUNIT_EXPECT_LE(test, out.quota_pages_ps, 1024);
}

/* Nor this: marks upside down, and an aggregation longer than any age. */
static void upside_down_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_LOW);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_LOW);
	struct darc_action out;

	st.marks.high_pages = ZONE_LOW / 2;
	st.marks.low_pages = ZONE_HIGH;
	p.aggr_us = 120 * US_PER_S;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.state, DARC_ACTIVE);
	KUNIT_EXPECT_EQ(test, out.cold_age_us, p.aggr_us);
	KUNIT_EXPECT_LE(test, out.quota_pages_ps, 1024);
}

/* One check below low; returns the state after it. */
static enum darc_zone_state below_low(struct darc_state *st,
				      enum darc_yield yield, bool awake,
				      bool stalled)
{
	const struct darc_params p = zone_params(yield);
	struct darc_sample s;
	struct darc_action out;

	s = zone_sample(st->last.now_us + CHECK_US, ZONE_LOW - 1);
	s.kswapd_awake = awake;
	s.allocstall = st->last.allocstall + stalled;
	darc_decide(st, &p, &s, &out);
	return out.state;
}

static void handback_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_LOW);
	const enum darc_yield hb = DARC_YIELD_HANDBACK;

	KUNIT_EXPECT_EQ(test, below_low(&st, hb, true, true), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, false), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, true), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, false), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, true, false), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, false), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, false), DARC_RECOVERING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, false), DARC_RECOVERING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, true), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, false), DARC_YIELDING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, false, false), DARC_RECOVERING);
	KUNIT_EXPECT_EQ(test, below_low(&st, hb, true, false), DARC_YIELDING);
}

static void strict_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_LOW);
	unsigned int i;

	for (i = 0; i < 1000; i++)
		KUNIT_ASSERT_EQ(test, below_low(&st, DARC_YIELD_STRICT, i < 5, false),
				DARC_YIELDING);
}

static void never_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_IDLE, US_PER_S, ZONE_MID);
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 5);
	for (i = 1; i < 10000; i++) {
		u32 r = prandom_u32_state(&rnd);
		struct darc_sample s;
		struct darc_action out;

		s = zone_sample(US_PER_S + i * CHECK_US, (r >> 8) % (ZONE_HIGH + 99));
		s.kswapd_awake = r & 1;
		s.allocstall = st.last.allocstall + (r >> 1 & 1);
		darc_decide(&st, &p, &s, &out);
		if (out.state != DARC_IDLE)
			KUNIT_ASSERT_EQ(test, out.state, DARC_ACTIVE);
		if (s.free_pages < ZONE_MID)
			KUNIT_ASSERT_TRUE(test, out.evict);
	}
}

static void pace_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	unsigned int last = DARC_PACE_MAX, pace;
	u64 taken;

	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 0, ZONE_MID, &p).pace,
			DARC_PACE_MAX);
	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 0, ZONE_HIGH, &p).pace,
			DARC_PACE_MAX);
	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 1, ZONE_MID + 10000000, &p).pace,
			DARC_PACE_MAX);
	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 1000, ZONE_MID, &p).pace, 1);
	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 1000, ZONE_MID + 100, &p).pace, 1);
	/* Nearer in time is never slower. */
	for (taken = 1; taken < 1000000; taken += taken / 8 + 1) {
		pace = after(DARC_IDLE, taken, ZONE_HIGH, &p).pace;
		KUNIT_ASSERT_LE(test, pace, last);
		last = pace;
	}
	KUNIT_EXPECT_EQ(test, last, 1);
	KUNIT_EXPECT_EQ(test, after(DARC_ACTIVE, 0, ZONE_HIGH, &p).pace, 1);
	KUNIT_EXPECT_EQ(test, after(DARC_ACTIVE, 0, ZONE_LOW, &p).pace, 1);
}

static void watch_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_HANDBACK);

	KUNIT_EXPECT_TRUE(test, after(DARC_IDLE, 0, ZONE_HIGH, &p).monitor);
	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 0, ZONE_HIGH, &p).next_us, 100000);
	p.watch = false;
	KUNIT_EXPECT_FALSE(test, after(DARC_IDLE, 0, ZONE_HIGH, &p).monitor);
	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 0, ZONE_HIGH, &p).next_us, 500000);
	KUNIT_EXPECT_FALSE(test, after(DARC_YIELDING, 0, 0, &p).monitor);
	KUNIT_EXPECT_TRUE(test, after(DARC_ACTIVE, 0, ZONE_MID, &p).monitor);
}

static void quota_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	const u64 deficit = ZONE_HIGH - ZONE_LOW;
	u64 free, quota, last = 0;

	/* At the deepest: back at high within a fifth to half of a second. */
	quota = after(DARC_ACTIVE, 0, ZONE_LOW, &p).quota_pages_ps;
	KUNIT_EXPECT_GE(test, quota, 2 * deficit);
	KUNIT_EXPECT_LE(test, quota, 5 * deficit);
	/* What is being allocated comes on top. */
	KUNIT_EXPECT_GE(test,
			after(DARC_ACTIVE, 8000, ZONE_LOW, &p).quota_pages_ps,
			quota + 4000);
	for (free = ZONE_HIGH; free >= ZONE_LOW; free--) {
		quota = after(DARC_ACTIVE, 0, free, &p).quota_pages_ps;
		KUNIT_ASSERT_GT(test, quota, 0);
		KUNIT_ASSERT_GE(test, quota, last);
		last = quota;
	}
	p.quota_bytes_ps = 10 * 4096;
	KUNIT_EXPECT_EQ(test,
			after(DARC_ACTIVE, 9999, ZONE_LOW, &p).quota_pages_ps, 10);
	p.quota_bytes_ps = 11 * 4096 - 1;
	KUNIT_EXPECT_EQ(test,
			after(DARC_ACTIVE, 9999, ZONE_LOW, &p).quota_pages_ps, 10);
	p.quota_bytes_ps = 1ULL << 42;
	KUNIT_EXPECT_EQ(test, after(DARC_ACTIVE, 0, ZONE_LOW, &p).quota_pages_ps,
			last);
}

/* With nothing that can go, DARC stands back; dirty pages are flushed. */
static void stand_back_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	u64 dirty;

	for (dirty = 0; dirty <= 10000; dirty += 10000) {
		struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_LOW);
		struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_LOW);
		struct darc_action out;

		s.reclaimable_pages = 0;
		s.dirty_pages = dirty;
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_EQ(test, out.state, DARC_ACTIVE);
		KUNIT_EXPECT_FALSE(test, out.evict);
		KUNIT_EXPECT_EQ(test, out.quota_pages_ps, 0);
		KUNIT_EXPECT_EQ(test, out.flush, !!dirty);
		KUNIT_EXPECT_GE(test, out.next_us, p.wmarks_us);
		s.now_us += CHECK_US;
		s.reclaimable_pages = 10000;
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_TRUE(test, out.evict);
		KUNIT_EXPECT_FALSE(test, out.flush);
	}
}

static void drain_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_LOW);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_LOW);
	struct darc_action out;

	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_FALSE(test, out.drain);
	s.pcp_pages = ZONE_HIGH;
	s.now_us += CHECK_US;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_TRUE(test, out.drain);
	/* Many CPUs always have as much. */
	s.pcp_usual_pages = ZONE_HIGH + 1;
	s.now_us += CHECK_US;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_FALSE(test, out.drain);
	s.pcp_usual_pages = ZONE_HIGH;
	s.free_pages = ZONE_HIGH + 1;
	s.now_us += CHECK_US;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_FALSE(test, out.drain);
}

static struct kunit_case decide_cases[] = {
	KUNIT_CASE(busy_backoff_test),
	KUNIT_CASE(busy_nowatch_test),
	KUNIT_CASE(busy_end_of_time_test),
	KUNIT_CASE(no_state_test),
	KUNIT_CASE(no_room_test),
	KUNIT_CASE(upside_down_test),
	KUNIT_CASE(handback_test),
	KUNIT_CASE(strict_test),
	KUNIT_CASE(never_test),
	KUNIT_CASE(pace_test),
	KUNIT_CASE(watch_test),
	KUNIT_CASE(quota_test),
	KUNIT_CASE(stand_back_test),
	KUNIT_CASE(drain_test),
	{}
};

static struct kunit_suite decide_suite = {
	.name = "darc_decide",
	.test_cases = decide_cases,
};

kunit_test_suite(decide_suite);

MODULE_DESCRIPTION("KUnit tests of what DARC does in each state");
MODULE_LICENSE("GPL");
