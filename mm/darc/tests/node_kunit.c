// SPDX-License-Identifier: GPL-2.0
/*
 * What the other zones of a node are to a zone.
 */
#include <kunit/test.h>

#include "zone.h"

static const struct darc_marks zone_marks = {
	.low_pages = 1000, .mid_pages = 4000, .high_pages = 5000,
};

/* What others make of it. */
struct share {
	const char *desc;
	u64 free;
	struct darc_others others;
	s64 spare;
};

#define SHARE(_free, _room, _span, _below, _spare, _desc)		\
	{ .desc = _desc, .free = _free, .spare = _spare, .others = {	\
	  .room_pages = _room, .span_pages = _span, .below_pages = _below } }

static const struct share shares[] = {
	SHARE(0, 0, 0, 0, 0, "alone and empty"),
	SHARE(3000, 0, 0, 0, 0, "alone"),
	SHARE(DARC_PAGES_MAX, 0, 0, 0, 0, "alone and huge"),
	SHARE(1200, 2800, 4000, 2800, 1300, "the upper one is short"),
	SHARE(3800, 200, 4000, 0, -1300, "the lower one makes up for it"),
	SHARE(3000, 2000, 4000, 2000, 0, "both the same"),
	SHARE(1000, 4000, 4000, 0, 0, "nothing comes from a higher zone"),
	SHARE(1000, 4000, 4000, 500, 500, "nor more than a lower one has"),
	SHARE(0, 0, 4000, 0, 0, "both are empty"),
	SHARE(5000, 0, 4000, 0, -2000, "the other one is at low"),
	SHARE(20000, 0, 4000, 0, -4000, "for others no more than as much again"),
	SHARE(5000, 0, 0, 0, 0, "the other one has nothing to evict"),
	SHARE(1000, 3000, 12000, 3000, 750, "a quarter of a larger node"),
	SHARE(2000, S64_MAX, U64_MAX, U64_MAX, 2999, "huge others"),
	SHARE(2000, 0, U64_MAX, 0, -1000, "huge others that are short"),
	SHARE(2000, S64_MIN, U64_MAX, 0, -4000, "others with a huge debt"),
};

KUNIT_ARRAY_PARAM_DESC(share, shares, desc);

static void share_test(struct kunit *test)
{
	const struct share *c = test->param_value;

	KUNIT_EXPECT_EQ(test, darc_node_spare(&zone_marks, &c->others, c->free),
			c->spare);
}

/* Below low no more than an eighth of the reserve is missing. */
static void room_test(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, darc_node_room(&zone_marks, 9000), 8000);
	KUNIT_EXPECT_EQ(test, darc_node_room(&zone_marks, 1000), 0);
	KUNIT_EXPECT_EQ(test, darc_node_room(&zone_marks, 900), -100);
	KUNIT_EXPECT_EQ(test, darc_node_room(&zone_marks, 0), -500);
}

/* A zone owes no more than it could have free. */
static void span_test(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, darc_node_span(&zone_marks, 0, 90000), 4000);
	KUNIT_EXPECT_EQ(test, darc_node_span(&zone_marks, 90000, 0), 4000);
	KUNIT_EXPECT_EQ(test, darc_node_span(&zone_marks, 2000, 1000), 2000);
	KUNIT_EXPECT_EQ(test, darc_node_span(&zone_marks, 500, 100), 0);
	KUNIT_EXPECT_EQ(test, darc_node_span(&zone_marks, U64_MAX, U64_MAX), 4000);
}

/* Two zones count as equally full, and together for what they have. */
static void share_sum_test(struct kunit *test)
{
	const struct darc_marks m[2] = {
		{ .low_pages = 500, .mid_pages = 2000, .high_pages = 2500 },
		{ .low_pages = 1000, .mid_pages = 7000, .high_pages = 9000 },
	};
	u64 free[2] = { 900, 6000 };
	unsigned int i;
	s64 sum = 0;

	for (i = 0; i < 2; i++) {
		const struct darc_marks *o = &m[!i];
		const struct darc_others others = {
			.room_pages = free[!i] - o->low_pages,
			.span_pages = o->high_pages - o->low_pages,
			.below_pages = 5000,
		};

		sum += darc_node_spare(&m[i], &others, free[i]);
	}
	KUNIT_EXPECT_GE(test, sum, -1);
	KUNIT_EXPECT_LE(test, sum, 0);
}

/* A zone has its part of the node's rate, whoever it is that allocates. */
static void node_rate_test(struct kunit *test)
{
	struct darc_sample s = {};

	KUNIT_EXPECT_EQ(test, darc_node_rate(&zone_marks, &s, 700, 0), 700);
	s.others_span_pages = 12000;
	KUNIT_EXPECT_EQ(test, darc_node_rate(&zone_marks, &s, 700, 0), 175);
	KUNIT_EXPECT_EQ(test, darc_node_rate(&zone_marks, &s, 0, 4000), 1000);
	s.others_span_pages = U64_MAX;
	KUNIT_EXPECT_LE(test, darc_node_rate(&zone_marks, &s, DARC_PAGES_MAX, U64_MAX),
			2 * 4000);
}

/* All zones count, and a counter that went back has counted nothing. */
static void evicted_test(struct kunit *test)
{
	const struct darc_sample from = {
		.evicted_pages = 100, .evicted_anon_pages = 10,
		.others_evicted_pages = 1000, .others_evicted_anon_pages = 500,
	};
	struct darc_sample to = {
		.evicted_pages = 107, .evicted_anon_pages = 12,
		.others_evicted_pages = 1090, .others_evicted_anon_pages = 520,
	};

	KUNIT_EXPECT_EQ(test, darc_node_evicted(&from, &to), 97);
	KUNIT_EXPECT_EQ(test, darc_node_evicted_anon(&from, &to), 22);
	to.others_evicted_pages = 0;
	to.others_evicted_anon_pages = U64_MAX;
	KUNIT_EXPECT_EQ(test, darc_node_evicted(&from, &to), 7);
	KUNIT_EXPECT_EQ(test, darc_node_evicted_anon(&from, &to), DARC_PAGES_MAX + 2);
}

/* A lower zone that frees little counts for as much less, one that frees much for no more. */
static void lower_age_test(struct kunit *test)
{
	const u64 enough = (zone_marks.high_pages - zone_marks.low_pages) / 8;
	const struct darc_marks none = {};

	KUNIT_EXPECT_EQ(test, darc_node_lower_age(&zone_marks, US_PER_S, enough),
			US_PER_S);
	KUNIT_EXPECT_EQ(test, darc_node_lower_age(&zone_marks, US_PER_S, U64_MAX),
			US_PER_S);
	KUNIT_EXPECT_EQ(test, darc_node_lower_age(&zone_marks, U64_MAX, enough),
			DARC_COLD_AGE_MAX_US);
	KUNIT_EXPECT_EQ(test, darc_node_lower_age(&zone_marks, US_PER_S, enough / 4),
			US_PER_S * (enough / 4) / enough);
	KUNIT_EXPECT_EQ(test, darc_node_lower_age(&zone_marks, US_PER_S, 0), 0);
	KUNIT_EXPECT_LE(test, darc_node_lower_age(&none, U64_MAX, U64_MAX),
			DARC_COLD_AGE_MAX_US);
}

static struct kunit_case node_cases[] = {
	KUNIT_CASE_PARAM(share_test, share_gen_params),
	KUNIT_CASE(room_test),
	KUNIT_CASE(span_test),
	KUNIT_CASE(share_sum_test),
	KUNIT_CASE(node_rate_test),
	KUNIT_CASE(evicted_test),
	KUNIT_CASE(lower_age_test),
	{}
};

static struct kunit_suite node_suite = {
	.name = "darc_node",
	.test_cases = node_cases,
};

kunit_test_suite(node_suite);

MODULE_DESCRIPTION("KUnit tests of how DARC takes the zones of a node together");
MODULE_LICENSE("GPL");
