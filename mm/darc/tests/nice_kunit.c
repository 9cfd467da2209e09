// SPDX-License-Identifier: GPL-2.0
/*
 * Who goes first, the monitor's thread or others on its CPU.
 */
#include <kunit/test.h>

#include "run.h"

/* While the reserve holds others go first; where it did not, eviction does. */
static void value_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_action calm = after(DARC_ACTIVE, 0, ZONE_MID, &p);
	struct darc_action urgent = after(DARC_ACTIVE, 0, ZONE_LOW, &p);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_MID);
	struct darc_action out;

	KUNIT_EXPECT_TRUE(test, calm.evict);
	KUNIT_EXPECT_GT(test, calm.nice, 0);
	KUNIT_EXPECT_LE(test, calm.nice, 19);
	/* Or it would not be seen in time that the reserve is going. */
	KUNIT_EXPECT_LT(test, calm.next_us, urgent.next_us);
	KUNIT_EXPECT_TRUE(test, urgent.evict);
	KUNIT_EXPECT_EQ(test, urgent.nice, 0);
	KUNIT_EXPECT_EQ(test, after(DARC_IDLE, 0, ZONE_HIGH, &p).nice, 0);

	/* It did not hold where the LRU had to work a while ago. */
	s.kswapd_awake = true;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.nice, 0);
	s.kswapd_awake = false;
	s.now_us += US_PER_S;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_EQ(test, out.nice, 0);
	s.free_pages = ZONE_LOW;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_LT(test, out.nice, 0);
	KUNIT_EXPECT_EQ(test, out.next_us, urgent.next_us);
	/* What a dry run takes from others it would not give back. */
	p.dry_run = true;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_TRUE(test, out.evict);
	KUNIT_EXPECT_EQ(test, out.nice, 0);
	p.dry_run = false;
	s.free_pages = ZONE_MID;
	s.now_us += 100 * US_PER_S;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_GT(test, out.nice, 0);
}

/* The reserve is there to be used: others go first until next to nothing of it is left. */
static void low_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_NEVER);
	const u64 last = ZONE_LOW + (ZONE_MID - ZONE_LOW) / 8;
	u64 free;

	for (free = ZONE_LOW; free <= ZONE_MID; free++)
		KUNIT_ASSERT_EQ(test, after(DARC_ACTIVE, 0, free, &p).nice > 0,
				free >= last);
}

/* The nice value in a zone at mid after kswapd was awake for @awake_us, and again later. */
static int after_kswapd(u64 awake_us, u64 between_us)
{
	struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
	struct darc_sample s = zone_sample(US_PER_S, ZONE_MID);
	u64 end = 2 * awake_us + between_us, us;
	struct darc_action out;

	for (us = CHECK_US; us <= end + CHECK_US; us += CHECK_US) {
		s.kswapd_awake = us <= awake_us || (us > end - awake_us && us <= end);
		s.now_us += CHECK_US;
		darc_decide(&st, &p, &s, &out);
	}
	return out.nice;
}

/* A reserve that kswapd helps out for a moment has held. */
static void kswapd_test(struct kunit *test)
{
	const u64 tenth = US_PER_S / 10;

	KUNIT_EXPECT_GT(test, after_kswapd(0, 0), 0);
	KUNIT_EXPECT_GT(test, after_kswapd(2 * tenth, 0), 0);
	KUNIT_EXPECT_EQ(test, after_kswapd(3 * tenth, 0), 0);
	/* The first time counts less by and by. */
	KUNIT_EXPECT_EQ(test, after_kswapd(3 * tenth, tenth), 0);
	KUNIT_EXPECT_GT(test, after_kswapd(3 * tenth, 100 * tenth), 0);
}

/* Before the first sample nothing is known of kswapd. */
static void first_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, 0, ZONE_MID);
	struct darc_sample s = zone_sample(100 * US_PER_S, ZONE_MID);
	struct darc_action out;

	s.kswapd_awake = true;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_GT(test, out.nice, 0);
}

/* So many direct reclaims more are counted when @us have passed. */
static void check_stalls(struct run *r, u64 us, u64 free_pages, u64 stalls)
{
	r->s.now_us += us;
	r->s.free_pages = free_pages;
	r->s.allocstall += stalls;
	darc_decide(&r->st, &r->p, &r->s, &r->out);
}

/* Who reclaims for himself has waited: once is enough. */
static void stall_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW);

	check_stalls(&r, CHECK_US, ZONE_MID, 1);
	KUNIT_EXPECT_EQ(test, r.out.nice, 0);
	check_stalls(&r, 9 * US_PER_S, ZONE_MID, 0);
	KUNIT_EXPECT_EQ(test, r.out.nice, 0);
	check_stalls(&r, 2 * US_PER_S, ZONE_MID, 0);
	KUNIT_EXPECT_GT(test, r.out.nice, 0);
}

/* Where there is enough nobody has waited: the count is of all nodes. */
static void stall_elsewhere_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID);

	check_stalls(&r, CHECK_US, ZONE_MID, 1);
	KUNIT_EXPECT_GT(test, r.out.nice, 0);
	KUNIT_EXPECT_EQ(test, r.st.lru_us, 0);
	/* It was short at the end of the stretch in which there was one. */
	check_stalls(&r, CHECK_US, ZONE_LOW, 1);
	KUNIT_EXPECT_EQ(test, r.st.lru_us, r.s.now_us);
}

static struct kunit_case nice_cases[] = {
	KUNIT_CASE(value_test),
	KUNIT_CASE(low_test),
	KUNIT_CASE(kswapd_test),
	KUNIT_CASE(first_test),
	KUNIT_CASE(stall_test),
	KUNIT_CASE(stall_elsewhere_test),
	{}
};

static struct kunit_suite nice_suite = {
	.name = "darc_nice",
	.test_cases = nice_cases,
};

kunit_test_suite(nice_suite);

MODULE_DESCRIPTION("KUnit tests of DARC's nice value");
MODULE_LICENSE("GPL");
