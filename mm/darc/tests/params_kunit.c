// SPDX-License-Identifier: GPL-2.0
/*
 * The check of the parameters: each field at both ends of its range.
 */
#include <kunit/test.h>
#include <linux/stddef.h>

#include "zone.h"

/**
 * struct limits - the range of a field of struct darc_params
 * @desc:	its name
 * @field:	where it stands
 * @lo:		least value that is taken
 * @hi:		largest value that is taken
 * @other:	where a field stands that must give way ...
 * @other_val:	... with what value, for @hi or @lo to be consistent
 */
struct limits {
	const char *desc;
	size_t field;
	u64 lo;
	u64 hi;
	size_t other;
	u64 other_val;
};

#define RANGE(_field, _lo, _hi)						\
	{ .desc = #_field, .field = offsetof(struct darc_params, _field), \
	  .lo = _lo, .hi = _hi,						\
	  .other = offsetof(struct darc_params, page_size), .other_val = 4096 }

#define RANGE_WITH(_desc, _field, _lo, _hi, _other, _val)		\
	{ .desc = _desc, .field = offsetof(struct darc_params, _field),	\
	  .lo = _lo, .hi = _hi,						\
	  .other = offsetof(struct darc_params, _other), .other_val = _val }

static const struct limits ranges[] = {
	RANGE(wmark_scale_bp, 0, 3000),
	RANGE(min_age_us, 0, 24 * 3600 * US_PER_S),
	RANGE(refault_target_bp, 1, 10000),
	RANGE(quota_bytes_ps, 0, 1ULL << 42),
	RANGE(cpu_budget_permil, 1, 1000),
	RANGE(wmarks_us, 1000, 10 * US_PER_S),
	RANGE_WITH("sample_us", sample_us, 1000, US_PER_S,
		   aggr_us, 10 * US_PER_S),
	RANGE_WITH("sample_us, not above aggr_us", sample_us, 1000, 30000,
		   aggr_us, 30000),
	RANGE_WITH("aggr_us, not below sample_us", aggr_us, 30000, 10 * US_PER_S,
		   sample_us, 30000),
	RANGE_WITH("min_nr_regions", min_nr_regions, 10, 100000,
		   max_nr_regions, 100000),
	RANGE_WITH("min_nr_regions, not above the largest", min_nr_regions, 10, 70,
		   max_nr_regions, 70),
	RANGE_WITH("max_nr_regions, not below the least", max_nr_regions, 70, 100000,
		   min_nr_regions, 70),
};

KUNIT_ARRAY_PARAM_DESC(range, ranges, desc);

static u64 *field_of(struct darc_params *p, size_t offset)
{
	return (u64 *)((char *)p + offset);
}

static int check_with(const struct limits *r, u64 val)
{
	struct darc_params p = zone_params(DARC_YIELD_HANDBACK);

	*field_of(&p, r->other) = r->other_val;
	*field_of(&p, r->field) = val;
	return darc_params_check(&p);
}

static void range_test(struct kunit *test)
{
	const struct limits *r = test->param_value;

	KUNIT_EXPECT_EQ(test, check_with(r, r->lo), 0);
	KUNIT_EXPECT_EQ(test, check_with(r, r->lo + 1), 0);
	KUNIT_EXPECT_EQ(test, check_with(r, r->hi - 1), 0);
	KUNIT_EXPECT_EQ(test, check_with(r, r->hi), 0);
	if (r->lo)
		KUNIT_EXPECT_EQ(test, check_with(r, r->lo - 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, check_with(r, r->hi + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, check_with(r, U64_MAX), -EINVAL);
}

static void yield_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_STRICT);

	KUNIT_EXPECT_EQ(test, darc_params_check(&p), 0);
	p.yield = DARC_YIELD_NEVER;
	KUNIT_EXPECT_EQ(test, darc_params_check(&p), 0);
	p.yield = DARC_YIELD_NEVER + 1;
	KUNIT_EXPECT_EQ(test, darc_params_check(&p), -EINVAL);
	p.yield = -1;
	KUNIT_EXPECT_EQ(test, darc_params_check(&p), -EINVAL);
}

static void defaults_test(struct kunit *test)
{
	struct darc_params p;

	memset(&p, 0xff, sizeof(p));
	p.page_size = 65536;
	darc_params_init(&p);
	KUNIT_EXPECT_EQ(test, darc_params_check(&p), 0);
	KUNIT_EXPECT_EQ(test, p.page_size, 65536);
	KUNIT_EXPECT_EQ(test, p.min_age_us, 0);
	KUNIT_EXPECT_EQ(test, p.quota_bytes_ps, 0);
	KUNIT_EXPECT_EQ(test, p.wmark_scale_bp, 0);
	KUNIT_EXPECT_FALSE(test, p.skip_anon);
	KUNIT_EXPECT_FALSE(test, p.dry_run);
}

static void regions_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_NEVER);

	p.min_nr_regions = 50;
	p.max_nr_regions = 500;
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 0), 50);
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 51 * 512 - 1), 50);
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 51 * 512), 51);
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 499 * 512), 499);
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 501 * 512), 500);
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 1ULL << 40), 500);
	p.page_size = 65536;
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 100 * 32), 100);
	p.min_nr_regions = 400;
	KUNIT_EXPECT_EQ(test, darc_most_regions(&p, 100 * 32), 400);
}

static struct kunit_case params_cases[] = {
	KUNIT_CASE_PARAM(range_test, range_gen_params),
	KUNIT_CASE(yield_test),
	KUNIT_CASE(defaults_test),
	KUNIT_CASE(regions_test),
	{}
};

static struct kunit_suite params_suite = {
	.name = "darc_params",
	.test_cases = params_cases,
};

kunit_test_suite(params_suite);

MODULE_DESCRIPTION("KUnit tests of DARC's parameter check");
MODULE_LICENSE("GPL");
