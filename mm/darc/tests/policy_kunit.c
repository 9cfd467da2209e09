// SPDX-License-Identifier: GPL-2.0
/*
 * The state machine, edge by edge: the rows of policy.c's head comment, on both
 * sides of each mark.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/prandom.h>

#include "zone.h"

#define STRICT		DARC_YIELD_STRICT
#define HANDBACK	DARC_YIELD_HANDBACK
#define NEVER		DARC_YIELD_NEVER

/**
 * struct edge - one step of the state machine
 * @desc:	what the row is about
 * @from:	state before
 * @to:		state that is expected
 * @yield:	parameter
 * @free:	free pages
 * @spare:	pages by which the rest of the node makes it more, or less
 * @calm:	calm checks before this one
 * @gone:	the zone is not usable
 * @busy:	DAMON refused the monitor
 * @awake:	kswapd is at work
 * @stalled:	a direct reclaim happened since the last check
 */
struct edge {
	const char *desc;
	enum darc_zone_state from;
	enum darc_zone_state to;
	enum darc_yield yield;
	u64 free;
	s64 spare;
	unsigned int calm;
	bool gone;
	bool busy;
	bool awake;
	bool stalled;
};

#define EDGE(_from, _to, _yield, _free, _desc, ...)			\
	{ .from = DARC_##_from, .to = DARC_##_to, .yield = _yield,	\
	  .free = _free, .desc = #_from " to " #_to ": " _desc, __VA_ARGS__ }

static const struct edge edges[] = {
	EDGE(OFF, OFF, HANDBACK, 9000, "gone", .gone = true),
	EDGE(BUSY, OFF, HANDBACK, 9000, "gone", .gone = true),
	EDGE(IDLE, OFF, HANDBACK, 9000, "gone", .gone = true),
	EDGE(ACTIVE, OFF, HANDBACK, 2000, "gone", .gone = true),
	EDGE(YIELDING, OFF, HANDBACK, 500, "gone", .gone = true),
	EDGE(RECOVERING, OFF, HANDBACK, 500, "gone", .gone = true),
	EDGE(ACTIVE, OFF, HANDBACK, 2000, "gone and refused", .gone = true,
	     .busy = true),

	EDGE(OFF, IDLE, HANDBACK, 9000, "an old refusal", .busy = true),
	EDGE(BUSY, BUSY, HANDBACK, 9000, "refused", .busy = true),
	EDGE(IDLE, BUSY, HANDBACK, 9000, "refused", .busy = true),
	EDGE(ACTIVE, BUSY, HANDBACK, 2000, "refused", .busy = true),
	EDGE(YIELDING, BUSY, HANDBACK, 500, "refused", .busy = true),
	EDGE(RECOVERING, BUSY, HANDBACK, 500, "refused", .busy = true),

	EDGE(OFF, IDLE, HANDBACK, 9000, "plenty"),
	EDGE(OFF, IDLE, HANDBACK, 0, "nothing free"),
	EDGE(BUSY, IDLE, HANDBACK, 9000, "accepted, plenty"),
	EDGE(BUSY, IDLE, HANDBACK, 0, "accepted, nothing free"),

	EDGE(IDLE, IDLE, HANDBACK, ZONE_HIGH + 1, "above high"),
	EDGE(IDLE, IDLE, HANDBACK, ZONE_HIGH, "at high"),
	EDGE(IDLE, IDLE, HANDBACK, ZONE_MID + 1, "above mid"),
	EDGE(IDLE, IDLE, HANDBACK, ZONE_MID, "at mid"),
	EDGE(IDLE, ACTIVE, HANDBACK, ZONE_MID - 1, "below mid"),
	EDGE(IDLE, ACTIVE, STRICT, ZONE_MID - 1, "below mid, strict"),
	EDGE(IDLE, ACTIVE, HANDBACK, ZONE_LOW, "at low"),
	EDGE(IDLE, YIELDING, HANDBACK, ZONE_LOW - 1, "below low"),
	EDGE(IDLE, YIELDING, HANDBACK, 0, "nothing free, long calm", .calm = 2),
	EDGE(IDLE, YIELDING, STRICT, ZONE_LOW - 1, "below low, strict"),
	EDGE(IDLE, ACTIVE, NEVER, ZONE_LOW - 1, "below low, never"),
	EDGE(IDLE, ACTIVE, NEVER, 0, "nothing free, never", .awake = true),

	EDGE(ACTIVE, IDLE, HANDBACK, ZONE_HIGH + 1, "above high"),
	EDGE(ACTIVE, ACTIVE, HANDBACK, ZONE_HIGH, "at high"),
	EDGE(ACTIVE, ACTIVE, HANDBACK, ZONE_HIGH - 1, "below high"),
	EDGE(ACTIVE, ACTIVE, HANDBACK, ZONE_MID, "at mid"),
	EDGE(ACTIVE, ACTIVE, HANDBACK, ZONE_LOW, "at low"),
	EDGE(ACTIVE, ACTIVE, HANDBACK, ZONE_LOW, "kswapd at work above low",
	     .awake = true, .stalled = true),
	EDGE(ACTIVE, YIELDING, HANDBACK, ZONE_LOW - 1, "below low"),
	EDGE(ACTIVE, YIELDING, HANDBACK, 0, "nothing free, long calm", .calm = 2),
	EDGE(ACTIVE, YIELDING, STRICT, ZONE_LOW - 1, "below low, strict"),
	EDGE(ACTIVE, ACTIVE, NEVER, ZONE_LOW - 1, "below low, never"),
	EDGE(ACTIVE, ACTIVE, NEVER, 0, "nothing free, never", .stalled = true),

	EDGE(YIELDING, IDLE, HANDBACK, ZONE_HIGH + 1, "above high"),
	EDGE(YIELDING, IDLE, HANDBACK, ZONE_MID, "at mid"),
	EDGE(YIELDING, IDLE, STRICT, ZONE_MID, "at mid, strict"),
	EDGE(YIELDING, ACTIVE, HANDBACK, ZONE_MID - 1, "below mid"),
	EDGE(YIELDING, ACTIVE, HANDBACK, ZONE_LOW, "at low"),
	EDGE(YIELDING, ACTIVE, STRICT, ZONE_LOW, "at low, strict"),
	EDGE(YIELDING, ACTIVE, NEVER, ZONE_LOW - 1, "yield was set to never"),
	EDGE(YIELDING, YIELDING, HANDBACK, ZONE_LOW - 1, "first calm check"),
	EDGE(YIELDING, RECOVERING, HANDBACK, ZONE_LOW - 1, "second calm check",
	     .calm = 1),
	EDGE(YIELDING, RECOVERING, HANDBACK, 0, "long calm", .calm = 2),
	EDGE(YIELDING, YIELDING, HANDBACK, ZONE_LOW - 1, "kswapd awake",
	     .calm = 2, .awake = true),
	EDGE(YIELDING, YIELDING, HANDBACK, ZONE_LOW - 1, "direct reclaim",
	     .calm = 2, .stalled = true),
	EDGE(YIELDING, YIELDING, STRICT, ZONE_LOW - 1, "calm, strict",
	     .calm = 2),

	EDGE(RECOVERING, ACTIVE, HANDBACK, ZONE_HIGH + 1, "above high"),
	EDGE(RECOVERING, ACTIVE, HANDBACK, ZONE_MID, "at mid"),
	EDGE(RECOVERING, ACTIVE, HANDBACK, ZONE_LOW, "at low"),
	EDGE(RECOVERING, ACTIVE, NEVER, ZONE_LOW - 1, "yield was set to never"),
	EDGE(RECOVERING, RECOVERING, HANDBACK, ZONE_LOW - 1, "below low",
	     .calm = 2),
	EDGE(RECOVERING, YIELDING, HANDBACK, ZONE_LOW - 1, "kswapd awake",
	     .calm = 2, .awake = true),
	EDGE(RECOVERING, YIELDING, HANDBACK, ZONE_LOW - 1, "direct reclaim",
	     .calm = 2, .stalled = true),
	EDGE(RECOVERING, YIELDING, STRICT, ZONE_LOW - 1, "yield was set to strict",
	     .calm = 2),

	EDGE(IDLE, IDLE, HANDBACK, 0, "lower zones make up for it",
	     .spare = ZONE_MID),
	EDGE(IDLE, ACTIVE, HANDBACK, 1, "lower zones cannot make up for it",
	     .spare = ZONE_MID - 2),
	EDGE(ACTIVE, IDLE, HANDBACK, ZONE_LOW, "lower zones make up for it",
	     .spare = ZONE_HIGH - ZONE_LOW + 1),
	EDGE(ACTIVE, IDLE, HANDBACK, U64_MAX, "a sum that does not fit",
	     .spare = 1),
	EDGE(ACTIVE, YIELDING, HANDBACK, 1, "nor is there spare memory",
	     .spare = ZONE_LOW - 2),
	EDGE(IDLE, ACTIVE, HANDBACK, ZONE_HIGH, "another zone is short",
	     .spare = (s64)ZONE_MID - 1 - ZONE_HIGH),
	EDGE(ACTIVE, YIELDING, HANDBACK, ZONE_HIGH, "another zone is empty",
	     .spare = S64_MIN),
};

KUNIT_ARRAY_PARAM_DESC(edge, edges, desc);

static void edge_test(struct kunit *test)
{
	const struct edge *e = test->param_value;
	const struct darc_params p = zone_params(e->yield);
	struct darc_state st = zone_state(e->from, US_PER_S, e->free);
	struct darc_sample s = zone_sample(US_PER_S + CHECK_US, e->free);
	struct darc_action out;

	st.calm_checks = e->calm;
	s.spare_pages = e->spare;
	s.usable = !e->gone;
	s.busy = e->busy;
	s.kswapd_awake = e->awake;
	s.allocstall = e->stalled;
	darc_decide(&st, &p, &s, &out);

	KUNIT_EXPECT_EQ(test, st.state, e->to);
	KUNIT_EXPECT_EQ(test, out.state, e->to);
	KUNIT_EXPECT_EQ(test, out.evict,
			e->to == DARC_ACTIVE || e->to == DARC_RECOVERING);
}

/* Each edge of the head comment has a row that takes it. */
static void edges_complete_test(struct kunit *test)
{
	static const enum darc_zone_state known[][2] = {
		{ DARC_BUSY, DARC_OFF }, { DARC_IDLE, DARC_OFF },
		{ DARC_ACTIVE, DARC_OFF }, { DARC_YIELDING, DARC_OFF },
		{ DARC_RECOVERING, DARC_OFF }, { DARC_IDLE, DARC_BUSY },
		{ DARC_ACTIVE, DARC_BUSY }, { DARC_YIELDING, DARC_BUSY },
		{ DARC_RECOVERING, DARC_BUSY }, { DARC_OFF, DARC_IDLE },
		{ DARC_BUSY, DARC_IDLE }, { DARC_IDLE, DARC_ACTIVE },
		{ DARC_IDLE, DARC_YIELDING }, { DARC_ACTIVE, DARC_IDLE },
		{ DARC_ACTIVE, DARC_YIELDING }, { DARC_YIELDING, DARC_IDLE },
		{ DARC_YIELDING, DARC_ACTIVE },
		{ DARC_YIELDING, DARC_RECOVERING },
		{ DARC_RECOVERING, DARC_ACTIVE },
		{ DARC_RECOVERING, DARC_YIELDING },
	};
	bool want[NR_DARC_STATES][NR_DARC_STATES] = {};
	bool have[NR_DARC_STATES][NR_DARC_STATES] = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		want[known[i][0]][known[i][1]] = true;
	for (i = 0; i < NR_DARC_STATES; i++)
		want[i][i] = true;
	for (i = 0; i < ARRAY_SIZE(edges); i++)
		have[edges[i].from][edges[i].to] = true;
	KUNIT_EXPECT_MEMEQ(test, have, want, sizeof(want));
}

/* From any state, in any mode, no step but those of the head comment. */
static void no_other_edge_test(struct kunit *test)
{
	static struct darc_state st; /* too large for a frame beside the rest */
	bool seen[NR_DARC_STATES][NR_DARC_STATES] = {};
	bool want[NR_DARC_STATES][NR_DARC_STATES] = {};
	struct rnd_state rnd;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(edges); i++)
		want[edges[i].from][edges[i].to] = true;
	prandom_seed_state(&rnd, 1);
	for (i = 0; i < 200000; i++) {
		u32 r = prandom_u32_state(&rnd);
		enum darc_zone_state from = (r & 0xff) % NR_DARC_STATES;
		struct darc_params p = zone_params((r >> 8 & 0xff) % 3);
		struct darc_sample s;
		struct darc_action out;

		s = zone_sample(US_PER_S + CHECK_US,
				prandom_u32_state(&rnd) % (ZONE_HIGH + 500));
		st = zone_state(from, US_PER_S, s.free_pages);
		st.calm_checks = (r >> 16 & 0xff) % 3;
		s.kswapd_awake = r >> 24 & 1;
		s.allocstall = r >> 25 & 1;
		s.usable = r >> 26 & 15;
		s.busy = !(r >> 30);
		darc_decide(&st, &p, &s, &out);
		seen[from][st.state] = true;
	}
	KUNIT_EXPECT_MEMEQ(test, seen, want, sizeof(want));
}

/* Between mid and high, marks included, nothing changes, however free moves. */
static void hysteresis_test(struct kunit *test)
{
	static const enum darc_zone_state states[] = { DARC_IDLE, DARC_ACTIVE };
	struct rnd_state rnd;
	unsigned int i, j;

	prandom_seed_state(&rnd, 2);
	for (i = 0; i < ARRAY_SIZE(states); i++) {
		struct darc_state st = zone_state(states[i], 0, ZONE_MID);
		struct darc_params p = zone_params(HANDBACK);
		struct darc_action out;

		for (j = 1; j < 10000; j++) {
			u32 r = prandom_u32_state(&rnd);
			struct darc_sample s;

			s = zone_sample(j * CHECK_US, ZONE_MID +
					(r >> 8) % (ZONE_HIGH - ZONE_MID + 1));
			s.kswapd_awake = r & 1;
			s.allocstall = st.last.allocstall + (r >> 1 & 1);
			p.yield = (r >> 2 & 3) % 3;
			darc_decide(&st, &p, &s, &out);
			KUNIT_ASSERT_EQ(test, st.state, states[i]);
		}
	}
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE_PARAM(edge_test, edge_gen_params),
	KUNIT_CASE(edges_complete_test),
	KUNIT_CASE(no_other_edge_test),
	KUNIT_CASE(hysteresis_test),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "darc_policy",
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);

MODULE_DESCRIPTION("KUnit tests of DARC's state machine");
MODULE_LICENSE("GPL");
