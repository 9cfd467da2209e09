// SPDX-License-Identifier: GPL-2.0
/*
 * DARC's only room that talks to DAMON: one context, one target and one pageout
 * scheme for a zone.
 *
 * DAMON monitors the zone and lets DAMOS pick the regions.  The context's
 * private copy of the operations is changed in three places: the score, so that
 * ages under a second count; the action, so that protection and what cannot go
 * are respected and a pass ends when its work is done; and the access check, after
 * which orders of the controller are taken over.  That point is just ahead of
 * DAMON's reading of its intervals, so that a change of pace acts on the next
 * sleep.
 *
 * Every wake-up ends with a pass of DAMOS.  A pass without work is one that
 * no region's age qualifies for.
 */
#include <linux/cpumask.h>
#include <linux/damon.h>
#include <linux/err.h>
#include <linux/freezer.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/page_idle.h>
#include <linux/sched.h>
#include <linux/sched/isolation.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/topology.h>

#include <trace/events/darc.h>

#include "../damon/ops-common.h"
#include "engine.h"
#include "evict.h"
#include "lru.h"
#include "policy.h"
#include "pretend.h"
#include "sample.h"
#include "written.h"

/* Looks a second at what a dry run has marked as evicted. */
#define DARC_RECHECKS_PS	12800
/* A quota of DAMOS that no region uses up, nor a sum of it and a region's size. */
#define DARC_NO_QUOTA		(ULONG_MAX / 2)

/**
 * struct darc_engine - the monitor of a zone
 * @zone:	the zone
 * @ctx:	its DAMON context
 * @target:	the context's only target
 * @scheme:	the context's only scheme
 * @stock_check: DAMON's own check of accesses
 * @lock:	protects @params, @action, @pretend, @counts and @ranges
 * @params:	parameters as published last
 * @action:	action as published last
 * @pretend:	marks of the dry run as published last, NULL when it is none
 * @counts:	what was done so far
 * @ranges:	ranges to monitor instead of the present ones, or NULL
 * @nr_ranges:	how many
 *
 * The rest belongs to the monitor's thread:
 * @act:	action in force, changed under @lock
 * @par:	parameters in force
 * @dry:	marks of the dry run in force
 * @pass:	the present pass
 * @written:	what is on its way to a swap device
 * @yield_permil: evicted of the pages looked at, over the last passes
 * @pace:	pace in force
 * @sampled_us:	when accesses were last checked
 * @aged_us:	time that samples took and that ages do not have yet
 * @pass_us:	when the last pass with work to do began
 * @over_pages:	pages that it evicted beyond what it wanted
 * @budget:	CPU time that may be spent
 */
struct darc_engine {
	struct zone *zone;
	struct damon_ctx *ctx;
	struct damon_target *target;
	struct damos *scheme;
	unsigned int (*stock_check)(struct damon_ctx *ctx);

	spinlock_t lock; /* the controller against the monitor's thread */
	struct darc_params params;
	struct darc_action action;
	struct darc_pretend *pretend;
	struct darc_counts counts;
	struct damon_addr_range *ranges;
	unsigned int nr_ranges;

	struct darc_action act;
	struct darc_params par;
	struct darc_pretend *dry;
	struct darc_pass pass;
	struct darc_written written;
	unsigned int yield_permil;
	unsigned int pace;
	u64 sampled_us;
	u64 aged_us;
	u64 pass_us;
	u64 over_pages;
	struct darc_budget budget;
};

static bool darc_look(struct folio *folio)
{
	bool accessed = damon_folio_young(folio);

	darc_lru_hidden(folio);
	if (accessed) {
		damon_folio_mkold(folio);
		darc_lru_accessed(folio);
	}
	return accessed;
}

static const struct darc_evict_ops darc_evict_ops = {
	.get = damon_get_folio,
	.look = darc_look,
};

static struct darc_engine *darc_of(struct damon_ctx *ctx)
{
	return ctx->callback.private;
}

static void darc_fill_attrs(const struct darc_engine *e,
			    struct damon_attrs *attrs)
{
	/* Not what is managed, which a balloon changes all the time. */
	unsigned long zone_pages = READ_ONCE(e->zone->present_pages);
	const struct darc_params *p = &e->par;
	unsigned int pace = e->pace;

	*attrs = (struct damon_attrs) {
		.sample_interval = p->sample_us * pace,
		.aggr_interval = p->aggr_us * pace,
		/* DAMON bounds the size of regions by the memory it saw then. */
		.ops_update_interval = p->aggr_us * pace,
		.min_nr_regions = p->min_nr_regions,
		.max_nr_regions = darc_most_regions(p, zone_pages),
	};
}

/* Samples to an aggregation stay the same at any pace, so nothing needs converting. */
static void darc_set_pace(struct darc_engine *e, unsigned int pace)
{
	struct damon_attrs *attrs = &e->ctx->attrs;

	if (pace == e->pace)
		return;
	attrs->sample_interval = attrs->sample_interval / e->pace * pace;
	attrs->aggr_interval = attrs->aggr_interval / e->pace * pace;
	attrs->ops_update_interval = attrs->aggr_interval;
	e->scheme->apply_interval_us = attrs->sample_interval;
	e->pace = pace;
}

/* An aggregation of the full rate, which ages count at any pace. */
static unsigned long darc_age_us(const struct darc_engine *e)
{
	return e->ctx->attrs.aggr_interval / e->pace;
}

static void darc_set_ranges(struct darc_engine *e)
{
	struct damon_addr_range *ranges;
	unsigned int nr;
	int err;

	spin_lock(&e->lock);
	ranges = e->ranges;
	nr = e->nr_ranges;
	e->ranges = NULL;
	spin_unlock(&e->lock);
	if (!ranges)
		return;

	err = damon_set_regions(e->target, ranges, nr);
	/* Without memory they are tried again, unless newer ones have come. */
	spin_lock(&e->lock);
	if (err && !e->ranges) {
		e->ranges = ranges;
		e->nr_ranges = nr;
		ranges = NULL;
	}
	spin_unlock(&e->lock);
	kfree(ranges);
}

static void darc_adopt(struct darc_engine *e)
{
	struct darc_pretend *old = NULL;

	spin_lock(&e->lock);
	e->act = e->action;
	e->par = e->params;
	if (e->dry != e->pretend) {
		old = e->dry;
		e->dry = darc_pretend_get(e->pretend);
		e->pass.pretend = e->dry;
	}
	e->counts.cpu_us = div_u64(darc_evict_cpu_ns(), NSEC_PER_USEC);
	spin_unlock(&e->lock);
	darc_pretend_put(old);
	darc_set_pace(e, e->act.pace);
}

/* A pass tells once how many looks it takes to find a page that may go. */
static void darc_note_yield(struct darc_engine *e)
{
	struct darc_pass *pass = &e->pass;

	e->yield_permil = darc_pass_yield(e->yield_permil, pass->tried_pages,
					  pass->evicted_pages);
	if (pass->evicted_pages)
		e->over_pages = darc_sub(pass->evicted_pages, pass->want_pages);
	pass->tried_pages = 0;
	pass->evicted_pages = 0;
}

static void darc_free_written(struct darc_engine *e)
{
	u64 cpu_ns;

	if (!e->written.nr)
		return;
	cpu_ns = darc_evict_cpu_ns();
	darc_written_free(&e->written, darc_evict_ops.get);
	darc_pass_spend(&e->budget, darc_evict_cpu_ns() - cpu_ns);
	spin_lock(&e->lock);
	e->counts.writing_pages = e->written.pages;
	spin_unlock(&e->lock);
}

static void darc_begin_pass(struct darc_engine *e, u64 own_from_ns)
{
	struct damos_access_pattern *pattern = &e->scheme->pattern;
	struct damos_quota *quota = &e->scheme->quota;
	u64 now = darc_sample_now_us();
	u64 free = darc_sample_free(e->zone) + darc_pretend_gain(e->dry);
	u64 credit = darc_pass_credit(&e->budget, ktime_get_ns(),
				      e->par.cpu_budget_permil);
	u64 want, tries;

	darc_note_yield(e);
	want = darc_pass_pages(&e->act, free,
			       darc_sub(now - e->pass_us,
					darc_pass_owed_us(&e->act, e->over_pages)));
	pattern->min_age_region = UINT_MAX;
	if (!darc_pass_due(&e->act, free, want) || !credit)
		return;
	/* A dry run that has no marks, or no more, does nothing. */
	if (e->par.dry_run && !e->dry)
		return;

	e->pass_us = now;
	e->over_pages = 0;
	tries = darc_pass_tries(want, e->yield_permil);
	e->pass = (struct darc_pass) {
		.ops = &darc_evict_ops,
		.zone = e->zone,
		.skip_anon = e->par.skip_anon || e->act.file_only ||
			darc_written_full(&e->written),
		.pretend = e->dry,
		.written = &e->written,
		.want_pages = want,
		.max_tries = tries,
		.target_pages = e->act.target_pages,
		.cpu_end_ns = darc_evict_cpu_ns() + credit,
		.time.owed_ns = e->pass.time.owed_ns,
		.own_from_ns = own_from_ns,
	};
	pattern->max_nr_accesses = e->act.warm ? UINT_MAX : 0;
	pattern->min_age_region = DIV_ROUND_UP_ULL(e->act.cold_age_us,
						   darc_age_us(e));
	/*
	 * By this DAMOS tells which regions are among the coldest.  It takes 0 for no
	 * limit, also before its first window ends.
	 */
	quota->sz = min_t(u64, tries * PAGE_SIZE, DARC_NO_QUOTA);
	quota->esz = quota->sz;
	/* Windows begin with a jiffy, which may be longer than a sample. */
	quota->charged_sz = 0;
}

/*
 * As kswapd: what compression takes comes from the node of the CPU it runs on.
 * Isolated CPUs are left alone, as they were by kthread().
 */
static int darc_before_start(struct damon_ctx *ctx)
{
	cpumask_var_t cpus;

	set_freezable();
	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return 0;
	if (cpumask_and(cpus, cpumask_of_node(zone_to_nid(darc_of(ctx)->zone)),
			housekeeping_cpumask(HK_TYPE_KTHREAD)))
		set_cpus_allowed_ptr(current, cpus);
	free_cpumask_var(cpus);
	return 0;
}

/* How long a sample took; one that was woken from its sleep took less than meant. */
static u64 darc_took_us(struct darc_engine *e)
{
	u64 before_us = e->sampled_us;

	e->sampled_us = darc_sample_now_us();
	return min_t(u64, darc_sub(e->sampled_us, before_us),
		     e->ctx->attrs.sample_interval);
}

static unsigned int darc_check_accesses(struct damon_ctx *ctx)
{
	struct darc_engine *e = darc_of(ctx);
	u64 took_us = darc_took_us(e);
	u64 cpu_ns = darc_evict_cpu_ns();
	unsigned int max_nr_accesses;

	/* As kswapd, do not swap while the system sleeps or its image is taken. */
	if (kthread_freezable_should_stop(NULL)) {
		e->scheme->pattern.min_age_region = UINT_MAX;
		return 0;
	}
	max_nr_accesses = e->stock_check(ctx);
	e->aged_us += took_us;
	darc_adopt(e);
	darc_free_written(e);
	darc_set_ranges(e);
	if (e->dry)
		darc_evict_recheck(e->dry, &darc_evict_ops,
				   div_u64(took_us * DARC_RECHECKS_PS,
					   USEC_PER_SEC));
	darc_begin_pass(e, cpu_ns);
	return max_nr_accesses;
}

static int darc_get_score(struct damon_ctx *ctx, struct damon_target *t,
			  struct damon_region *r, struct damos *s)
{
	return darc_score(r->nr_accesses_bp / 10000,
			  damon_max_nr_accesses(&ctx->attrs), r->age);
}

/*
 * DAMOS zeroes the age of a region that was acted on.  What the pass did not
 * get to becomes a region of its own and keeps what is known of it.
 */
static void darc_split_rest(struct damon_target *t, struct damon_region *r,
			    unsigned long addr)
{
	struct damon_region *rest;

	if (addr <= r->ar.start || addr >= r->ar.end)
		return;
	rest = damon_new_region(addr, r->ar.end);
	if (!rest)
		return;
	rest->age = r->age;
	rest->nr_accesses = r->nr_accesses;
	rest->nr_accesses_bp = r->nr_accesses_bp;
	rest->last_nr_accesses = r->last_nr_accesses;
	r->ar.end = addr;
	damon_insert_region(rest, r, damon_next_region(r), t);
}

static unsigned long darc_apply(struct damon_ctx *ctx, struct damon_target *t,
				struct damon_region *r, struct damos *s)
{
	struct darc_engine *e = darc_of(ctx);
	struct darc_pass *pass = &e->pass;
	struct darc_pass before = *pass;
	u64 cpu_ns = darc_evict_cpu_ns();
	unsigned long stop;
	u64 tried, deactivated, evicted, anon, age_us;

	stop = PFN_PHYS(darc_evict_range(pass, PHYS_PFN(r->ar.start),
					 PHYS_PFN(r->ar.end)));
	cpu_ns = darc_evict_cpu_ns() - cpu_ns +
		pass->pretend_ns - before.pretend_ns;
	tried = pass->tried_pages - before.tried_pages;
	deactivated = pass->deactivated_pages - before.deactivated_pages;
	evicted = pass->evicted_pages - before.evicted_pages;
	anon = pass->anon_pages - before.anon_pages;
	/* With accesses, it is for how long their frequency has been the same. */
	age_us = r->nr_accesses_bp ? 0 :
		min((u64)r->age * darc_age_us(e), DARC_COLD_AGE_MAX_US);
	darc_pass_spend(&e->budget, cpu_ns);
	trace_darc_evict(e->zone, r->ar.start, stop, r->nr_accesses_bp / 10000,
			 r->age, darc_get_score(ctx, t, r, s),
			 tried, evicted, cpu_ns);

	spin_lock(&e->lock);
	e->counts.tried_pages += tried;
	e->counts.passed_pages += pass->passed_pages - before.passed_pages;
	e->counts.deactivated_pages += deactivated;
	e->counts.tried_age_us += (tried - deactivated) * age_us;
	e->counts.second_age_us += anon * age_us;
	e->counts.evicted_pages += evicted;
	e->counts.anon_pages += anon;
	e->counts.skipped_pages += pass->skipped_pages - before.skipped_pages;
	e->counts.writing_pages = e->written.pages;
	spin_unlock(&e->lock);

	if (stop < r->ar.end)
		darc_split_rest(t, r, stop);
	/*
	 * DAMOS charges the size of a region and cuts the one in which its quota
	 * ends.  Free memory, always the coldest, would use it up, and what is left
	 * of it be cut into ever more pieces: the pass counts what it looks at by
	 * itself.  A quota that is used up ends it, so that no region loses its age.
	 */
	if (darc_evict_over(pass)) {
		s->quota.charged_sz = s->quota.esz;
	} else {
		s->quota.charged_sz = 0;
		s->quota.esz = DARC_NO_QUOTA;
	}
	return evicted * PAGE_SIZE;
}

/* Only here no aggregation is under way that new attributes could disturb. */
static int darc_after_aggregation(struct damon_ctx *ctx)
{
	struct darc_engine *e = darc_of(ctx);
	struct damon_attrs attrs;
	struct damon_region *r;
	u64 nr;

	nr = div64_u64_rem(e->aged_us, darc_age_us(e), &e->aged_us);
	damon_for_each_region(r, e->target) {
		/* DAMON's moving sum is rounded: what stays of it would count as accesses. */
		r->nr_accesses_bp = r->nr_accesses * 10000;
		/* DAMON has counted one, however long the aggregation took. */
		if (r->age)
			r->age += nr - 1;
	}

	darc_fill_attrs(e, &attrs);
	if (memcmp(&attrs, &ctx->attrs, sizeof(attrs))) {
		/* DAMON reads it to tell when the scheme is next applied. */
		e->scheme->apply_interval_us = attrs.sample_interval;
		damon_set_attrs(ctx, &attrs);
	}
	return 0;
}

/* DAMON would begin with one region for each range and learn slowly. */
static int darc_add_regions(struct damon_target *t, unsigned long start,
			    unsigned long end, unsigned long size)
{
	while (start < end) {
		unsigned long next = end - start > size ? start + size : end;
		struct damon_region *r = damon_new_region(start, next);

		if (!r)
			return -ENOMEM;
		damon_add_region(r, t);
		start = next;
	}
	return 0;
}

static int darc_presplit(struct damon_target *t, unsigned long nr_regions,
			 const struct darc_range *ranges, unsigned int nr_ranges)
{
	unsigned long total = 0, size;
	unsigned int i;
	int err = 0;

	for (i = 0; i < nr_ranges; i++)
		total += ranges[i].end - ranges[i].start;
	size = max(PAGE_ALIGN(total / nr_regions), PAGE_SIZE);
	for (i = 0; i < nr_ranges && !err; i++)
		err = darc_add_regions(t, ranges[i].start, ranges[i].end, size);
	return err;
}

static struct damos *darc_new_scheme(void)
{
	struct damos_access_pattern pattern = {
		.min_sz_region = PAGE_SIZE,
		.max_sz_region = ULONG_MAX,
		.min_age_region = UINT_MAX,
		.max_age_region = UINT_MAX,
	};
	/* Every pass is a charge window of its own. */
	struct damos_quota quota = {
		.reset_interval = 1,
		.sz = PAGE_SIZE,
	};
	struct damos_watermarks wmarks = {
		.metric = DAMOS_WMARK_NONE,
	};
	struct damos *s = damon_new_scheme(&pattern, DAMOS_PAGEOUT, 0, &quota,
					   &wmarks, NUMA_NO_NODE);

	if (s)
		s->quota.esz = PAGE_SIZE;
	return s;
}

static int darc_init_ctx(struct darc_engine *e,
			 const struct darc_range *ranges, unsigned int nr_ranges)
{
	struct damon_ctx *ctx = e->ctx;
	struct damon_attrs attrs;
	int err;

	err = damon_select_ops(ctx, DAMON_OPS_PADDR);
	if (err)
		return err;
	e->stock_check = ctx->ops.check_accesses;
	ctx->ops.check_accesses = darc_check_accesses;
	ctx->ops.get_scheme_score = darc_get_score;
	ctx->ops.apply_scheme = darc_apply;
	ctx->callback.private = e;
	ctx->callback.before_start = darc_before_start;
	ctx->callback.after_aggregation = darc_after_aggregation;

	darc_fill_attrs(e, &attrs);
	err = damon_set_attrs(ctx, &attrs);
	if (err)
		return err;

	e->target = damon_new_target();
	if (!e->target)
		return -ENOMEM;
	damon_add_target(ctx, e->target);
	err = darc_presplit(e->target, attrs.max_nr_regions / 2, ranges,
			    nr_ranges);
	if (err)
		return err;

	e->scheme = darc_new_scheme();
	if (!e->scheme)
		return -ENOMEM;
	e->scheme->apply_interval_us = attrs.sample_interval;
	damon_set_schemes(ctx, &e->scheme, 1);
	return 0;
}

/**
 * darc_engine_free() - free a monitor
 * @e:	the monitor; it was never started, or was halted
 *
 * Context: process context.
 */
void darc_engine_free(struct darc_engine *e)
{
	damon_destroy_ctx(e->ctx);
	darc_pretend_put(e->dry);
	darc_pretend_put(e->pretend);
	kfree(e->ranges);
	kvfree(e);
}

/**
 * darc_engine_start() - start to monitor a zone
 * @zone:	the zone
 * @p:		parameters
 * @ranges:	the zone's memory, ascending
 * @nr_ranges:	how many, at least one
 *
 * Nothing is evicted until darc_engine_publish() says so.
 *
 * Context: process context; must not be called by a monitor.
 * Return: the monitor, or an ERR_PTR: -EBUSY when another user holds DAMON
 * exclusively, -ENOMEM, -EINTR.
 */
struct darc_engine *darc_engine_start(struct zone *zone,
				      const struct darc_params *p,
				      const struct darc_range *ranges,
				      unsigned int nr_ranges)
{
	struct darc_engine *e = kvzalloc(sizeof(*e), GFP_KERNEL);
	int err;

	if (!e)
		return ERR_PTR(-ENOMEM);
	spin_lock_init(&e->lock);
	e->zone = zone;
	e->params = *p;
	e->par = *p;
	e->pace = 1;
	e->yield_permil = 1000 / DARC_TRIES_MAX;
	e->action.pace = 1;
	e->act = e->action;
	e->budget.wall_ns = ktime_get_ns();
	e->pass_us = darc_sample_now_us();
	e->sampled_us = e->pass_us;
	e->ctx = damon_new_ctx();
	if (!e->ctx) {
		kvfree(e);
		return ERR_PTR(-ENOMEM);
	}
	err = darc_init_ctx(e, ranges, nr_ranges);
	if (!err)
		err = damon_start(&e->ctx, 1, false);
	if (err) {
		darc_engine_free(e);
		return ERR_PTR(err);
	}
	return e;
}

/**
 * darc_engine_halt() - end a monitor's thread
 * @e:	the monitor
 *
 * Its counts are final then, and can still be read.
 *
 * Context: process context; waits for the thread to end; must not be called by
 * a monitor.
 */
void darc_engine_halt(struct darc_engine *e)
{
	/* -EPERM says that the thread has ended by itself. */
	damon_stop(&e->ctx, 1);
}

/**
 * darc_engine_alive() - is the monitor's thread running
 * @e:	the monitor
 *
 * DAMON's thread ends by itself when it cannot get memory.
 *
 * Context: process context; sleeps.
 * Return: true if it is.
 */
bool darc_engine_alive(struct darc_engine *e)
{
	return damon_is_running(e->ctx);
}

/**
 * darc_engine_pid() - the monitor's thread
 * @e:	the monitor
 *
 * Context: process context; sleeps.
 * Return: its pid, or a negative error code when it has ended.
 */
int darc_engine_pid(struct darc_engine *e)
{
	return damon_kdamond_pid(e->ctx);
}

/*
 * DAMON reads its intervals only after its present sleep, and a thread that is
 * not let on a CPU cannot see that it should be.
 */
static void darc_prod(struct damon_ctx *ctx, int nice, bool wake)
{
	mutex_lock(&ctx->kdamond_lock);
	if (ctx->kdamond) {
		set_user_nice(ctx->kdamond, nice);
		if (wake)
			wake_up_process(ctx->kdamond);
	}
	mutex_unlock(&ctx->kdamond_lock);
}

/**
 * darc_engine_publish() - tell a monitor what to do from its next sample on
 * @e:	the monitor
 * @p:	parameters
 * @a:	what to do
 * @pretend: where to mark as evicted what would be, NULL when it is no dry run
 *
 * A monitor that is to be faster than it was, or to begin to evict, is woken.  One
 * whose sleep is as short already is not: ages count samples.
 *
 * Context: process context.
 */
void darc_engine_publish(struct darc_engine *e, const struct darc_params *p,
			 const struct darc_action *a,
			 struct darc_pretend *pretend)
{
	struct darc_pretend *old = NULL;
	bool urgent, prod;

	spin_lock(&e->lock);
	urgent = a->pace < min(e->action.pace, e->act.pace) ||
		(a->evict && !e->action.evict);
	prod = urgent || a->nice != e->action.nice;
	e->params = *p;
	e->action = *a;
	if (e->pretend != pretend) {
		old = e->pretend;
		e->pretend = darc_pretend_get(pretend);
	}
	spin_unlock(&e->lock);
	darc_pretend_put(old);
	if (prod)
		darc_prod(e->ctx, a->nice, urgent);
}

/**
 * darc_engine_set_ranges() - monitor other memory from the next sample on
 * @e:		the monitor
 * @ranges:	the zone's memory, ascending
 * @nr_ranges:	how many, at least one
 *
 * What is known of memory that stays is kept.
 *
 * Context: process context.
 * Return: 0 or -ENOMEM.
 */
int darc_engine_set_ranges(struct darc_engine *e,
			   const struct darc_range *ranges,
			   unsigned int nr_ranges)
{
	struct damon_addr_range *copy = kmalloc_array(nr_ranges, sizeof(*copy),
						      GFP_KERNEL);
	unsigned int i;

	if (!copy)
		return -ENOMEM;
	for (i = 0; i < nr_ranges; i++)
		copy[i] = (struct damon_addr_range) {
			.start = ranges[i].start,
			.end = ranges[i].end,
		};
	spin_lock(&e->lock);
	swap(copy, e->ranges);
	e->nr_ranges = nr_ranges;
	spin_unlock(&e->lock);
	kfree(copy);
	return 0;
}

/**
 * darc_engine_counts() - what a monitor has done since it was started
 * @e:		the monitor
 * @counts:	filled in; the CPU time is as of the monitor's last sample
 *
 * Context: any but interrupts.
 */
void darc_engine_counts(struct darc_engine *e, struct darc_counts *counts)
{
	spin_lock(&e->lock);
	*counts = e->counts;
	spin_unlock(&e->lock);
}
