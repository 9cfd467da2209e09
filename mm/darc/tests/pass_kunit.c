// SPDX-License-Identifier: GPL-2.0
/*
 * What one pass of eviction may take, and in which order.
 */
#include <kunit/test.h>
#include <linux/limits.h>

#include "zone.h"

struct pass {
	const char *desc;
	bool evict;
	u64 quota;
	u64 target;
	u64 free;
	u64 us;
	u64 want;
};

static const struct pass passes[] = {
	{ "a second", true, 1000, 9000, 0, US_PER_S, 1000 },
	{ "half a second", true, 1000, 9000, 0, US_PER_S / 2, 500 },
	{ "longer counts as a second", true, 1000, 9000, 0, 10 * US_PER_S, 1000 },
	{ "no time", true, 1000, 9000, 0, 0, 0 },
	{ "target is near", true, 1000, 9000, 8995, US_PER_S, 5 },
	{ "one page is missing", true, 1000, 9000, 8999, US_PER_S, 1 },
	{ "at the target", true, 1000, 9000, 9000, US_PER_S, 0 },
	{ "above the target", true, 1000, 9000, 9001, US_PER_S, 0 },
	{ "no target", true, 1000, 0, 0, US_PER_S, 0 },
	{ "no quota", true, 0, 9000, 0, US_PER_S, 0 },
	{ "no eviction", false, 1000, 9000, 0, US_PER_S, 0 },
	{ "huge", true, U64_MAX, 9000, 0, U64_MAX, 9000 },
	{ "all huge", true, U64_MAX, U64_MAX, U64_MAX, U64_MAX, 0 },
};

KUNIT_ARRAY_PARAM_DESC(pass, passes, desc);

static void pass_test(struct kunit *test)
{
	const struct pass *row = test->param_value;
	const struct darc_action a = {
		.evict = row->evict,
		.target_pages = row->target,
		.alloc_pages_ps = U64_MAX,
		.cap_pages_ps = row->quota,
	};

	KUNIT_EXPECT_EQ(test, darc_pass_pages(&a, row->free, row->us), row->want);
}

/* Free memory that went since the decision is made up for as well. */
static void pass_anew_test(struct kunit *test)
{
	const struct darc_action a = {
		.evict = true,
		.target_pages = 9000,
		.alloc_pages_ps = 100,
		.cap_pages_ps = U64_MAX,
	};
	u64 free, pages, last = 0;

	for (free = 9000; free > 0; free--) {
		pages = darc_pass_pages(&a, free, US_PER_S / 10);
		KUNIT_ASSERT_GE(test, pages, last);
		last = pages;
	}
	KUNIT_EXPECT_GE(test, last, 9000 / 5);
}

/* More accesses are never colder, more age never hotter. */
static void score_test(struct kunit *test)
{
	unsigned int max, nr, last, score;
	u64 age;

	for (max = 1; max <= 1000; max += max / 2 + 1) {
		last = 99;
		for (nr = 0; nr <= max + 1; nr++) {
			score = darc_score(nr, max, 0);
			KUNIT_ASSERT_LE(test, score, last);
			KUNIT_ASSERT_LE(test, score, nr ? 40 : 99);
			last = score;
		}
		KUNIT_EXPECT_EQ(test, last, 0);
	}
	last = 41;
	for (age = 0; age <= U32_MAX; age += age / 64 + 1) {
		score = darc_score(0, 10, age);
		KUNIT_ASSERT_GE(test, score, last);
		KUNIT_ASSERT_LE(test, score, 99);
		last = score;
	}
	KUNIT_EXPECT_EQ(test, darc_score(0, 10, U32_MAX), 99);
	KUNIT_EXPECT_EQ(test, darc_score(0, 10, 0), 41);
	KUNIT_EXPECT_LT(test, darc_score(0, 10, 4), darc_score(0, 10, 8));
	KUNIT_EXPECT_LT(test, darc_score(2, 10, 9), darc_score(1, 10, 0));
	/* Whatever has no access goes before whatever has one. */
	KUNIT_EXPECT_GT(test, darc_score(0, U32_MAX, 0),
			darc_score(1, U32_MAX, U32_MAX));
	KUNIT_EXPECT_LE(test, darc_score(0, 0, 0), 99);
	KUNIT_EXPECT_EQ(test, darc_score(1, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, darc_score(U32_MAX, U32_MAX, U32_MAX), 0);
}

static struct kunit_case pass_cases[] = {
	KUNIT_CASE_PARAM(pass_test, pass_gen_params),
	KUNIT_CASE(pass_anew_test),
	KUNIT_CASE(score_test),
	{}
};

static struct kunit_suite pass_suite = {
	.name = "darc_pass",
	.test_cases = pass_cases,
};

kunit_test_suite(pass_suite);

MODULE_DESCRIPTION("KUnit tests of a pass of DARC's eviction");
MODULE_LICENSE("GPL");
