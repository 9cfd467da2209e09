// SPDX-License-Identifier: GPL-2.0
/*
 * What is evicted that nobody waits for: little at first, and nothing for a while
 * where it was wanted back.
 */
#include <kunit/test.h>
#include <linux/math64.h>

#include "run.h"

#define CHECKS_PER_S	((unsigned int)(US_PER_S / CHECK_US))
/* No cap that is at work is so large. */
#define MUCH	(2 * (ZONE_HIGH - ZONE_MID))

/* One check, with anonymous pages that come back to the workingset. */
static void check_harm(struct run *r, u64 evicted, u64 back)
{
	r->s.now_us += CHECK_US;
	r->s.tried_pages += evicted;
	r->s.evicted_pages += evicted;
	r->s.evicted_anon_pages += evicted;
	r->s.refaulted_pages += back;
	r->s.anon_workingset_pages += back;
	darc_decide(&r->st, &r->p, &r->s, &r->out);
}

/* As go_on(), with such pages. */
static void go_on_harm(struct run *r, unsigned int seconds, u64 evicted,
		       u64 back)
{
	unsigned int i;

	for (i = 0; i < seconds * CHECKS_PER_S; i++)
		check_harm(r, evicted, back);
}

/* Nobody waits for it: little goes at first, and more as it does no harm. */
static void probe_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW + 500);
	u64 first;

	darc_decide(&r.st, &r.p, &r.s, &r.out);
	first = r.out.quota_pages_ps;
	KUNIT_EXPECT_GT(test, first, 0);
	KUNIT_EXPECT_LT(test, first, (ZONE_HIGH - ZONE_LOW) / 2);
	go_on_harm(&r, 1, 10, 0);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, first);
	go_on_harm(&r, 5, 10, 0);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, 2 * (ZONE_HIGH - ZONE_LOW));
	/* Some of it back is no reason to begin anew. */
	go_on_harm(&r, 5, 20, 1);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, 2 * (ZONE_HIGH - ZONE_LOW));
}

/* What is trusted after a window that was too short, in which so much went. */
static unsigned int trust_after(u64 evicted)
{
	struct run r = run_at(ZONE_LOW + 500);

	r.s.now_us += CHECK_US;
	r.s.evicted_pages += evicted;
	r.s.free_pages = ZONE_HIGH + 1;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	return r.st.trust;
}

static void probe_short_test(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, trust_after(63), 0);
	KUNIT_EXPECT_EQ(test, trust_after(64), 1);
}

/* Once it did no harm, it keeps up with the allocations. */
static void probe_rate_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID);
	u64 first = 0;
	unsigned int i;

	for (i = 0; i < 12; i++) {
		r.s.free_pages -= 30;
		r.s.evicted_pages += 20;
		r.s.now_us += CHECK_US;
		darc_decide(&r.st, &r.p, &r.s, &r.out);
		if (!i)
			first = r.out.quota_pages_ps;
	}
	KUNIT_EXPECT_EQ(test, r.st.trust, 1);
	KUNIT_EXPECT_LT(test, first, r.st.alloc_pages_ps);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, r.st.alloc_pages_ps);
}

/* Close to low, all that is missing goes at once. */
static void probe_low_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW);

	go_on(&r, 1, 0, 0, 0);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, MUCH);
}

/* So it does with the LRU at work, and for a while after. */
static void probe_lru_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID);

	/* A moment of its help is no such work. */
	r.s.kswapd_awake = true;
	r.s.now_us += CHECK_US;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_LT(test, r.out.quota_pages_ps, MUCH);
	go_on(&r, 1, 0, 0, 0);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, MUCH);
	r.s.kswapd_awake = false;
	go_on(&r, 5, 0, 0, 0);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, MUCH);
	go_on(&r, 10, 0, 0, 0);
	KUNIT_EXPECT_LT(test, r.out.quota_pages_ps, MUCH);
}

/* So fast that low is reached within the time that eviction takes. */
static void probe_fast_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID + 10000);

	r.s.now_us += US_PER_S / 2;
	r.s.free_pages = ZONE_MID - 1;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_EQ(test, r.out.state, DARC_ACTIVE);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, MUCH);
}

/* A minute in which what is asked for goes, and half of it comes back. */
static u64 obey(struct run *r)
{
	u64 sum = 0, out;
	unsigned int i;

	for (i = 0; i < 60; i++) {
		out = div_u64(r->out.quota_pages_ps, CHECKS_PER_S);
		go_on_harm(r, 1, out, out / 2);
		sum += out * CHECKS_PER_S;
	}
	return sum;
}

#define LATE_CHECKS	(2 * CHECKS_PER_S)

/* All that goes comes back, two seconds later: that is seen before much has gone. */
static void harm_late_test(struct kunit *test)
{
	struct run r = run_at((ZONE_LOW + ZONE_MID) / 2);
	u64 gone[LATE_CHECKS] = {}, out, back, sum = 0;
	unsigned int i;

	for (i = 0; i < 10 * CHECKS_PER_S && !r.st.harm; i++) {
		out = div_u64(r.out.quota_pages_ps, CHECKS_PER_S);
		back = gone[i % LATE_CHECKS];
		gone[i % LATE_CHECKS] = out;
		sum += out;
		r.s.free_pages += out - back;
		check_harm(&r, out, back);
	}
	KUNIT_EXPECT_GT(test, r.st.harm, 0);
	KUNIT_EXPECT_LE(test, sum, 16 * 256);
}

/* All is hot: nothing goes, but for a try now and then. */
static void harm_test(struct kunit *test)
{
	struct run r = run_at((ZONE_LOW + ZONE_MID) / 2);
	unsigned int i;
	u64 gone;

	go_on_harm(&r, 3, 20, 15);
	KUNIT_EXPECT_EQ(test, r.out.state, DARC_ACTIVE);
	KUNIT_EXPECT_TRUE(test, r.out.monitor);
	KUNIT_EXPECT_FALSE(test, r.out.evict);
	KUNIT_EXPECT_EQ(test, r.out.quota_pages_ps, 0);
	KUNIT_EXPECT_FALSE(test, r.out.flush);
	KUNIT_EXPECT_EQ(test, r.out.pace, DARC_PACE_MAX);
	KUNIT_EXPECT_EQ(test, r.out.nice, 0);

	/* Minutes of doing as told, and half of it coming back. */
	for (i = 0; i < 4; i++) {
		gone = obey(&r);
		KUNIT_EXPECT_GT(test, gone, 0);
		KUNIT_EXPECT_LT(test, gone, 60 * 512 / 10);
	}

	/* Where it is needed there is no choice. */
	r.s.kswapd_awake = true;
	go_on_harm(&r, 1, 0, 0);
	KUNIT_EXPECT_TRUE(test, r.out.evict);
	KUNIT_EXPECT_EQ(test, r.out.pace, 1);
}

/* It is over when what goes stays away. */
static void harm_over_test(struct kunit *test)
{
	struct run r = run_at((ZONE_LOW + ZONE_MID) / 2);

	go_on_harm(&r, 60, 20, 15);
	KUNIT_EXPECT_FALSE(test, r.out.evict);
	go_on_harm(&r, 60, 0, 0);
	KUNIT_EXPECT_TRUE(test, r.out.evict);
	go_on_harm(&r, 60, 20, 0);
	KUNIT_EXPECT_TRUE(test, r.out.evict);
	KUNIT_EXPECT_EQ(test, r.st.harm, 0);
	KUNIT_EXPECT_EQ(test, r.st.last_harm, 0);
	KUNIT_EXPECT_GT(test, r.out.quota_pages_ps, ZONE_HIGH - ZONE_LOW);
}

/* What comes back in a cycle larger than memory is not held against it. */
static void harm_cycle_test(struct kunit *test)
{
	struct run r = run_at((ZONE_LOW + ZONE_MID) / 2);
	unsigned int i;

	for (i = 0; i < 60 * CHECKS_PER_S; i++) {
		r.s.refaulted_pages += 20;
		check_harm(&r, 20, 0);
	}
	KUNIT_EXPECT_TRUE(test, r.out.evict);
	KUNIT_EXPECT_EQ(test, r.st.harm, 0);
}

/*
 * The node's counters have what a cgroup at its limit refaults.  It is not added up while
 * nothing goes, to be held against the next page that does.
 */
static void harm_others_test(struct kunit *test)
{
	struct run r = run_at((ZONE_LOW + ZONE_MID) / 2);

	go_on_harm(&r, 60, 20, 15);
	KUNIT_EXPECT_FALSE(test, r.out.evict);
	go_on_harm(&r, 60, 0, 2);
	KUNIT_EXPECT_TRUE(test, r.out.evict);
	go_on_harm(&r, 1, 20, 2);
	KUNIT_EXPECT_TRUE(test, r.out.evict);
	KUNIT_EXPECT_EQ(test, r.st.harm, 0);
}

/* What is taken for cold is known to be. */
static void proven_test(struct kunit *test)
{
	struct run r = run_at(ZONE_LOW + (ZONE_MID - ZONE_LOW) / 4);

	go_on_harm(&r, 2, 20, 0);
	KUNIT_EXPECT_FALSE(test, darc_tune_proven(&r.st, &r.p));
	go_on_harm(&r, 10, 20, 0);
	KUNIT_EXPECT_TRUE(test, darc_tune_proven(&r.st, &r.p));
	/* A few in a hundred come back, which is no harm, and more than is aimed at. */
	go_on_harm(&r, 2, 25, 1);
	KUNIT_EXPECT_FALSE(test, darc_tune_proven(&r.st, &r.p));
}

/* The watch that is at full rate otherwise. */
static void proven_idle_test(struct kunit *test)
{
	struct run r = run_at(ZONE_HIGH);

	r.st.state = DARC_IDLE;
	r.st.alloc_pages_ps = 10 * ZONE_HIGH;
	r.s.now_us += CHECK_US;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_EQ(test, r.out.pace, 1);
	r.st.trust = 8;
	r.s.now_us += CHECK_US;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_EQ(test, r.out.pace, 2);
}

/* What is allocated from others of the node is asked of this one as well. */
static void others_rate_test(struct kunit *test)
{
	struct run r = run_at(ZONE_MID + 100);

	r.st.state = DARC_IDLE;
	r.s.now_us += CHECK_US;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_EQ(test, r.out.pace, DARC_PACE_MAX);
	KUNIT_EXPECT_EQ(test, r.out.next_us, 100000);
	r.s.others_span_pages = ZONE_HIGH - ZONE_LOW;
	r.s.others_alloc_pages_ps = 4000;
	r.s.now_us += CHECK_US;
	darc_decide(&r.st, &r.p, &r.s, &r.out);
	KUNIT_EXPECT_EQ(test, r.out.pace, 1);
}

/* What others of the node have evicted may be what came back. */
static void others_evicted_test(struct kunit *test)
{
	const u64 others[] = { 0, 1000 };
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		struct run r = run_at((ZONE_LOW + 3 * ZONE_MID) / 4);
		u64 age_us = r.st.cold_age_us;

		for (n = 0; n < 8 * CHECKS_PER_S; n++) {
			r.s.now_us += CHECK_US;
			r.s.evicted_pages += 15;
			r.s.others_evicted_pages += others[i];
			r.s.refaulted_pages += 20;
			r.s.anon_workingset_pages += 20;
			darc_decide(&r.st, &r.p, &r.s, &r.out);
		}
		KUNIT_EXPECT_EQ(test, r.st.cold_age_us > age_us, !others[i]);
	}
}

static struct kunit_case harm_cases[] = {
	KUNIT_CASE(probe_test),
	KUNIT_CASE(probe_short_test),
	KUNIT_CASE(probe_rate_test),
	KUNIT_CASE(probe_low_test),
	KUNIT_CASE(probe_lru_test),
	KUNIT_CASE(probe_fast_test),
	KUNIT_CASE(proven_test),
	KUNIT_CASE(proven_idle_test),
	KUNIT_CASE(others_rate_test),
	KUNIT_CASE(others_evicted_test),
	KUNIT_CASE(harm_late_test),
	KUNIT_CASE(harm_test),
	KUNIT_CASE(harm_over_test),
	KUNIT_CASE(harm_cycle_test),
	KUNIT_CASE(harm_others_test),
	{}
};

static struct kunit_suite harm_suite = {
	.name = "darc_harm",
	.test_cases = harm_cases,
};

kunit_test_suite(harm_suite);

MODULE_DESCRIPTION("KUnit tests of when DARC stands back");
MODULE_LICENSE("GPL");
