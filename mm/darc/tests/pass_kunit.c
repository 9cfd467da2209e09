// SPDX-License-Identifier: GPL-2.0
/*
 * What one pass of eviction may take, at what cost, and in which order.
 */
#include <kunit/test.h>
#include <linux/limits.h>

#include "zone.h"

#define NS_PER_MS	1000000ULL

struct quota {
	const char *desc;
	u64 target;
	u64 free;
	u64 alloc;
	unsigned int shift;
	u64 cap;
	u64 want;
};

static const struct quota quotas[] = {
	{ "nothing to do", 9000, 9000, 0, 0, U64_MAX, 1024 },
	{ "above the target", 9000, 9001, 0, 0, U64_MAX, 1024 },
	{ "little to do", 9000, 8800, 0, 0, U64_MAX, 1024 },
	{ "more than the least", 9000, 8700, 0, 0, U64_MAX, 1200 },
	{ "a deficit", 9000, 0, 0, 0, U64_MAX, 36000 },
	{ "allocations", 9000, 9000, 5000, 0, U64_MAX, 5000 },
	{ "both", 9000, 0, 5000, 0, U64_MAX, 41000 },
	{ "throttled", 9000, 0, 0, 6, U64_MAX, 562 },
	{ "the least, throttled", 9000, 9000, 0, 6, U64_MAX, 16 },
	{ "capped", 9000, 0, 0, 0, 10, 10 },
	{ "below the cap", 9000, 0, 0, 0, 36001, 36000 },
	{ "capped to nothing", 9000, 0, 0, 0, 0, 0 },
	{ "all nothing", 0, 0, 0, 0, 0, 0 },
	{ "all huge", U64_MAX, 0, U64_MAX, 0, U64_MAX, 5 * DARC_PAGES_MAX },
};

KUNIT_ARRAY_PARAM_DESC(quota, quotas, desc);

static void pass_quota_test(struct kunit *test)
{
	const struct quota *row = test->param_value;
	const struct darc_action a = {
		.target_pages = row->target,
		.alloc_pages_ps = row->alloc,
		.throttle_shift = row->shift,
		.cap_pages_ps = row->cap,
	};

	KUNIT_EXPECT_EQ(test, darc_pass_quota(&a, row->free), row->want);
}

struct due {
	const char *desc;
	u64 target;
	unsigned int shift;
	u64 cap;
	u64 want;
	bool due;
};

static const struct due dues[] = {
	{ "a batch", 9000, 0, U64_MAX, 32, true },
	{ "less than a batch", 9000, 0, U64_MAX, 31, false },
	{ "a cap that is a batch", 9000, 0, 32, 31, false },
	{ "a second's worth of a small cap", 9000, 0, 10, 10, true },
	{ "less than a small cap", 9000, 0, 10, 9, false },
	{ "a second's worth where throttled", 0, 6, U64_MAX, 16, true },
	{ "less than that where throttled", 0, 6, U64_MAX, 15, false },
	{ "nothing is not", 9000, 0, 0, 0, false },
};

KUNIT_ARRAY_PARAM_DESC(due, dues, desc);

static void pass_due_test(struct kunit *test)
{
	const struct due *row = test->param_value;
	const struct darc_action a = {
		.target_pages = row->target,
		.throttle_shift = row->shift,
		.cap_pages_ps = row->cap,
	};

	KUNIT_EXPECT_EQ(test, darc_pass_due(&a, 0, row->want), row->due);
}

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

struct owed {
	const char *desc;
	u64 over;
	u64 cap;
	u64 want_us;
};

static const struct owed oweds[] = {
	{ "nothing", 0, 256, 0 },
	{ "a large folio at 1 MiB/s", 512 - 32, 256, 1875000 },
	{ "no cap", 512, U64_MAX, 0 },
	{ "nothing may go", 512, 0, 512 * US_PER_S },
	{ "huge", U64_MAX, 1, DARC_PAGES_MAX * US_PER_S },
};

KUNIT_ARRAY_PARAM_DESC(owed, oweds, desc);

static void pass_owed_test(struct kunit *test)
{
	const struct owed *row = test->param_value;
	const struct darc_action a = { .cap_pages_ps = row->cap };

	KUNIT_EXPECT_EQ(test, darc_pass_owed_us(&a, row->over), row->want_us);
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

struct yield {
	const char *desc;
	unsigned int before;
	u64 tried;
	u64 evicted;
	unsigned int want;
};

static const struct yield yields[] = {
	{ "nothing was looked at", 500, 0, 0, 500 },
	{ "less than a batch", 500, 31, 31, 500 },
	{ "all of a batch", 500, 32, 32, 625 },
	{ "nothing of a batch", 500, 32, 0, 375 },
	{ "as before", 500, 64, 32, 500 },
	{ "never anything", 0, 32, 0, 0 },
	{ "always all", 1000, 1000, 1000, 1000 },
	{ "too little to tell", 0, 4001, 4, 0 },
	{ "more than was looked at", 0, 32, 64, 250 },
	{ "huge", 1000, U64_MAX, U64_MAX, 1000 },
	{ "huge, in vain", 1000, U64_MAX, 0, 750 },
	{ "out of nothing", 500, 0, U64_MAX, 500 },
};

KUNIT_ARRAY_PARAM_DESC(yield, yields, desc);

static void pass_yield_test(struct kunit *test)
{
	const struct yield *row = test->param_value;

	KUNIT_EXPECT_EQ(test,
			darc_pass_yield(row->before, row->tried, row->evicted),
			row->want);
}

/* It follows what passes find, and stays within bounds. */
static void pass_yield_follows_test(struct kunit *test)
{
	unsigned int i, next, yield = 0;

	for (i = 0; i < 50; i++) {
		next = darc_pass_yield(yield, 100, 100);
		KUNIT_ASSERT_GE(test, next, yield);
		KUNIT_ASSERT_LE(test, next, 1000);
		yield = next;
	}
	KUNIT_EXPECT_GE(test, yield, 990);
	for (i = 0; i < 50; i++) {
		next = darc_pass_yield(yield, 100, 0);
		KUNIT_ASSERT_LE(test, next, yield);
		yield = next;
	}
	KUNIT_EXPECT_EQ(test, yield, 0);
}

struct tries {
	const char *desc;
	u64 want_pages;
	unsigned int yield;
	u64 want;
};

static const struct tries tries[] = {
	{ "nothing wanted", 0, 500, 0 },
	{ "nothing wanted, nothing found", 0, 0, 0 },
	{ "all go", 32, 1000, 32 },
	{ "half go", 32, 500, 64 },
	{ "a third goes", 100, 333, 300 },
	{ "above the cap", 31, 63, 492 },
	{ "at the cap", 31, 62, 500 },
	{ "capped", 31, 61, 500 },
	{ "nothing goes", 31, 0, 500 },
	{ "huge", U64_MAX, 1000, DARC_PAGES_MAX },
	{ "huge, nothing goes", U64_MAX, 0, DARC_PAGES_MAX * 1000 / 62 },
};

KUNIT_ARRAY_PARAM_DESC(tries, tries, desc);

static void pass_tries_test(struct kunit *test)
{
	const struct tries *row = test->param_value;

	KUNIT_EXPECT_EQ(test, darc_pass_tries(row->want_pages, row->yield),
			row->want);
}

struct credit {
	const char *desc;
	u64 wall_ms;
	s64 had_us;
	u64 now_ms;
	u64 permil;
	s64 want_us;
};

static const struct credit credits[] = {
	{ "no time", 1000, 0, 1000, 100, 0 },
	{ "a share of 20 ms", 1000, 0, 1020, 100, 2000 },
	{ "on top", 1000, 500, 1020, 100, 2500 },
	{ "the smallest share", 1000, 0, 1001, 1, 1 },
	{ "the whole CPU", 1000, 0, 1020, 1000, 20000 },
	{ "at the span", 1000, 0, 1250, 100, 25000 },
	{ "longer than the span", 1000, 0, 9000, 100, 25000 },
	{ "the span, on top", 1000, 24000, 1250, 100, 25000 },
	{ "no more than the span", 1000, 25000, 1020, 100, 25000 },
	{ "a smaller share than before", 1000, 25000, 1000, 10, 2500 },
	{ "a clock that went back", 1000, 500, 900, 100, 500 },
	{ "no share", 1000, 500, 1020, 0, 0 },
	{ "since ever", 0, 0, U64_MAX / NS_PER_MS, 1000, 250000 },
	{ "more than there could be", 1000, S64_MAX / 1000, 1020, 1000, 250000 },
	{ "a debt", 1000, -5000, 1020, 100, -3000 },
	{ "a debt made up for", 1000, -5000, 1100, 100, 5000 },
	{ "a debt just made up for", 1000, -2000, 1020, 100, 0 },
	{ "the largest debt", 1000, -250000, 1250, 1000, 0 },
};

KUNIT_ARRAY_PARAM_DESC(credit, credits, desc);

static void pass_credit_test(struct kunit *test)
{
	const struct credit *row = test->param_value;
	struct darc_budget b = {
		.wall_ns = row->wall_ms * NS_PER_MS,
		.credit_ns = row->had_us * 1000,
	};

	KUNIT_EXPECT_EQ(test,
			darc_pass_credit(&b, row->now_ms * NS_PER_MS, row->permil),
			max(row->want_us, 0) * 1000);
	KUNIT_EXPECT_EQ(test, b.credit_ns, row->want_us * 1000);
	KUNIT_EXPECT_EQ(test, b.wall_ns, row->now_ms * NS_PER_MS);
}

/* Whatever is spent when: in the long run it is the share and no more. */
static void pass_budget_test(struct kunit *test)
{
	struct darc_budget b = {};
	u64 now, credit, spent = 0;

	for (now = 0; now < 10000; now += 20) {
		credit = darc_pass_credit(&b, now * NS_PER_MS, 100);
		if (now % 60)
			continue;
		darc_pass_spend(&b, credit);
		spent += credit;
		KUNIT_ASSERT_EQ(test, b.credit_ns, 0);
	}
	KUNIT_EXPECT_EQ(test, spent, 9960 * NS_PER_MS / 10);
}

/* Also where each pass takes many times what it was allowed. */
static void pass_overspent_test(struct kunit *test)
{
	struct darc_budget b = {};
	u64 now, spent = 0;

	for (now = 0; now < 10000; now += 20) {
		if (!darc_pass_credit(&b, now * NS_PER_MS, 10))
			continue;
		darc_pass_spend(&b, 7 * NS_PER_MS);
		spent += 7 * NS_PER_MS;
	}
	KUNIT_EXPECT_GE(test, spent, 93 * NS_PER_MS);
	KUNIT_EXPECT_LE(test, spent, 107 * NS_PER_MS);
}

static void pass_spend_test(struct kunit *test)
{
	struct darc_budget b = { .wall_ns = 7, .credit_ns = 1000 };

	darc_pass_spend(&b, 0);
	KUNIT_EXPECT_EQ(test, b.credit_ns, 1000);
	darc_pass_spend(&b, 400);
	KUNIT_EXPECT_EQ(test, b.credit_ns, 600);
	darc_pass_spend(&b, 600);
	KUNIT_EXPECT_EQ(test, b.credit_ns, 0);
	darc_pass_spend(&b, 1);
	KUNIT_EXPECT_EQ(test, b.credit_ns, -1);
	darc_pass_spend(&b, 249999999);
	KUNIT_EXPECT_EQ(test, b.credit_ns, -250000000);
	darc_pass_spend(&b, 1);
	KUNIT_EXPECT_EQ(test, b.credit_ns, -250000000);
	b.credit_ns = 1000;
	darc_pass_spend(&b, U64_MAX);
	KUNIT_EXPECT_EQ(test, b.credit_ns, -250000000);
	KUNIT_EXPECT_EQ(test, b.wall_ns, 7);
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
	KUNIT_CASE_PARAM(pass_quota_test, quota_gen_params),
	KUNIT_CASE_PARAM(pass_test, pass_gen_params),
	KUNIT_CASE_PARAM(pass_due_test, due_gen_params),
	KUNIT_CASE_PARAM(pass_owed_test, owed_gen_params),
	KUNIT_CASE(pass_anew_test),
	KUNIT_CASE_PARAM(pass_yield_test, yield_gen_params),
	KUNIT_CASE(pass_yield_follows_test),
	KUNIT_CASE_PARAM(pass_tries_test, tries_gen_params),
	KUNIT_CASE_PARAM(pass_credit_test, credit_gen_params),
	KUNIT_CASE(pass_budget_test),
	KUNIT_CASE(pass_overspent_test),
	KUNIT_CASE(pass_spend_test),
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
