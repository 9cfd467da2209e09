// SPDX-License-Identifier: GPL-2.0
/*
 * Which memory goes: the page cache alone, or anonymous pages as well.
 */
#include <kunit/test.h>

#include "zone.h"

#define ENOUGH	(ZONE_HIGH - ZONE_LOW)

/* A second in which so many pages went and came back to the workingset. */
static void note(struct darc_balance *b, u64 anon_out, u64 anon_back,
		 u64 file_out, u64 file_back)
{
	struct darc_sample from = zone_sample(US_PER_S, ZONE_MID);
	struct darc_sample to = zone_sample(2 * US_PER_S, ZONE_MID);

	to.evicted_pages = anon_out + file_out;
	to.evicted_anon_pages = anon_out;
	to.anon_workingset_pages = anon_back;
	to.file_workingset_pages = file_back;
	darc_balance_note(b, &from, &to);
}

static bool file_only(const struct darc_balance *b, unsigned int swappiness,
		      u64 inactive)
{
	struct darc_sample s = zone_sample(US_PER_S, ZONE_MID);

	s.swappiness = swappiness;
	s.inactive_file_pages = inactive;
	return darc_balance_file_only(b, &s, ENOUGH);
}

/* Nothing is known yet: by how much inactive page cache there is. */
static void enough_test(struct kunit *test)
{
	const struct darc_balance b = {};

	KUNIT_EXPECT_FALSE(test, file_only(&b, 60, 0));
	KUNIT_EXPECT_FALSE(test, file_only(&b, 60, ENOUGH - 1));
	KUNIT_EXPECT_TRUE(test, file_only(&b, 60, ENOUGH));
	KUNIT_EXPECT_TRUE(test, file_only(&b, 60, U64_MAX));
}

/* A page cache that comes back does not pay alone, unless swapping is worse. */
static void cost_test(struct kunit *test)
{
	struct darc_balance b = {};

	note(&b, 0, 0, 1000, 900);
	KUNIT_EXPECT_FALSE(test, file_only(&b, 60, ENOUGH));
	KUNIT_EXPECT_FALSE(test, file_only(&b, 100, ENOUGH));
	note(&b, 1000, 900, 0, 0);
	KUNIT_EXPECT_TRUE(test, file_only(&b, 60, ENOUGH));
	KUNIT_EXPECT_TRUE(test, file_only(&b, 100, ENOUGH));
}

/* What was read in a cycle too large for memory costs nothing. */
static void cycle_test(struct kunit *test)
{
	struct darc_balance b = {};

	note(&b, 0, 0, 10000, 10);
	KUNIT_EXPECT_TRUE(test, file_only(&b, 60, ENOUGH));
}

/* The two LRUs count apart, so between them nothing has come back. */
static void other_lru_test(struct kunit *test)
{
	struct darc_sample from = zone_sample(US_PER_S, ZONE_MID);
	struct darc_sample to = zone_sample(2 * US_PER_S, ZONE_MID);
	struct darc_balance b = {};

	from.mglru = true;
	to.evicted_pages = 1000;
	to.file_workingset_pages = 100000;
	darc_balance_note(&b, &from, &to);
	KUNIT_EXPECT_EQ(test, darc_balance_toll(&b), 0);
	from.mglru = false;
	darc_balance_note(&b, &from, &to);
	KUNIT_EXPECT_GT(test, darc_balance_toll(&b), 0);
}

/* Both classes count by how much of them went. */
static void toll_test(struct kunit *test)
{
	struct darc_balance b = {};

	KUNIT_EXPECT_EQ(test, darc_balance_toll(&b), 0);
	note(&b, 1000, 900, 0, 0);
	KUNIT_EXPECT_EQ(test, darc_balance_toll(&b), 9000);
	note(&b, 0, 0, 10000, 0);
	KUNIT_EXPECT_LT(test, darc_balance_toll(&b), 1000);
	note(&b, 0, U64_MAX, 0, U64_MAX);
	KUNIT_EXPECT_EQ(test, darc_balance_toll(&b), 10000);
}

static void swappiness_test(struct kunit *test)
{
	struct darc_balance b = {};

	/* 0: never swap while there is page cache. */
	note(&b, 0, 0, 1000, 1000);
	KUNIT_EXPECT_TRUE(test, file_only(&b, 0, ENOUGH));
	/* 200: swapping is for nothing, and so is a page cache that stays away. */
	KUNIT_EXPECT_FALSE(test, file_only(&b, 200, ENOUGH));
	KUNIT_EXPECT_FALSE(test, file_only(&b, U32_MAX, ENOUGH));
	b = (struct darc_balance) {};
	KUNIT_EXPECT_TRUE(test, file_only(&b, 200, ENOUGH));
}

/* What was long ago counts less and less. */
static void decay_test(struct kunit *test)
{
	struct darc_balance b = {};
	int i;

	note(&b, 0, 0, 1000, 1000);
	KUNIT_EXPECT_FALSE(test, file_only(&b, 60, ENOUGH));
	for (i = 0; i < 100; i++)
		note(&b, 0, 0, 0, 0);
	KUNIT_EXPECT_TRUE(test, file_only(&b, 60, ENOUGH));
}

/* Counters may jump either way and be as large as they get. */
static void limits_test(struct kunit *test)
{
	struct darc_balance b = {};
	int i;

	for (i = 0; i < 100; i++)
		note(&b, U64_MAX / 2, U64_MAX, U64_MAX / 2, U64_MAX);
	KUNIT_EXPECT_LE(test, b.file.out_pages, 8 * DARC_PAGES_MAX);
	KUNIT_EXPECT_LE(test, b.file.back_pages, 8 * DARC_PAGES_MAX);
	KUNIT_EXPECT_LE(test, b.anon.out_pages, 8 * DARC_PAGES_MAX);
	/* All of both came back; the two together are what a zone can have at most. */
	for (i = 0; i < 100; i++)
		note(&b, DARC_PAGES_MAX / 2, U64_MAX, DARC_PAGES_MAX / 2, U64_MAX);
	KUNIT_EXPECT_TRUE(test, file_only(&b, 60, ENOUGH));
	KUNIT_EXPECT_FALSE(test, file_only(&b, 150, ENOUGH));
}

/* With little left, and nothing cold in the page cache, all that is cold goes. */
static void pressure_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_MID);
	const struct {
		u64 free_pages;
		u64 evicted_pages;
		bool file_only;
	} rows[] = {
		{ ZONE_MID - 1, 0, true },
		/* Not short, so there is time to find something. */
		{ ZONE_MID - 1, 0, true },
		{ ZONE_MID - 1, 0, true },
		{ ZONE_LOW, 100, true },
		{ ZONE_LOW, 100, true },
		/* A miss or two. */
		{ ZONE_LOW, 0, true },
		{ ZONE_LOW, 0, false },
		/* No way back as long as memory is short. */
		{ ZONE_LOW, 100, false },
		{ ZONE_MID - 1, 100, true },
	};
	struct darc_action out;
	int i;

	s.inactive_file_pages = ENOUGH;
	s.swappiness = 60;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s.now_us += CHECK_US;
		s.free_pages = rows[i].free_pages;
		s.evicted_pages += rows[i].evicted_pages;
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_TRUE(test, out.evict);
		KUNIT_EXPECT_EQ(test, out.file_only, rows[i].file_only);
	}
	s.now_us += US_PER_S;
	s.free_pages = ZONE_HIGH + 1;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_FALSE(test, out.file_only);
}

/* Checks that come faster than passes do not tell that there is nothing. */
static void fast_checks_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_MID - 1);
	const u64 fast_us = p.wmarks_us / 5;
	struct darc_action out;
	u64 us;

	s.inactive_file_pages = ENOUGH;
	s.swappiness = 60;
	darc_decide(&st, &p, &s, &out);
	for (us = fast_us; us < 2 * p.wmarks_us; us += fast_us) {
		s.now_us += fast_us;
		s.free_pages = ZONE_LOW;
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_TRUE(test, out.file_only);
	}
	s.now_us += fast_us;
	darc_decide(&st, &p, &s, &out);
	KUNIT_EXPECT_FALSE(test, out.file_only);
}

/* Nor do those in which a cap has allowed next to nothing. */
static void small_cap_test(struct kunit *test)
{
	struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_LOW);
	struct darc_action out;
	unsigned int i;

	/* Half of 100 pages a check is less than a batch. */
	p.quota_bytes_ps = 100 * US_PER_S / CHECK_US * p.page_size;
	s.inactive_file_pages = ENOUGH;
	s.swappiness = 60;
	for (i = 0; i < 10; i++) {
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_TRUE(test, out.file_only);
		s.now_us += CHECK_US;
		s.evicted_pages += 100;
	}
	p.quota_bytes_ps /= 5;
	for (i = 0; i < 20; i++) {
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_TRUE(test, out.file_only);
		s.now_us += CHECK_US;
		s.evicted_pages += 20;
	}
	for (i = 0; i < 20; i++) {
		darc_decide(&st, &p, &s, &out);
		s.now_us += CHECK_US;
	}
	KUNIT_EXPECT_FALSE(test, out.file_only);
}

/* Nor do those of a zone that waits for lower ones. */
static void waiting_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
	struct darc_sample s = zone_sample(2 * US_PER_S, ZONE_LOW);
	struct darc_action out;
	unsigned int i;

	s.inactive_file_pages = ENOUGH;
	s.swappiness = 60;
	s.lower_age_us = 9 * US_PER_S;
	for (i = 0; i < 5; i++) {
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_TRUE(test, out.file_only);
		s.now_us += p.wmarks_us;
	}
	s.lower_age_us = 0;
	for (i = 0; i < 2; i++) {
		darc_decide(&st, &p, &s, &out);
		s.now_us += p.wmarks_us;
	}
	KUNIT_EXPECT_FALSE(test, out.file_only);
}

/* A swappiness of 0: nothing is swapped before page cache and free memory are gone. */
static void no_swapping_test(struct kunit *test)
{
	const struct darc_params p = zone_params(DARC_YIELD_NEVER);
	const struct {
		u64 free_pages;
		u64 file_pages;
		bool evict;
		bool file_only;
	} rows[] = {
		{ ZONE_MID - 1, 5000, true, true },
		{ ZONE_LOW / 2, 5000, true, true },
		{ ZONE_LOW + 1, 0, false, false },
		{ ZONE_LOW / 2, ZONE_LOW, true, true },
		{ ZONE_LOW / 2, ZONE_LOW / 2, true, false },
		{ ZONE_LOW / 2, 0, true, false },
	};
	struct darc_action out;
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct darc_state st = zone_state(DARC_ACTIVE, US_PER_S, ZONE_MID);
		struct darc_sample s = zone_sample(2 * US_PER_S, rows[i].free_pages);

		s.swappiness = 0;
		s.file_pages = rows[i].file_pages;
		darc_decide(&st, &p, &s, &out);
		KUNIT_EXPECT_EQ(test, out.evict, rows[i].evict);
		KUNIT_EXPECT_EQ(test, out.file_only, rows[i].file_only);
	}
}

static struct kunit_case balance_cases[] = {
	KUNIT_CASE(enough_test),
	KUNIT_CASE(cost_test),
	KUNIT_CASE(cycle_test),
	KUNIT_CASE(other_lru_test),
	KUNIT_CASE(toll_test),
	KUNIT_CASE(swappiness_test),
	KUNIT_CASE(decay_test),
	KUNIT_CASE(limits_test),
	KUNIT_CASE(pressure_test),
	KUNIT_CASE(fast_checks_test),
	KUNIT_CASE(small_cap_test),
	KUNIT_CASE(waiting_test),
	KUNIT_CASE(no_swapping_test),
	{}
};

static struct kunit_suite balance_suite = {
	.name = "darc_balance",
	.test_cases = balance_cases,
};

kunit_test_suite(balance_suite);

MODULE_DESCRIPTION("KUnit tests of which memory DARC evicts");
MODULE_LICENSE("GPL");
