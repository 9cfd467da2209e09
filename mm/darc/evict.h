/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_EVICT_H
#define _MM_DARC_EVICT_H

#include <linux/types.h>

#include "policy.h"

struct darc_pretend;
struct darc_written;
struct folio;
struct zone;

/**
 * struct darc_evict_ops - what the monitor knows about a page
 * @get:	the folio on an LRU list at a page frame with a reference taken,
 *		or NULL
 * @look:	was the folio accessed since the last look; starts a new one
 */
struct darc_evict_ops {
	struct folio *(*get)(unsigned long pfn);
	bool (*look)(struct folio *folio);
};

/**
 * struct darc_pass - one pass of a monitor over cold regions
 * @ops:		access to the monitor's knowledge
 * @zone:		the zone; pages of others are left alone
 * @skip_anon:		leave anonymous pages and shmem alone
 * @pretend:		mark as evicted what would be, or NULL to evict it
 * @written:		what is on its way to a swap device
 * @want_pages:		the pass ends when so many were evicted
 * @max_tries:		the pass ends when so many were looked at
 * @target_pages:	the pass ends when so much memory is free
 * @cpu_end_ns:		the pass ends at this CPU time of the thread
 * @tried_pages:	result: pages looked at
 * @passed_pages:	result: pages passed over without a look, as they cannot be swapped
 *			or must not be
 * @deactivated_pages:	result: of these, made inactive, to be looked at once more
 * @evicted_pages:	result: pages evicted, what is on its way included
 * @anon_pages:		result: anonymous pages and shmem among them
 * @skipped_pages:	result: pages that cannot or must not go now
 * @looks:		dry run: looks so far
 * @look_ns:		dry run: CPU time of those that were timed, in ns
 * @pretend_ns:		dry run, result: CPU time of eviction, reckoned, in ns
 * @time:		dry run: what there was no time for yet
 * @own_from_ns:	dry run: CPU time of the thread up to which @time has it
 */
struct darc_pass {
	const struct darc_evict_ops *ops;
	struct zone *zone;
	bool skip_anon;
	struct darc_pretend *pretend;
	struct darc_written *written;
	u64 want_pages;
	u64 max_tries;
	u64 target_pages;
	u64 cpu_end_ns;
	u64 tried_pages;
	u64 passed_pages;
	u64 deactivated_pages;
	u64 evicted_pages;
	u64 anon_pages;
	u64 skipped_pages;
	u64 looks;
	u64 look_ns;
	u64 pretend_ns;
	struct darc_dry_time time;
	u64 own_from_ns;
};

u64 darc_evict_cpu_ns(void);
bool darc_evict_over(const struct darc_pass *pass);
unsigned long darc_evict_range(struct darc_pass *pass, unsigned long pfn,
			       unsigned long end_pfn);
void darc_evict_recheck(struct darc_pretend *pt,
			const struct darc_evict_ops *ops, unsigned long looks);

#endif /* _MM_DARC_EVICT_H */
