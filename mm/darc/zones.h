/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_ZONES_H
#define _MM_DARC_ZONES_H

#include <linux/types.h>

#include "control.h"

/**
 * struct darc_zone_info - a zone as shown to user space
 * @marks:		marks in force
 * @set_bytes:		marks as written, %DARC_MARK_AUTO or bytes
 * @enabled:		not opted out
 * @state:		state of the zone
 * @free_pages:		free memory now
 * @floor_pages:	least that the low mark must exceed
 * @pid:		the monitor's thread, -1 when none
 * @cold_age_us:	cold age in force
 * @quota_pages_ps:	quota in force
 * @counts:		what was done since enabled
 * @activations:	times that eviction started
 * @yields:		times that the zone was left to the LRU
 * @active_us:		time spent evicting
 * @dry_run:		a dry run is under way, or was when disabled
 * @dry_run_valid:	it knows what would be
 * @dry_run_back_pages:	what would have come back in it
 */
struct darc_zone_info {
	struct darc_marks marks;
	u64 set_bytes[NR_DARC_MARKS];
	bool enabled;
	enum darc_zone_state state;
	u64 free_pages;
	u64 floor_pages;
	int pid;
	u64 cold_age_us;
	u64 quota_pages_ps;
	struct darc_counts counts;
	u64 activations;
	u64 yields;
	u64 active_us;
	bool dry_run;
	bool dry_run_valid;
	u64 dry_run_back_pages;
};

int darc_zones_init(int (*added)(struct darc_zone *z));
int darc_zones_enable(void);
void darc_zones_disable(void);
bool darc_zones_running(void);
void darc_zones_set_params(const struct darc_params *p);

void darc_zone_info(struct darc_zone *z, struct darc_zone_info *info);
int darc_zone_set_mark(struct darc_zone *z, enum darc_mark which, u64 bytes);
void darc_zone_set_enabled(struct darc_zone *z, bool enabled);

#endif /* _MM_DARC_ZONES_H */
