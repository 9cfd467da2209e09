// SPDX-License-Identifier: GPL-2.0
/*
 * A dry run: what would have been, and for how long that is known.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/math64.h>

#include "zone.h"

static void gain_test(struct kunit *test)
{
	struct darc_dry d = { .out_anon_pages = 3000, .out_file_pages = 1000 };

	KUNIT_EXPECT_EQ(test, darc_dry_gain(&d), 4000);
	d.compressed = true;
	KUNIT_EXPECT_EQ(test, darc_dry_gain(&d), 1000 + 2000);
	d = (struct darc_dry) { .out_anon_pages = U64_MAX, .out_file_pages = U64_MAX };
	KUNIT_EXPECT_EQ(test, darc_dry_gain(&d), 2 * DARC_PAGES_MAX);
}

static void sample_test(struct kunit *test)
{
	const struct darc_dry d = {
		.out_anon_pages = 3000,
		.out_file_pages = 1000,
		.back_anon_pages = 30,
		.back_file_pages = 7,
		.compressed = true,
	};
	struct darc_sample s = zone_sample(US_PER_S, 5000);

	s.file_pages = 1800;
	s.inactive_file_pages = 1500;
	s.refaulted_pages = 100;
	s.anon_workingset_pages = 10;
	s.file_workingset_pages = 20;
	darc_dry_sample(&d, &s);
	KUNIT_EXPECT_TRUE(test, s.dry_run);
	KUNIT_EXPECT_EQ(test, s.free_pages, 5000 + 1000 + 2000);
	KUNIT_EXPECT_EQ(test, s.reclaimable_pages, 10000 - 4000);
	KUNIT_EXPECT_EQ(test, s.file_pages, 800);
	KUNIT_EXPECT_EQ(test, s.inactive_file_pages, 500);
	KUNIT_EXPECT_EQ(test, s.refaulted_pages, 137);
	KUNIT_EXPECT_EQ(test, s.anon_workingset_pages, 40);
	KUNIT_EXPECT_EQ(test, s.file_workingset_pages, 27);

	/* The node's counts have what came back of other zones. */
	s = zone_sample(US_PER_S, 5000);
	s.refaulted_pages = 100;
	s.others_back_anon_pages = 300;
	s.others_back_file_pages = 1000;
	darc_dry_sample(&d, &s);
	KUNIT_EXPECT_EQ(test, s.refaulted_pages, 1437);
	KUNIT_EXPECT_EQ(test, s.anon_workingset_pages, 330);
	KUNIT_EXPECT_EQ(test, s.file_workingset_pages, 1007);

	/* What is out may have become more than what is left. */
	s = zone_sample(US_PER_S, U64_MAX);
	s.reclaimable_pages = 3999;
	s.inactive_file_pages = 999;
	darc_dry_sample(&d, &s);
	KUNIT_EXPECT_EQ(test, s.reclaimable_pages, 0);
	KUNIT_EXPECT_EQ(test, s.inactive_file_pages, 0);
	KUNIT_EXPECT_EQ(test, s.free_pages, DARC_PAGES_MAX + 3000);
}

/* Without a page out a dry run changes nothing but to say that it is one. */
static void nothing_out_test(struct kunit *test)
{
	const struct darc_sample is = zone_sample(US_PER_S, 5000);
	const struct darc_dry d = { .compressed = true };
	struct darc_sample s = is;

	darc_dry_sample(&d, &s);
	s.dry_run = false;
	KUNIT_EXPECT_MEMEQ(test, &s, &is, sizeof(s));
}

static void cost_test(struct kunit *test)
{
	struct darc_dry d = {};

	/* Pages of files cost the same wherever swap is. */
	KUNIT_EXPECT_EQ(test, darc_dry_cost_ns(&d, 1000, 0, 100), 400000);
	KUNIT_EXPECT_EQ(test, darc_dry_cost_ns(&d, 1000, 100, 0), 400000);
	d.compressed = true;
	KUNIT_EXPECT_EQ(test, darc_dry_cost_ns(&d, 1000, 0, 100), 400000);
	KUNIT_EXPECT_EQ(test, darc_dry_cost_ns(&d, 1000, 100, 0), 2800000);
	KUNIT_EXPECT_EQ(test, darc_dry_cost_ns(&d, 0, 100, 100), 0);
	/* A look that somebody interrupted does not count as it was. */
	KUNIT_EXPECT_EQ(test, darc_dry_cost_ns(&d, U64_MAX, 1, 0), 28 * 20000);
	KUNIT_EXPECT_EQ(test, darc_dry_cost_ns(&d, U64_MAX, U64_MAX, U64_MAX),
			DARC_PAGES_MAX * 20000);
}

#define SLEPT	10000000U

/* What is owed after a sleep, of 20 ms; @own was really used. */
static s64 owed(u64 own, u64 slept, u64 idle, unsigned int nice)
{
	struct darc_dry_time t = { .owed_ns = 2 * SLEPT, .own_ns = own };

	darc_dry_pay(&t, slept, idle, nice);
	return t.owed_ns + t.own_ns;
}

static void pay_test(struct kunit *test)
{
	/* Idle time is all for eviction, and so is as much as others do. */
	KUNIT_EXPECT_EQ(test, owed(0, SLEPT, SLEPT, 0), SLEPT);
	KUNIT_EXPECT_EQ(test, owed(0, SLEPT, SLEPT, 10), SLEPT);
	KUNIT_EXPECT_EQ(test, owed(0, SLEPT, 0, 0), SLEPT);
	/* The scheduler's weights: 1024 at nice 0, 820 at 1, 110 at 10, 15 at 19. */
	KUNIT_EXPECT_EQ(test, owed(0, SLEPT, 0, 1), SLEPT + SLEPT / 5);
	KUNIT_EXPECT_EQ(test, div_u64(2 * SLEPT - owed(0, SLEPT, 0, 10), 10000), 107);
	KUNIT_EXPECT_EQ(test, div_u64(2 * SLEPT - owed(0, SLEPT, 0, 19), 10000), 14);
	KUNIT_EXPECT_EQ(test, owed(0, SLEPT, 0, 1000), owed(0, SLEPT, 0, 19));
	KUNIT_EXPECT_EQ(test, owed(0, SLEPT, SLEPT / 2, 1), SLEPT + SLEPT / 10);
	/* It may have got more than it needs. */
	KUNIT_EXPECT_EQ(test, owed(0, 3 * SLEPT, 3 * SLEPT, 0), -(s64)SLEPT);
	/* Several CPUs may have been idle, but there is one thread. */
	KUNIT_EXPECT_EQ(test, owed(0, SLEPT, 8 * SLEPT, 0), SLEPT);
	KUNIT_EXPECT_EQ(test, owed(0, 0, SLEPT, 0), 2 * SLEPT - 1);
}

/* Of the time that the monitor used, what others could not spare is owed. */
static void own_time_test(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, owed(1000, SLEPT, SLEPT, 10), SLEPT);
	KUNIT_EXPECT_EQ(test, owed(1000, SLEPT, 0, 0), SLEPT + 1000);
	KUNIT_EXPECT_EQ(test, owed(1000, SLEPT, SLEPT / 2, 0), SLEPT + 500);
	KUNIT_EXPECT_EQ(test, owed(U64_MAX, U64_MAX, 0, 0), 2 * SLEPT);
}

enum lru { REST, AWAKE, RAN, STALLED };

/* The LRU does @lru, @out pages are out: is what would be no longer known? */
static bool lost(struct darc_dry_watch *w, enum lru lru, u64 out)
{
	static u64 runs, stalls;
	struct darc_sample s = zone_sample(US_PER_S, 5000);
	const struct darc_dry d = { .out_anon_pages = out };

	runs += lru == RAN;
	stalls += lru == STALLED;
	s.allocstall = stalls;
	s.kswapd_awake = lru == AWAKE;
	return darc_dry_lost(w, &d, &s, runs);
}

static void lost_test(struct kunit *test)
{
	struct darc_sample s = zone_sample(US_PER_S, 5000);
	const struct darc_dry most = {
		.out_anon_pages = U64_MAX, .out_file_pages = U64_MAX,
	};
	struct darc_dry_watch at = {};
	enum lru lru;

	for (lru = AWAKE; lru <= STALLED; lru++) {
		struct darc_dry_watch w = {};

		/* What happened before it began does not count. */
		KUNIT_EXPECT_FALSE(test, lost(&w, REST, 1));
		KUNIT_EXPECT_FALSE_MSG(test, lost(&w, lru, 0), "%d, none out", lru);
		KUNIT_EXPECT_FALSE(test, lost(&w, REST, 1000));
		KUNIT_EXPECT_TRUE_MSG(test, lost(&w, lru, 1), "%d", lru);
		/* And it is never known again. */
		KUNIT_EXPECT_TRUE(test, lost(&w, REST, 1));
		KUNIT_EXPECT_TRUE(test, lost(&w, REST, 0));
	}
	s.kswapd_awake = true;
	KUNIT_EXPECT_TRUE(test, darc_dry_lost(&at, &most, &s, 0));
}

/* As long as there is a second node the runs of kswapd are not known. */
static void uncounted_test(struct kunit *test)
{
	const struct darc_sample s = zone_sample(US_PER_S, 5000);
	const struct darc_dry out = { .out_anon_pages = 1 };
	struct darc_dry_watch w = {};

	KUNIT_EXPECT_FALSE(test, darc_dry_lost(&w, &out, &s, 7));
	KUNIT_EXPECT_FALSE(test, darc_dry_lost(&w, &out, &s, DARC_RUNS_UNKNOWN));
	KUNIT_EXPECT_FALSE(test, darc_dry_lost(&w, &out, &s, 9));
	KUNIT_EXPECT_TRUE(test, darc_dry_lost(&w, &out, &s, 10));
}

static struct darc_action decide(struct darc_state *st, const struct darc_sample *s)
{
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_action a;

	darc_decide(st, &p, s, &a);
	return a;
}

/* What would be is decided on like what is; what is not known, not at all. */
static void decide_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
	struct darc_sample s = zone_sample(US_PER_S + CHECK_US, ZONE_MID - 500);
	struct darc_dry d = {};
	struct darc_action a;

	s.dirty_pages = 1000;
	a = decide(&st, &s);
	KUNIT_EXPECT_EQ(test, a.state, DARC_ACTIVE);
	KUNIT_EXPECT_TRUE(test, a.evict);

	d.out_file_pages = ZONE_HIGH - ZONE_MID + 501;
	s.now_us += CHECK_US;
	darc_dry_sample(&d, &s);
	a = decide(&st, &s);
	KUNIT_EXPECT_EQ(test, a.state, DARC_IDLE);

	s = zone_sample(s.now_us + CHECK_US, ZONE_LOW + 100);
	s.dirty_pages = 1000;
	s.dry_run = true;
	s.blind = true;
	a = decide(&st, &s);
	KUNIT_EXPECT_EQ(test, a.state, DARC_ACTIVE);
	KUNIT_EXPECT_FALSE(test, a.evict);
	KUNIT_EXPECT_FALSE(test, a.flush);
	KUNIT_EXPECT_EQ(test, a.quota_pages_ps, 0);
}

/* Where a dry run begins or ends, free memory jumps, but nothing is allocated. */
static void rate_test(struct kunit *test)
{
	struct darc_state st = zone_state(DARC_IDLE, US_PER_S, 2 * ZONE_HIGH);
	struct darc_sample s = zone_sample(US_PER_S + CHECK_US, 2 * ZONE_HIGH);
	const struct darc_dry d = { .out_file_pages = 10000 };
	u64 rate;

	darc_dry_sample(&d, &s);
	decide(&st, &s);
	KUNIT_EXPECT_EQ(test, st.alloc_pages_ps, 0);
	s.now_us += CHECK_US;
	s.free_pages -= 100;
	decide(&st, &s);
	rate = st.alloc_pages_ps;
	KUNIT_EXPECT_GT(test, rate, 0);
	s = zone_sample(s.now_us + CHECK_US, 2 * ZONE_HIGH);
	decide(&st, &s);
	KUNIT_EXPECT_EQ(test, st.alloc_pages_ps, rate);
}

static struct kunit_case dryrun_cases[] = {
	KUNIT_CASE(gain_test),
	KUNIT_CASE(sample_test),
	KUNIT_CASE(nothing_out_test),
	KUNIT_CASE(cost_test),
	KUNIT_CASE(pay_test),
	KUNIT_CASE(own_time_test),
	KUNIT_CASE(lost_test),
	KUNIT_CASE(uncounted_test),
	KUNIT_CASE(decide_test),
	KUNIT_CASE(rate_test),
	{}
};

static struct kunit_suite dryrun_suite = {
	.name = "darc_dryrun",
	.test_cases = dryrun_cases,
};

kunit_test_suite(dryrun_suite);

MODULE_DESCRIPTION("KUnit tests of what DARC's dry run knows");
MODULE_LICENSE("GPL");
