/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_CONTROL_H
#define _MM_DARC_CONTROL_H

#include <linux/types.h>

#include "engine.h"
#include "policy.h"

struct darc_pretend;
struct zone;

/**
 * enum darc_mark - one of a zone's marks
 * @DARC_HIGH:		above it nothing is evicted
 * @DARC_MID:		below it eviction starts
 * @DARC_LOW:		end of the reserve, below it enum darc_yield says what to do
 * @NR_DARC_MARKS:	number of marks
 */
enum darc_mark {
	DARC_HIGH,
	DARC_MID,
	DARC_LOW,
	NR_DARC_MARKS,
};

/**
 * struct darc_zone - DARC's record of a zone
 * @list:		in the table of zones, in the order in which they came
 * @zone:		the zone
 * @set_bytes:		marks as written, %DARC_MARK_AUTO or bytes
 * @opt:		1 opted in, 0 opted out, -1 by size
 * @due_us:		when the next step is due, monotonic; 0: at once
 * @busy:		DAMON refused the monitor at the last attempt
 * @engine:		the monitor, or NULL
 * @policy:		the policy's memory
 * @action:		the decision in force
 * @dry_run:		a dry run is, or was when disabled, under way
 * @watch:		does it know what would be
 * @dry:		what it would have changed, when it last knew
 * @pretend:		what the dry run has marked as evicted, or NULL
 * @done:		what monitors of the past have done since enabled
 * @activations:	times that eviction started
 * @yields:		times that the zone was left to the LRU
 * @active_us:		time spent evicting
 *
 * Records are made when a zone is first populated and stay.  All but @list and
 * @zone are protected by the mutex of the table of zones, which the callers of
 * the functions below hold.
 */
struct darc_zone {
	struct list_head list;
	struct zone *zone;
	u64 set_bytes[NR_DARC_MARKS];
	int opt;
	u64 due_us;
	bool busy;
	struct darc_engine *engine;
	struct darc_state policy;
	struct darc_action action;
	bool dry_run;
	struct darc_dry_watch watch;
	struct darc_dry dry;
	struct darc_pretend *pretend;
	struct darc_counts done;
	u64 activations;
	u64 yields;
	u64 active_us;
};

bool darc_control_opted_in(const struct darc_zone *z);
bool darc_control_usable(const struct darc_zone *z);
void darc_control_marks(const struct darc_zone *z, const struct darc_params *p,
			struct darc_marks *marks);
u64 darc_control_free(const struct darc_zone *z);
u64 darc_control_span(const struct darc_zone *z, const struct darc_params *p,
		      s64 *room_pages);
void darc_control_counts(const struct darc_zone *z, struct darc_counts *c);
u64 darc_control_step(struct darc_zone *z, const struct darc_params *p,
		      struct darc_sample *s);
void darc_control_refresh(struct darc_zone *z);
void darc_control_reset(struct darc_zone *z);
void darc_control_off(struct darc_zone *z, const struct darc_params *p);

#endif /* _MM_DARC_CONTROL_H */
