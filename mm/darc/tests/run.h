/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A zone on which the policy works for a while.
 */
#ifndef _MM_DARC_TESTS_RUN_H
#define _MM_DARC_TESTS_RUN_H

#include <linux/types.h>

#include "zone.h"

/**
 * struct run - a zone that stands still while its monitor works
 * @st:		the zone
 * @p:		parameters
 * @s:		the latest sample
 * @out:	the latest action
 */
struct run {
	struct darc_state st;
	struct darc_params p;
	struct darc_sample s;
	struct darc_action out;
};

static inline struct run run_at(u64 free_pages)
{
	struct run r = {
		.st = zone_state(DARC_ACTIVE, US_PER_S, free_pages),
		.p = zone_params(DARC_YIELD_HANDBACK),
		.s = zone_sample(US_PER_S, free_pages),
	};

	return r;
}

/* For @seconds, each check sees so many pages more; refaults are of the workingset. */
static inline void go_on(struct run *r, unsigned int seconds, u64 tried,
			 u64 evicted, u64 refaulted)
{
	u64 end = r->s.now_us + seconds * US_PER_S;

	while (r->s.now_us < end) {
		r->s.now_us += CHECK_US;
		r->s.tried_pages += tried;
		r->s.evicted_pages += evicted;
		r->s.refaulted_pages += refaulted;
		r->s.anon_workingset_pages += refaulted;
		darc_decide(&r->st, &r->p, &r->s, &r->out);
	}
}

#endif /* _MM_DARC_TESTS_RUN_H */
