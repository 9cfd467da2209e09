// SPDX-License-Identifier: GPL-2.0
/*
 * Watermarks: the check of order and floor, and the automatic ones.
 */
#include <kunit/test.h>
#include <linux/minmax.h>
#include <linux/prandom.h>

#include "zone.h"

#define MIB_PAGES	(1ULL << (20 - 12))
#define GIB_PAGES	(1ULL << (30 - 12))

/* A zone of 10000 pages with its floor at 100. */
struct truth {
	const char *desc;
	struct darc_marks marks;
	int err;
};

#define TRUTH(_low, _mid, _high, _err, _desc)				\
	{ .desc = _desc, .err = _err, .marks = {			\
	  .low_pages = _low, .mid_pages = _mid, .high_pages = _high } }

static const struct truth truths[] = {
	TRUTH(1000, 2000, 3000, 0, "ordered"),
	TRUTH(101, 102, 103, 0, "as low as can be"),
	TRUTH(9998, 9999, 10000, 0, "as high as can be"),
	TRUTH(101, 5000, 10000, 0, "as wide as can be"),
	TRUTH(100, 2000, 3000, -EINVAL, "low at the floor"),
	TRUTH(99, 2000, 3000, -EINVAL, "low under the floor"),
	TRUTH(0, 2000, 3000, -EINVAL, "no low"),
	TRUTH(1000, 1000, 3000, -EINVAL, "mid at low"),
	TRUTH(1000, 999, 3000, -EINVAL, "mid under low"),
	TRUTH(1000, 0, 3000, -EINVAL, "no mid"),
	TRUTH(1000, 2000, 2000, -EINVAL, "high at mid"),
	TRUTH(1000, 2000, 1999, -EINVAL, "high under mid"),
	TRUTH(1000, 2000, 1500, -EINVAL, "high between low and mid"),
	TRUTH(1000, 2000, 0, -EINVAL, "no high"),
	TRUTH(3000, 2000, 1000, -EINVAL, "upside down"),
	TRUTH(1000, 2000, 10001, -EINVAL, "high above the zone"),
	TRUTH(1000, 10001, 10002, -EINVAL, "mid above the zone"),
	TRUTH(1000, 2000, U64_MAX, -EINVAL, "huge high"),
	TRUTH(U64_MAX, U64_MAX, U64_MAX, -EINVAL, "all huge"),
};

KUNIT_ARRAY_PARAM_DESC(truth, truths, desc);

static void truth_test(struct kunit *test)
{
	const struct truth *t = test->param_value;

	KUNIT_EXPECT_EQ(test, darc_marks_check(&t->marks, 10000, 100), t->err);
}

/* High above the floor with all marks automatic. */
static u64 spread(u64 managed, u64 floor, u64 scale_bp)
{
	struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	const struct darc_marks set = {};
	struct darc_marks m;

	p.wmark_scale_bp = scale_bp;
	darc_marks_resolve(&m, &set, &p, managed, floor);
	return m.high_pages - floor;
}

struct size {
	const char *desc;
	u64 managed;
	u64 permil;
};

static const struct size sizes[] = {
	{ "64 MiB", 64 * MIB_PAGES, 100 },
	{ "512 MiB", 512 * MIB_PAGES, 100 },
	{ "1 GiB", GIB_PAGES, 100 },
	{ "4 GiB", 4 * GIB_PAGES, 50 },
	{ "16 GiB", 16 * GIB_PAGES, 25 },
};

KUNIT_ARRAY_PARAM_DESC(size, sizes, desc);

static void auto_spread_test(struct kunit *test)
{
	const struct size *s = test->param_value;
	u64 got = 1000 * spread(s->managed, 1000, 0);

	KUNIT_EXPECT_GE(test, got + s->managed, s->managed * s->permil);
	KUNIT_EXPECT_LE(test, got, s->managed * (s->permil + 1));
}

static void spread_monotone_test(struct kunit *test)
{
	u64 managed, now, last = 0;

	for (managed = 16 * MIB_PAGES; managed < 1ULL << 40;
	     managed += managed / 16) {
		now = spread(managed, 1000, 0);
		KUNIT_ASSERT_GE(test, now, last);
		KUNIT_ASSERT_LE(test, now, managed / 2);
		last = now;
	}
}

static void scale_test(struct kunit *test)
{
	u64 bp, now, last = 0;

	for (bp = 1; bp <= 3000; bp++) {
		now = spread(10000, 100, bp);
		KUNIT_ASSERT_GE(test, now, last);
		last = now;
	}
	KUNIT_EXPECT_EQ(test, spread(10000, 100, 500), 500);
	KUNIT_EXPECT_EQ(test, spread(10000, 100, 3000), 3000);
	/* Never more than half of what lies above the floor. */
	KUNIT_EXPECT_EQ(test, spread(10000, 9000, 3000), 500);
}

/* A floor that moves takes the automatic marks along. */
static void floor_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	const struct darc_marks set = {};
	struct darc_marks a, b;

	darc_marks_resolve(&a, &set, &p, GIB_PAGES, 5000);
	darc_marks_resolve(&b, &set, &p, GIB_PAGES, 5700);
	KUNIT_EXPECT_EQ(test, b.low_pages - a.low_pages, 700);
	KUNIT_EXPECT_EQ(test, b.mid_pages - a.mid_pages, 700);
	KUNIT_EXPECT_EQ(test, b.high_pages - a.high_pages, 700);
}

static void fit_test(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, darc_marks_fit(262144, 13000));
	KUNIT_EXPECT_TRUE(test, darc_marks_fit(10000, 10000 - DARC_MIN_PAGES));
	KUNIT_EXPECT_FALSE(test, darc_marks_fit(10000, 10001 - DARC_MIN_PAGES));
	/* 1 GiB under 32 GiB of movable memory. */
	KUNIT_EXPECT_FALSE(test, darc_marks_fit(262144, 262144 + 3000));
	KUNIT_EXPECT_FALSE(test, darc_marks_fit(0, U64_MAX));
}

/* What was set by hand is pushed up while the floor demands it, then is back. */
static void pushed_up_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	const struct darc_marks set = {
		.low_pages = 200, .mid_pages = 300, .high_pages = 400,
	};
	struct darc_marks m;

	darc_marks_resolve(&m, &set, &p, 10000, 250);
	KUNIT_EXPECT_EQ(test, m.low_pages, 251);
	KUNIT_EXPECT_EQ(test, m.mid_pages, 300);
	KUNIT_EXPECT_EQ(test, m.high_pages, 400);
	darc_marks_resolve(&m, &set, &p, 10000, 1000);
	KUNIT_EXPECT_EQ(test, m.low_pages, 1001);
	KUNIT_EXPECT_EQ(test, m.mid_pages, 1002);
	KUNIT_EXPECT_EQ(test, m.high_pages, 1003);
	darc_marks_resolve(&m, &set, &p, 10000, 100);
	KUNIT_EXPECT_MEMEQ(test, &m, &set, sizeof(m));
}

/* A zone that has lost memory does not try to free all of it. */
static void shrunk_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	const struct darc_marks none = {}, low_only = { .low_pages = 50000 };
	const struct darc_marks set = {
		.low_pages = 50000, .mid_pages = 70000, .high_pages = 90000,
	};
	struct darc_marks m, automatic;

	darc_marks_resolve(&m, &set, &p, 20000, 1000);
	darc_marks_resolve(&automatic, &none, &p, 20000, 1000);
	KUNIT_EXPECT_MEMEQ(test, &m, &automatic, sizeof(m));
	/* One that does not fit takes the others along. */
	darc_marks_resolve(&m, &set, &p, 89999, 1000);
	darc_marks_resolve(&automatic, &none, &p, 89999, 1000);
	KUNIT_EXPECT_MEMEQ(test, &m, &automatic, sizeof(m));
	darc_marks_resolve(&m, &low_only, &p, 50001, 1000);
	KUNIT_EXPECT_LE(test, m.high_pages, 50001);
	darc_marks_resolve(&m, &set, &p, 90000, 1000);
	KUNIT_EXPECT_MEMEQ(test, &m, &set, sizeof(m));
}

/* Of any magnitude up to @bits, 0 and the largest included. */
static u64 any(struct rnd_state *rnd, unsigned int bits)
{
	u64 v = (u64)prandom_u32_state(rnd) << 32 | prandom_u32_state(rnd);

	return v >> (64 - bits + prandom_u32_state(rnd) % bits);
}

static u64 any_mark(struct rnd_state *rnd)
{
	return prandom_u32_state(rnd) & 1 ? any(rnd, 63) : DARC_MARK_AUTO;
}

/* For any size, floor, scale and marks: order and floor hold, valid marks stay. */
static void order_test(struct kunit *test)
{
	const struct darc_marks none = {};
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 3);
	for (i = 0; i < 200000; i++) {
		struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
		u64 managed = any(&rnd, 42);
		u64 floor = i & 1 ? any(&rnd, 42) : min(any(&rnd, 42), managed);
		struct darc_marks m, automatic, set = {
			.low_pages = any_mark(&rnd),
			.mid_pages = any_mark(&rnd),
			.high_pages = any_mark(&rnd),
		};

		p.page_size = 4096 << (prandom_u32_state(&rnd) % 5);
		p.wmark_scale_bp = i & 2 ? 0 : prandom_u32_state(&rnd) % 3001;
		darc_marks_resolve(&m, &set, &p, managed, floor);
		KUNIT_ASSERT_GT(test, m.low_pages, floor);
		KUNIT_ASSERT_GT(test, m.mid_pages, m.low_pages);
		KUNIT_ASSERT_GT(test, m.high_pages, m.mid_pages);

		if (managed > floor + 64)
			KUNIT_ASSERT_LE(test, m.high_pages, managed);
		if (!darc_marks_check(&set, managed, floor))
			KUNIT_EXPECT_MEMEQ(test, &m, &set, sizeof(m));
		/* They may not fit. */
		darc_marks_resolve(&automatic, &none, &p, managed, floor);
		if (!memcmp(&m, &automatic, sizeof(m)))
			continue;
		if (set.low_pages > floor && set.low_pages <= managed)
			KUNIT_ASSERT_EQ(test, m.low_pages, set.low_pages);
		if (set.mid_pages > m.low_pages && set.mid_pages <= managed)
			KUNIT_ASSERT_EQ(test, m.mid_pages, set.mid_pages);
		if (set.high_pages > m.mid_pages && set.high_pages <= managed)
			KUNIT_ASSERT_EQ(test, m.high_pages, set.high_pages);
	}
}

/* Whatever is put in force automatically could be written by hand. */
static void auto_is_valid_test(struct kunit *test)
{
	const struct darc_marks set = {};
	struct darc_marks m;
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 4);
	for (i = 0; i < 100000; i++) {
		struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
		u64 managed = 64 + any(&rnd, 42);
		u64 floor = min(any(&rnd, 42), managed - 32);

		p.wmark_scale_bp = i & 1 ? 0 : prandom_u32_state(&rnd) % 3001;
		darc_marks_resolve(&m, &set, &p, managed, floor);
		KUNIT_ASSERT_EQ(test, darc_marks_check(&m, managed, floor), 0);
	}
}

/* The largest of all neither traps nor wraps. */
static void overflow_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_HANDBACK);
	const struct darc_marks sets[] = {
		{},
		{ .low_pages = U64_MAX, .mid_pages = U64_MAX, .high_pages = U64_MAX },
		{ .low_pages = 1, .mid_pages = U64_MAX, .high_pages = 1 },
	};
	struct darc_marks m;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sets); i++) {
		for (p.wmark_scale_bp = 0; p.wmark_scale_bp <= 3000;
		     p.wmark_scale_bp += 1500) {
			darc_marks_resolve(&m, &sets[i], &p, U64_MAX, U64_MAX);
			KUNIT_EXPECT_GT(test, m.mid_pages, m.low_pages);
			KUNIT_EXPECT_GT(test, m.high_pages, m.mid_pages);
			darc_marks_resolve(&m, &sets[i], &p, 0, 0);
			KUNIT_EXPECT_GT(test, m.low_pages, 0);
			KUNIT_EXPECT_GT(test, m.mid_pages, m.low_pages);
			KUNIT_EXPECT_GT(test, m.high_pages, m.mid_pages);
		}
	}
}

static struct kunit_case marks_cases[] = {
	KUNIT_CASE_PARAM(truth_test, truth_gen_params),
	KUNIT_CASE_PARAM(auto_spread_test, size_gen_params),
	KUNIT_CASE(spread_monotone_test),
	KUNIT_CASE(scale_test),
	KUNIT_CASE(floor_test),
	KUNIT_CASE(fit_test),
	KUNIT_CASE(pushed_up_test),
	KUNIT_CASE(shrunk_test),
	KUNIT_CASE(order_test),
	KUNIT_CASE(auto_is_valid_test),
	KUNIT_CASE(overflow_test),
	{}
};

static struct kunit_suite marks_suite = {
	.name = "darc_marks",
	.test_cases = marks_cases,
};

kunit_test_suite(marks_suite);

MODULE_DESCRIPTION("KUnit tests of DARC's watermarks");
MODULE_LICENSE("GPL");
