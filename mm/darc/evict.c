// SPDX-License-Identifier: GPL-2.0
/*
 * Evicts the pages of a cold region that may go.
 *
 * A page goes at its second look: the first one starts to watch it, the second
 * finds that it was not accessed since.  What the LRU knows to have been read
 * once goes at the first, and what it takes for active is given one more.
 * reclaim_pages() honours neither the protection of memory cgroups nor the lack of
 * swap, so both are checked here, before a page is taken off its list.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/page_idle.h>
#include <linux/sched/cputime.h>
#include <linux/swap.h>

#include "../internal.h"
#include "evict.h"
#include "lru.h"
#include "pretend.h"
#include "sample.h"
#include "written.h"

/* Looks between two checks of the clock; a look takes a few microseconds. */
#define DARC_LOOKS_PER_CHECK	128
/* Of these one is timed by a dry run: to read the clock takes half as long. */
#define DARC_LOOKS_PER_TIMED	16
/* Steps over what there is nothing to look at in between; one takes tens of ns. */
#define DARC_STEPS_PER_CHECK	1024
/* Longest sleep of a dry run, as the monitor may be told to stop. */
#define DARC_TAKE_MAX_US	50000UL
/* Shortest: what is less is left for the next. */
#define DARC_TAKE_MIN_US	1000UL
/* Page frames that may be searched for one that is marked as evicted. */
#define DARC_FRAMES_PER_LOOK	1024

/**
 * darc_evict_cpu_ns() - CPU time of the calling thread
 *
 * Context: any.
 * Return: ns.
 */
u64 darc_evict_cpu_ns(void)
{
	return task_sched_runtime(current);
}

/* Is there swap for an anonymous folio or shmem, and may it go there? */
static bool can_swap(struct folio *folio)
{
	struct mem_cgroup *memcg;
	bool ok;

	rcu_read_lock();
	memcg = folio_memcg(folio);
	ok = folio_test_swapcache(folio) ||
		(memcg ? mem_cgroup_get_nr_swap_pages(memcg) :
		 get_nr_swap_pages()) >= folio_nr_pages(folio);
	/* Only cgroups v1 have a swappiness of their own; the other one is the policy's. */
	if (memcg)
		ok = ok && (mem_cgroup_swappiness(memcg) || !READ_ONCE(vm_swappiness));
	rcu_read_unlock();
	return ok;
}

/*
 * Effective protection is computed from the root down, and kept in the cgroup.  Reclaim
 * within a group, at its limit or on demand, computes it as if that were the root and
 * leaves it so, which is why what others have computed cannot be gone by.
 */
static void refresh_protection(struct mem_cgroup *memcg)
{
	struct mem_cgroup *done = NULL, *next;

	do {
		for (next = memcg; parent_mem_cgroup(next) != done;)
			next = parent_mem_cgroup(next);
		mem_cgroup_calculate_protection(NULL, next);
		done = next;
	} while (done != memcg);
}

static bool is_protected(struct folio *folio)
{
	struct mem_cgroup *memcg;
	bool yes = false;

	rcu_read_lock();
	memcg = folio_memcg(folio);
	if (memcg) {
		refresh_protection(memcg);
		yes = mem_cgroup_below_min(NULL, memcg) ||
			mem_cgroup_below_low(NULL, memcg);
	}
	rcu_read_unlock();
	return yes;
}

static bool may_go(const struct darc_pass *pass, struct folio *folio)
{
	if (folio_zone(folio) != pass->zone || folio_test_unevictable(folio) ||
	    folio_test_mlocked(folio) || folio_test_locked(folio))
		return false;
	/* What goes there would not count as free. */
	if (is_migrate_cma_folio(folio, folio_pfn(folio)))
		return false;
	/* Only kswapd and the flushers write back file pages. */
	if (folio_is_file_lru(folio) && folio_test_dirty(folio))
		return false;
	/* Reclaim would unmap file pages and shmem, and find out only then. */
	if (folio_maybe_dma_pinned(folio))
		return false;
	return !folio_test_writeback(folio) && !is_protected(folio);
}

/* Pages to collect before they are reclaimed: a cap must not be overrun. */
static u64 batch_size(const struct darc_pass *pass)
{
	return clamp(darc_sub(pass->want_pages, pass->evicted_pages), 1,
		     SWAP_CLUSTER_MAX);
}

/**
 * struct darc_batch - folios taken off their lists, to be reclaimed together
 * @folios:	the folios
 * @pfns:	their heads
 * @sizes:	their pages
 * @nr:		how many they are
 * @pages:	pages in them
 * @anon_pages:	anonymous pages and shmem among them
 */
struct darc_batch {
	struct list_head folios;
	unsigned long pfns[SWAP_CLUSTER_MAX];
	unsigned int sizes[SWAP_CLUSTER_MAX];
	unsigned int nr;
	unsigned long pages;
	unsigned long anon_pages;
};

static void isolate(struct folio *folio, struct darc_batch *batch)
{
	unsigned long nr = folio_nr_pages(folio);

	folio_clear_referenced(folio);
	folio_test_clear_young(folio);
	if (!folio_isolate_lru(folio))
		return;
	if (folio_test_unevictable(folio)) {
		folio_putback_lru(folio);
		return;
	}
	list_add(&folio->lru, &batch->folios);
	batch->pfns[batch->nr] = folio_pfn(folio);
	batch->sizes[batch->nr++] = nr;
	batch->pages += nr;
	batch->anon_pages += folio_is_file_lru(folio) ? 0 : nr;
}

static void count_evicted(struct darc_pass *pass, u64 nr, u64 nr_anon)
{
	pass->evicted_pages += nr;
	/* A mixed batch does not tell who stayed. */
	pass->anon_pages += min(nr, nr_anon);
}

static void pretend(struct darc_pretend *pt, struct folio *folio,
		    struct darc_batch *batch)
{
	unsigned long nr = folio_nr_pages(folio);

	if (!darc_pretend_mark(pt, folio))
		return;
	batch->pages += nr;
	batch->anon_pages += folio_is_file_lru(folio) ? 0 : nr;
}

static void sleep_for(struct darc_dry_time *time, unsigned long us)
{
	u64 idle_us = darc_sample_idle_us(current->cpus_ptr);
	u64 now_us = darc_sample_now_us();

	usleep_idle_range(us, us + 1);
	now_us = darc_sample_now_us() - now_us;
	idle_us = darc_sub(darc_sample_idle_us(current->cpus_ptr), idle_us);
	darc_dry_pay(time, now_us * NSEC_PER_USEC, idle_us * NSEC_PER_USEC,
		     max(task_nice(current), 0));
}

/*
 * Eviction takes time, in which others allocate.  A dry run sleeps until there has
 * been as much of it as eviction would have needed.
 */
static void take_time(struct darc_pass *pass, const struct darc_batch *batch)
{
	struct darc_dry dry;
	unsigned long us;
	u64 timed, ns;

	darc_pretend_read(pass->pretend, &dry);
	timed = DIV_ROUND_UP_ULL(pass->looks, DARC_LOOKS_PER_TIMED);
	ns = darc_dry_cost_ns(&dry, div64_u64(pass->look_ns, max(timed, 1)),
			      batch->anon_pages, batch->pages - batch->anon_pages);
	pass->pretend_ns += ns;
	pass->time.owed_ns += ns;
	pass->time.own_ns += darc_evict_cpu_ns() - pass->own_from_ns;
	while (pass->time.owed_ns >= (s64)(DARC_TAKE_MIN_US * NSEC_PER_USEC)) {
		us = div_u64(pass->time.owed_ns, NSEC_PER_USEC);
		sleep_for(&pass->time, min(us, DARC_TAKE_MAX_US));
		if (darc_pretend_ended(pass->pretend) || kthread_should_stop())
			pass->time.owed_ns = 0;
	}
	pass->own_from_ns = darc_evict_cpu_ns();
}

/* Caps are on what is sent to swap, be it there or not. */
static u64 reclaim_batch(struct darc_pass *pass, struct darc_batch *batch)
{
	u64 nr = reclaim_pages(&batch->folios);
	unsigned int i;

	for (i = 0; nr < batch->pages && i < batch->nr; i++)
		nr += darc_written_note(pass->written, batch->pfns[i],
					batch->sizes[i]);
	if (darc_written_full(pass->written))
		darc_written_free(pass->written, pass->ops->get);
	return min(nr, batch->pages);
}

static void reclaim(struct darc_pass *pass, struct darc_batch *batch)
{
	u64 nr = batch->pages;

	if (pass->pretend)
		take_time(pass, batch);
	else if (nr)
		nr = reclaim_batch(pass, batch);
	count_evicted(pass, nr, batch->anon_pages);
	batch->nr = 0;
	batch->pages = 0;
	batch->anon_pages = 0;
}

static bool look(struct darc_pass *pass, struct folio *folio)
{
	u64 begin_ns;
	bool accessed;

	if (!pass->pretend || pass->looks++ % DARC_LOOKS_PER_TIMED)
		return pass->ops->look(folio);
	begin_ns = darc_evict_cpu_ns();
	accessed = pass->ops->look(folio);
	pass->look_ns += darc_evict_cpu_ns() - begin_ns;
	return accessed;
}

static void try_folio(struct darc_pass *pass, struct folio *folio,
		      struct darc_batch *batch)
{
	unsigned long nr = folio_nr_pages(folio);

	if (pass->pretend &&
	    darc_pretend_marked(pass->pretend, folio, folio_pfn(folio)))
		return;
	/* Told apart at a glance, so it hardly counts as a look. */
	if (!folio_is_file_lru(folio) && (pass->skip_anon || !can_swap(folio))) {
		pass->passed_pages += nr;
		pass->skipped_pages += nr;
		return;
	}
	pass->tried_pages += nr;
	if (!may_go(pass, folio))
		pass->skipped_pages += nr;
	/* It is looked at in any case, or a dry run would take a read for a refault. */
	else if (look(pass, folio) && !darc_lru_used_once(folio))
		return;
	else if (darc_lru_deactivate(folio))
		pass->deactivated_pages += nr;
	else if (pass->pretend)
		pretend(pass->pretend, folio, batch);
	else
		isolate(folio, batch);
}

/**
 * darc_evict_over() - has a pass come to its end
 * @pass:	the pass
 *
 * Context: the monitor's thread.
 * Return: true when it has evicted what it wanted or looked at what it may, others
 * have freed as much, it has used up its CPU time, would eat up the zone's emergency
 * reserve, takes anonymous memory and the swap device has enough to do, or the dry run
 * or the thread is to stop.
 */
bool darc_evict_over(const struct darc_pass *pass)
{
	u64 gain = darc_pretend_gain(pass->pretend);

	return pass->evicted_pages >= pass->want_pages ||
		darc_pass_effort(pass->tried_pages, pass->passed_pages) >= pass->max_tries ||
		darc_sample_free(pass->zone) + gain >= pass->target_pages ||
		darc_evict_cpu_ns() + pass->pretend_ns >= pass->cpu_end_ns ||
		darc_sample_near_min(pass->zone, gain) ||
		(!pass->skip_anon && darc_written_full(pass->written)) ||
		darc_pretend_ended(pass->pretend) || kthread_should_stop();
}

/*
 * Most of a cold region may be free, and hugetlb pages, which DAMON never sees
 * accessed, are the coldest of all.  Both are told apart without a lock or a
 * reference, as compaction does; what is skipped by mistake is found by the next
 * pass.
 */
static unsigned long frames_to_skip(unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);
	unsigned int order;

	if (!page || !(PageBuddy(page) || PageHuge(page)))
		return 0;
	order = PageBuddy(page) ? buddy_order_unsafe(page) :
		compound_order(compound_head(page));
	/* No such order: it was freed or split meanwhile. */
	if (order > ilog2(MAX_FOLIO_NR_PAGES))
		return 1;
	return ALIGN(pfn + 1, 1UL << order) - pfn;
}

/**
 * darc_evict_range() - evict what may go of a range of page frames
 * @pass:	the pass; its results are added to
 * @pfn:	first page frame
 * @end_pfn:	page frame after the last
 *
 * A large folio belongs to the range that its head lies in, so neighbouring
 * ranges do not act on it again.  Batches are as large as kswapd's: what a
 * cgroup's protection can be overrun by is bounded by that and one large folio, and
 * by what is still being written to a swap device.
 *
 * Context: the monitor's thread; sleeps.
 * Return: the page frame at which the pass ended, @end_pfn if it did not.
 */
unsigned long darc_evict_range(struct darc_pass *pass, unsigned long pfn,
			       unsigned long end_pfn)
{
	struct darc_batch batch = { .folios = LIST_HEAD_INIT(batch.folios) };
	unsigned long looks = 0, steps = 0;

	while (pfn < end_pfn) {
		unsigned long skip = frames_to_skip(pfn);
		struct folio *folio = skip ? NULL : pass->ops->get(pfn);

		if (!folio) {
			pfn += max(skip, 1);
			if (++steps % DARC_STEPS_PER_CHECK)
				continue;
			cond_resched();
			if (darc_evict_over(pass))
				break;
			continue;
		}
		/* A look goes to each place where the folio is mapped. */
		looks += max(folio_mapcount(folio), 1);
		if (folio_pfn(folio) == pfn)
			try_folio(pass, folio, &batch);
		pfn = folio_pfn(folio) + folio_nr_pages(folio);
		folio_put(folio);
		cond_resched();

		if (batch.pages < batch_size(pass) &&
		    pass->tried_pages < pass->max_tries &&
		    looks < DARC_LOOKS_PER_CHECK)
			continue;
		reclaim(pass, &batch);
		looks = 0;
		if (darc_evict_over(pass))
			break;
	}
	reclaim(pass, &batch);
	/* What a look has made active or inactive waits on a list of this CPU, pinned. */
	lru_add_drain();
	return min(pfn, end_pfn);
}

/*
 * A folio may have been split since it was marked, so each page frame answers for
 * itself, but an access is to all of the folio.
 */
static void recheck(struct darc_pretend *pt, const struct darc_evict_ops *ops,
		    unsigned long pfn)
{
	struct folio *folio = ops->get(pfn);
	/* An access that a sample of DAMON's has hidden would have been a fault. */
	bool hidden = folio && folio_test_young(folio);

	if (!folio || !darc_pretend_marked(pt, folio, pfn))
		darc_pretend_settle(pt, pfn, 1, false);
	else if (ops->look(folio) || hidden)
		darc_pretend_settle(pt, folio_pfn(folio), folio_nr_pages(folio),
				    true);
	if (folio)
		folio_put(folio);
}

/**
 * darc_evict_recheck() - see what has become of pages that are marked as evicted
 * @pt:		the marks
 * @ops:	access to the monitor's knowledge
 * @looks:	how many to look at
 *
 * Context: the monitor's thread; sleeps.
 */
void darc_evict_recheck(struct darc_pretend *pt,
			const struct darc_evict_ops *ops, unsigned long looks)
{
	unsigned long frames = looks * DARC_FRAMES_PER_LOOK, pfn;

	while (looks-- && darc_pretend_next(pt, &frames, &pfn)) {
		recheck(pt, ops, pfn);
		cond_resched();
	}
}
