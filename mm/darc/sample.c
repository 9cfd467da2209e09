// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the kernel's counters of a zone into a struct darc_sample.
 *
 * The counters are read without locks and may be off by the per-CPU drift; the
 * policy is made for that.
 */
#include <linux/cpumask.h>
#include <linux/kernel_stat.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/tick.h>
#include <linux/vmstat.h>
#include <linux/wait.h>
#include <linux/zswap.h>

#include "policy.h"
#include "sample.h"

/**
 * darc_sample_now_us() - the clock of all samples
 *
 * Context: any.
 * Return: monotonic time in us.
 */
u64 darc_sample_now_us(void)
{
	return ktime_to_us(ktime_get());
}

/* Below the drift mark the per-CPU counts are worth their price. */
static unsigned long free_pages_of(struct zone *zone)
{
	unsigned long free = zone_page_state(zone, NR_FREE_PAGES);

	return free < zone->percpu_drift_mark ?
		zone_page_state_snapshot(zone, NR_FREE_PAGES) : free;
}

/**
 * darc_sample_free() - free memory as kswapd's balance check counts it
 * @zone:	the zone
 *
 * Neither the high-atomic reserve nor free CMA serves an ordinary allocation.
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_sample_free(struct zone *zone)
{
	long free = free_pages_of(zone);

	free -= READ_ONCE(zone->nr_free_highatomic);
	free -= zone_page_state(zone, NR_FREE_CMA_PAGES);
	return max(free, 0L);
}

/**
 * darc_sample_floor() - what DARC's low mark has to exceed
 * @zone:	the zone
 *
 * kswapd's high mark without the transient boost, and what the zone keeps back
 * from the class of allocation that fills memory, which is the movable one.
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_sample_floor(struct zone *zone)
{
	return zone->_watermark[WMARK_HIGH] +
		READ_ONCE(zone->lowmem_reserve[ZONE_MOVABLE]);
}

/**
 * darc_sample_refaulted() - pages of a node that were evicted and came back
 * @pgdat:	the node
 *
 * The kernel does not know who evicted a page: kswapd's victims count as well.
 *
 * Context: any.
 * Return: pages since boot.
 */
u64 darc_sample_refaulted(struct pglist_data *pgdat)
{
	return node_page_state(pgdat, WORKINGSET_REFAULT_ANON) +
		node_page_state(pgdat, WORKINGSET_REFAULT_FILE);
}

/**
 * darc_sample_near_min() - is the zone's emergency reserve about to be gone
 * @zone:	the zone
 * @more_pages:	free memory that a dry run has only counted
 *
 * Eviction runs with PF_MEMALLOC, as all reclaim does, so compressing a batch may
 * take as many pages from under the min mark as it gives back a moment later.
 * That is what the reserve is for: where tasks reclaim by themselves, free memory
 * is seldom above the mark.  Half of it is left to the LRU, which goes on, and to
 * who cannot wait.
 *
 * Context: any.
 * Return: true when nothing more must be evicted for now.
 */
bool darc_sample_near_min(struct zone *zone, u64 more_pages)
{
	return free_pages_of(zone) + more_pages < zone->_watermark[WMARK_MIN] / 2;
}

static u64 idle_us(int cpu)
{
	u64 us = get_cpu_idle_time_us(cpu, NULL);

	if (us != U64_MAX)
		return us + get_cpu_iowait_time_us(cpu, NULL);
	/* Without NO_HZ, by ticks. */
	return div_u64(kcpustat_cpu(cpu).cpustat[CPUTIME_IDLE] +
		       kcpustat_cpu(cpu).cpustat[CPUTIME_IOWAIT], NSEC_PER_USEC);
}

/**
 * darc_sample_idle_us() - time in which CPUs had nothing to do
 * @cpus:	the CPUs
 *
 * Context: any.
 * Return: the sum over those that are online, in us since boot.
 */
u64 darc_sample_idle_us(const struct cpumask *cpus)
{
	u64 sum = 0;
	int cpu;

	for_each_cpu_and(cpu, cpus, cpu_online_mask)
		sum += idle_us(cpu);
	return sum;
}

/* How often one of the events @first to @last happened, since boot. */
static u64 vm_events(int first, int last)
{
	u64 sum = 0;
#ifdef CONFIG_VM_EVENT_COUNTERS
	int cpu, item;

	for_each_possible_cpu(cpu) {
		struct vm_event_state *v = &per_cpu(vm_event_states, cpu);

		for (item = first; item <= last; item++)
			sum += READ_ONCE(v->event[item]);
	}
#endif
	return sum;
}

/**
 * darc_sample_kswapd_runs() - times that kswapd began to reclaim
 *
 * It may be done between two samples that would have seen it awake.  Those of
 * several nodes are not told apart, so then it counts only what is seen.
 *
 * Context: any.
 * Return: since boot, %DARC_RUNS_UNKNOWN on a machine with several nodes.
 */
u64 darc_sample_kswapd_runs(void)
{
	return num_node_state(N_MEMORY) > 1 ? DARC_RUNS_UNKNOWN :
		vm_events(PAGEOUTRUN, PAGEOUTRUN);
}

/**
 * darc_sample_swap_in_memory() - does what goes to swap stay in memory
 *
 * Devices that are read without waiting for an interrupt are taken for zram.
 *
 * Context: any.
 * Return: true if it does, compressed.
 */
bool darc_sample_swap_in_memory(void)
{
	unsigned int type;

	for (type = 0; type < MAX_SWAPFILES; type++) {
		const struct swap_info_struct *si =
			swp_swap_info(swp_entry(type, 0));
		/* Without swap_lock: it may come or go while we look. */
		unsigned long flags = si ? READ_ONCE(si->flags) : 0;

		if ((flags & SWP_WRITEOK) && (flags & SWP_SYNCHRONOUS_IO))
			return true;
	}
	return zswap_is_enabled() && total_swap_pages;
}

/**
 * darc_sample_allocstall() - direct reclaims
 *
 * They are counted in the zone that was asked for: only the sum tells.
 *
 * Context: any.
 * Return: of the whole system since boot.
 */
u64 darc_sample_allocstall(void)
{
	return vm_events(ALLOCSTALL_NORMAL - ZONE_NORMAL, ALLOCSTALL_MOVABLE);
}

static u64 pcp_pages(struct zone *zone)
{
	u64 sum = 0;
	int cpu;

	for_each_online_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(zone->per_cpu_pageset, cpu)->count);
	return sum;
}

/* A list is filled by batches, and has one or two of them as long as it is in use. */
static u64 pcp_usual_pages(struct zone *zone)
{
	return 2ULL * num_online_cpus() * READ_ONCE(zone->pageset_batch);
}

static u64 reclaimable_anon(struct zone *zone, const struct darc_params *p)
{
	unsigned long anon = zone_page_state(zone, NR_ZONE_INACTIVE_ANON) +
		zone_page_state(zone, NR_ZONE_ACTIVE_ANON);
	long swap = get_nr_swap_pages();

	return p->skip_anon || swap <= 0 ? 0 : min_t(unsigned long, anon, swap);
}

/*
 * MGLRU counts its two youngest generations as active, and there may be no more:
 * nobody but kswapd makes new ones.  Then half of the page cache is a guess.
 */
static u64 inactive_file(struct zone *zone, bool mglru)
{
	u64 inactive = zone_page_state(zone, NR_ZONE_INACTIVE_FILE);
	u64 active = zone_page_state(zone, NR_ZONE_ACTIVE_FILE);

	return mglru ? max(inactive, (inactive + active) / 2) : inactive;
}

/*
 * MGLRU calls activated whatever comes back before there is a new generation, also
 * what is read in a cycle larger than memory, and restored what was mapped or read
 * several times while it was there: see lru_gen_refault().
 */
static u64 file_workingset(struct pglist_data *pgdat, bool mglru)
{
	return node_page_state(pgdat, mglru ? WORKINGSET_RESTORE_FILE :
			       WORKINGSET_ACTIVATE_FILE);
}

/**
 * darc_sample_zone() - take a sample of a zone
 * @zone:	the zone
 * @p:		parameters
 * @s:		filled in, but for what only the caller knows: spare_pages, others_*,
 *		lower_age_us, allocstall, tried_pages, passed_pages, tried_age_us, second_age_us,
 *		evicted_pages, evicted_anon_pages, busy, dry_run and blind, and usable,
 *		without which the CPUs' own lists are not counted
 *
 * Context: any.
 */
void darc_sample_zone(struct zone *zone, const struct darc_params *p,
		      struct darc_sample *s)
{
	struct pglist_data *pgdat = zone->zone_pgdat;
	u64 dirty = zone_page_state(zone, NR_ZONE_WRITE_PENDING);
	u64 file = zone_page_state(zone, NR_ZONE_INACTIVE_FILE) +
		zone_page_state(zone, NR_ZONE_ACTIVE_FILE);

	s->now_us = darc_sample_now_us();
	s->free_pages = darc_sample_free(zone);
	/* A line of each CPU, which is not for nothing where there are many. */
	s->pcp_pages = s->usable ? pcp_pages(zone) : 0;
	s->pcp_usual_pages = pcp_usual_pages(zone);
	s->file_pages = darc_sub(file, dirty);
	s->reclaimable_pages = reclaimable_anon(zone, p) + s->file_pages;
	s->dirty_pages = dirty;
	s->mglru = lru_gen_enabled();
	s->inactive_file_pages = darc_sub(inactive_file(zone, s->mglru), dirty);
	s->swappiness = READ_ONCE(vm_swappiness);
	s->refaulted_pages = darc_sample_refaulted(pgdat);
	s->anon_workingset_pages = node_page_state(pgdat, WORKINGSET_ACTIVATE_ANON);
	s->file_workingset_pages = file_workingset(pgdat, s->mglru);
	s->kswapd_awake = pgdat->kswapd &&
		/* No barrier: a wake-up that is missed is seen next time. */
		!waitqueue_active(&pgdat->kswapd_wait);
}
