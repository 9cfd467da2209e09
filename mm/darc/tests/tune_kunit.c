// SPDX-License-Identifier: GPL-2.0
/*
 * What the policy learns from the past: cold age, throttle, rates.
 * Constants may be tuned; these are the directions they work in.
 */
#include <kunit/test.h>

#include "run.h"

/* Looking at much and evicting nothing is slowed down. */
static void throttle_futile_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW);
	u64 good;

	go_on(&r, 1, 0, 0, 0);
	good = r.out.quota_pages_ps;
	go_on(&r, 5, 10000, 0, 0);
	KUNIT_EXPECT_LT(test, r.out.quota_pages_ps, good);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, 0);
	go_on(&r, 10, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, r.out.quota_pages_ps, good);
}

/* So is passing over what cannot be swapped, which takes a fraction of a look. */
static void throttle_passed_test(struct kunit *test)
{
	static const unsigned int passed[] = { 10000, 100000 };
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(passed); i++) {
		struct run r = run_at(ZONE_LOW);

		for (n = 0; n < 2 * US_PER_S / CHECK_US; n++) {
			r.s.now_us += CHECK_US;
			r.s.passed_pages += passed[i];
			darc_decide(&r.st, &r.p, &r.s, &r.out);
		}
		KUNIT_EXPECT_EQ(test, r.st.throttle_shift > 0, passed[i] == 100000);
	}
}

/* A few refaults are no reason to slow down. */
static void throttle_not_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW);
	u64 good;

	go_on(&r, 5, 200, 100, 0);
	good = r.out.quota_pages_ps;
	go_on(&r, 10, 200, 100, 5);
	KUNIT_EXPECT_EQ(test, r.out.quota_pages_ps, good);
}

static void age_rises_test(struct kunit *test)
{
	struct run r = run_at((ZONE_MID + ZONE_HIGH) / 2);
	u64 start = r.st.cold_age_us;

	go_on(&r, 2, 200, 100, 40);
	KUNIT_EXPECT_GT(test, r.out.cold_age_us, start);
	KUNIT_EXPECT_EQ(test, r.out.cold_age_us, r.st.cold_age_us);
}

/* While the zone starves, it never rises, however much comes back. */
static void age_starving_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW + 1);
	u64 last = r.st.cold_age_us;
	unsigned int i;

	for (i = 0; i < 20; i++) {
		go_on(&r, 1, 200, 100, 100);
		KUNIT_ASSERT_EQ(test, r.out.state, DARC_ACTIVE);
		KUNIT_ASSERT_LE(test, r.out.cold_age_us, last);
		last = r.out.cold_age_us;
	}
	KUNIT_EXPECT_LT(test, last, US_PER_S);
}

/*
 * What is used in a cycle through more than memory comes back at any age.  Files and
 * anonymous memory of the workingset raise it alike, but not when another LRU counts.
 */
static void age_workingset_test(struct kunit *test)
{
	static const struct {
		unsigned int anon, file;
		bool switches, rises;
	} runs[] = {
		{ 0, 0, false, false },
		{ 40, 0, false, true },
		{ 0, 40, false, true },
		{ 0, 40, true, false },
	};
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(runs); i++) {
		struct run r = run_at((ZONE_LOW + 3 * ZONE_MID) / 4);
		u64 start = r.st.cold_age_us;

		for (n = 0; n < 2 * US_PER_S / CHECK_US; n++) {
			r.s.now_us += CHECK_US;
			r.s.tried_pages += 200;
			r.s.evicted_pages += 100;
			r.s.refaulted_pages += 40;
			r.s.anon_workingset_pages += runs[i].anon;
			r.s.file_workingset_pages += runs[i].file;
			r.s.mglru = runs[i].switches && !r.st.window.mglru;
			darc_decide(&r.st, &r.p, &r.s, &r.out);
		}
		KUNIT_EXPECT_EQ(test, r.st.cold_age_us > start, runs[i].rises);
	}
}

/* More refaults are borne when less memory is left. */
static void age_tolerance_test(struct kunit *test)
{
	u64 free, age, last = 0;

	for (free = ZONE_LOW; free <= ZONE_HIGH; free += 10) {
		struct run r = run_at(free);

		go_on(&r, 1, 200, 100, 5);
		age = r.out.cold_age_us;
		KUNIT_ASSERT_GE(test, age, last);
		last = age;
	}
	KUNIT_EXPECT_GT(test, last, run_at(ZONE_HIGH).st.cold_age_us);
}

/* Nothing is learnt where nothing is evicted. */
static void age_idle_test(struct kunit *test)
{
	struct run r = run_at(ZONE_HIGH + 1);
	u64 start = r.st.cold_age_us;

	go_on(&r, 10, 0, 0, 100);
	KUNIT_EXPECT_EQ(test, r.out.state, DARC_IDLE);
	KUNIT_EXPECT_EQ(test, r.out.cold_age_us, start);
	KUNIT_EXPECT_EQ(test, r.st.throttle_shift, 0);
}

/* What is set by hand stands, whatever self-tuning would say. */
static void age_by_hand_test(struct kunit *test)
{
	static const u64 ages[] = { 1, 5 * US_PER_S, 24 * 3600 * US_PER_S };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ages); i++) {
		struct run r = run_at(ZONE_LOW);

		r.p.min_age_us = ages[i];
		go_on(&r, 5, 200, 100, 100);
		KUNIT_EXPECT_EQ(test, r.out.cold_age_us, ages[i]);
	}
}

/* A window tells how old was what was looked at. */
static void tried_age_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID);
	unsigned int i;

	go_on(&r, 1, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 0);
	for (i = 0; i < US_PER_S / CHECK_US; i++) {
		r.s.now_us += CHECK_US;
		r.s.evicted_pages += 100;
		r.s.tried_pages += 200;
		r.s.tried_age_us += 100 * 2 * US_PER_S + 100 * 8 * US_PER_S;
		darc_decide(&r.st, &r.p, &r.s, &r.out);
	}
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 5 * US_PER_S);
	go_on(&r, 1, 200, 0, 0);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 0);

	/* Of the last time that memory was short nothing counts. */
	r.st.tried_age_us = US_PER_S;
	r.s.free_pages = ZONE_HIGH + 1;
	go_on(&r, 1, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, r.out.state, DARC_IDLE);
	r.s.free_pages = ZONE_MID - 1;
	r.s.now_us += CHECK_US;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_EQ(test, r.out.state, DARC_ACTIVE);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 0);
}

/* A second with first looks at so old pages, and second looks at which anon ones go. */
static void go_old(struct run *r, u64 first, u64 first_age_us, u64 second, u64 second_age_us)
{
	r->s.now_us += US_PER_S;
	r->s.tried_pages += first + second;
	r->s.tried_age_us += first * first_age_us + second * second_age_us;
	r->s.second_age_us += second * second_age_us;
	r->s.evicted_pages += second;
	r->s.evicted_anon_pages += second;
	darc_decide(&r->st, &r->p, &r->s, &r->out);
}

/*
 * A region's age begins anew with each look at it.  What goes at its second look was as
 * old as what had the first, be it that nothing went in that window.
 */
static void second_look_age_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID);

	go_on(&r, 1, 0, 0, 0);
	go_old(&r, 4000, 10 * US_PER_S, 0, 0);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 10 * US_PER_S);
	go_old(&r, 0, 0, 400, US_PER_S / 5);
	go_old(&r, 0, 0, 400, US_PER_S / 5);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 10 * US_PER_S);
	/* Both in one window: neither counts for the other. */
	go_old(&r, 400, 10 * US_PER_S, 400, US_PER_S / 5);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 10 * US_PER_S);
	go_old(&r, 400, 2 * US_PER_S, 400, US_PER_S / 5);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 6 * US_PER_S);
	/* A second look that comes late tells more. */
	go_old(&r, 0, 0, 400, 30 * US_PER_S);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 30 * US_PER_S);
	/* Too few looks tell nothing. */
	go_old(&r, DARC_MIN_PAGES - 1, US_PER_S, 0, 0);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, 30 * US_PER_S);
	/* Page cache goes at its first, and is as young as it seems. */
	r.s.evicted_pages += 400;
	go_old(&r, 400, US_PER_S, 0, 0);
	KUNIT_EXPECT_EQ(test, r.st.tried_age_us, US_PER_S);
}

/*
 * While a lower zone evicts what is older, a zone keeps what is younger, and learns
 * nothing about its own cold age.
 */
static void lower_age_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW);

	r.p = zone_params(DARC_YIELD_NEVER);
	r.s.lower_age_us = 9 * US_PER_S;
	go_on(&r, 5, 200, 100, 0);
	KUNIT_EXPECT_EQ(test, r.out.cold_age_us, 9 * US_PER_S);
	KUNIT_EXPECT_FALSE(test, r.out.warm);
	KUNIT_EXPECT_TRUE(test, r.out.evict);
	KUNIT_EXPECT_EQ(test, r.st.cold_age_us, 2 * US_PER_S);
	r.s.lower_age_us = 0;
	go_on(&r, 5, 200, 100, 0);
	KUNIT_EXPECT_EQ(test, r.out.cold_age_us, r.p.aggr_us);
	KUNIT_EXPECT_TRUE(test, r.out.warm);
	r.p.min_age_us = US_PER_S;
	r.s.lower_age_us = 9 * US_PER_S;
	go_on(&r, 1, 200, 100, 0);
	KUNIT_EXPECT_EQ(test, r.out.cold_age_us, US_PER_S);
}

/* Refaults from before the zone came under pressure are not held against it. */
static void old_refaults_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID);
	u64 start = r.st.cold_age_us;

	r.st.state = DARC_IDLE;
	r.s.evicted_pages = 100000;
	r.s.anon_workingset_pages = 100000;
	r.s.free_pages = ZONE_MID - 1;
	go_on(&r, 3, 200, 100, 0);
	KUNIT_EXPECT_EQ(test, r.out.state, DARC_ACTIVE);
	KUNIT_EXPECT_LE(test, r.out.cold_age_us, start);
	KUNIT_EXPECT_EQ(test, r.st.throttle_shift, 0);
}

/* The rate follows what goes, evictions counted in, and fades. */
static void rate_test(struct kunit *test)
{
	struct run r = run_at(1000000);
	unsigned int i;
	u64 last;

	for (i = 0; i < 40; i++) {
		r.s.free_pages -= 100;
		r.s.evicted_pages += 50;
		r.s.now_us += CHECK_US;
		darc_decide(&r.st, &r.p, &r.s, &r.out);
	}
	KUNIT_EXPECT_GE(test, r.st.alloc_pages_ps, 150 * 20 * 9 / 10);
	KUNIT_EXPECT_LE(test, r.st.alloc_pages_ps, 150 * 20);
	last = r.st.alloc_pages_ps;
	go_on(&r, 1, 0, 0, 0);
	KUNIT_EXPECT_LT(test, r.st.alloc_pages_ps, last);
	go_on(&r, 60, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, r.st.alloc_pages_ps, 0);
	/* Memory that is given back is not allocated. */
	r.s.free_pages += 100000;
	go_on(&r, 1, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, r.st.alloc_pages_ps, 0);
}

/* What is on its way to a swap device was not allocated; what came back from it was. */
static void rate_written_test(struct kunit *test)
{
	struct run r = run_at(1000000);
	unsigned int i;

	for (i = 0; i < 40; i++) {
		if (i % 2)
			r.s.free_pages += r.s.writing_pages;
		else
			r.s.evicted_pages += 700;
		r.s.writing_pages = i % 2 ? 0 : 700;
		r.s.now_us += CHECK_US;
		darc_decide(&r.st, &r.p, &r.s, &r.out);
		KUNIT_EXPECT_EQ(test, r.st.alloc_pages_ps, 0);
	}
	r.s.evicted_pages += 700;
	r.s.now_us += CHECK_US;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_GT(test, r.st.alloc_pages_ps, 0);
}

static struct kunit_case tune_cases[] = {
	KUNIT_CASE(throttle_futile_test),
	KUNIT_CASE(throttle_passed_test),
	KUNIT_CASE(throttle_not_test),
	KUNIT_CASE(age_rises_test),
	KUNIT_CASE(age_starving_test),
	KUNIT_CASE(age_workingset_test),
	KUNIT_CASE(age_tolerance_test),
	KUNIT_CASE(age_idle_test),
	KUNIT_CASE(age_by_hand_test),
	KUNIT_CASE(tried_age_test),
	KUNIT_CASE(second_look_age_test),
	KUNIT_CASE(lower_age_test),
	KUNIT_CASE(old_refaults_test),
	KUNIT_CASE(rate_test),
	KUNIT_CASE(rate_written_test),
	{}
};

static struct kunit_suite tune_suite = {
	.name = "darc_tune",
	.test_cases = tune_cases,
};

kunit_test_suite(tune_suite);

MODULE_DESCRIPTION("KUnit tests of DARC's self-tuning");
MODULE_LICENSE("GPL");
