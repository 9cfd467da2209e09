/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A zone to test the policy on: 64 MiB with its marks set by hand, so that rows
 * of a table do not move when the automatic ones are tuned.
 */
#ifndef _MM_DARC_TESTS_ZONE_H
#define _MM_DARC_TESTS_ZONE_H

#include <linux/types.h>

#include "../policy.h"

#define ZONE_LOW	1000
#define ZONE_MID	3000
#define ZONE_HIGH	4000

#define US_PER_S	1000000ULL
#define CHECK_US	50000

static inline struct darc_params zone_params(enum darc_yield yield)
{
	struct darc_params p = { .page_size = 4096 };

	darc_params_init(&p);
	p.yield = yield;
	return p;
}

/* A sample of a calm zone with enough to evict. */
static inline struct darc_sample zone_sample(u64 now_us, u64 free_pages)
{
	return (struct darc_sample) {
		.now_us = now_us,
		.free_pages = free_pages,
		.reclaimable_pages = 10000,
		.swappiness = 60,
		.usable = true,
	};
}

/* A zone that was in @state with @free_pages at the check at @now_us. */
static inline struct darc_state zone_state(enum darc_zone_state state,
					   u64 now_us, u64 free_pages)
{
	struct darc_state st;

	darc_state_init(&st);
	st.state = state;
	st.marks = (struct darc_marks) {
		.high_pages = ZONE_HIGH,
		.mid_pages = ZONE_MID,
		.low_pages = ZONE_LOW,
	};
	st.last = zone_sample(now_us, free_pages);
	st.window = st.last;
	return st;
}

/* Action after a second in which @taken pages went, down to @free. */
static inline struct darc_action after(enum darc_zone_state state, u64 taken,
				       u64 free, const struct darc_params *p)
{
	struct darc_state st = zone_state(state, US_PER_S, free + taken);
	struct darc_sample s = zone_sample(2 * US_PER_S, free);
	struct darc_action out;

	darc_decide(&st, p, &s, &out);
	return out;
}

#endif /* _MM_DARC_TESTS_ZONE_H */
