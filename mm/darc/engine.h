/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_ENGINE_H
#define _MM_DARC_ENGINE_H

#include <linux/types.h>

struct darc_action;
struct darc_engine;
struct darc_params;
struct darc_pretend;
struct zone;

/**
 * struct darc_range - a range of physical memory
 * @start:	first address
 * @end:	address after the last
 */
struct darc_range {
	unsigned long start;
	unsigned long end;
};

/**
 * struct darc_counts - what a monitor has done since it was started
 * @tried_pages:	pages looked at for eviction
 * @passed_pages:	pages passed over without a look, as they cannot be swapped or must
 *			not be
 * @deactivated_pages:	of @tried_pages, made inactive, to be looked at once more
 * @tried_age_us:	sum of how old the others were, in page us; none counts as older than
 *			%DARC_COLD_AGE_MAX_US
 * @second_age_us:	the part in it of @anon_pages: for how long they were watched
 * @evicted_pages:	pages evicted
 * @anon_pages:		anonymous pages and shmem among them
 * @skipped_pages:	pages that could not or must not go
 * @writing_pages:	of @evicted_pages, on their way to a swap device now
 * @cpu_us:		CPU time of its thread
 */
struct darc_counts {
	u64 tried_pages;
	u64 passed_pages;
	u64 deactivated_pages;
	u64 tried_age_us;
	u64 second_age_us;
	u64 evicted_pages;
	u64 anon_pages;
	u64 skipped_pages;
	u64 writing_pages;
	u64 cpu_us;
};

struct darc_engine *darc_engine_start(struct zone *zone,
				      const struct darc_params *p,
				      const struct darc_range *ranges,
				      unsigned int nr_ranges);
void darc_engine_halt(struct darc_engine *e);
void darc_engine_free(struct darc_engine *e);
bool darc_engine_alive(struct darc_engine *e);
int darc_engine_pid(struct darc_engine *e);
void darc_engine_publish(struct darc_engine *e, const struct darc_params *p,
			 const struct darc_action *a,
			 struct darc_pretend *pretend);
int darc_engine_set_ranges(struct darc_engine *e,
			   const struct darc_range *ranges,
			   unsigned int nr_ranges);
void darc_engine_counts(struct darc_engine *e, struct darc_counts *counts);

#endif /* _MM_DARC_ENGINE_H */
