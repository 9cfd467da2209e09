// SPDX-License-Identifier: GPL-2.0
/*
 * The table of zones, and the work that steps through it.
 *
 * One delayed work item serves all zones.  Its mutex protects the table's
 * records; it is never taken by a monitor, nor by the memory hotplug notifier,
 * which only queues a look at the zones: it is called under the hotplug lock,
 * and whoever holds the mutex may be waiting for memory.
 */
#define pr_fmt(fmt) "darc: " fmt

#include <linux/list.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "control.h"
#include "engine.h"
#include "others.h"
#include "policy.h"
#include "sample.h"
#include "zones.h"

static LIST_HEAD(darc_zones);
static DEFINE_MUTEX(darc_lock);
/* Serialises switching on and off, which must not hold darc_lock throughout. */
static DEFINE_MUTEX(darc_switch_lock);
static struct darc_params darc_params;
static struct workqueue_struct *darc_wq;
static bool darc_running;
static int (*darc_zone_added)(struct darc_zone *z);

static void darc_tick(struct work_struct *work);
static DECLARE_DELAYED_WORK(darc_work, darc_tick);

/*
 * Zones of a node go by one another, so they are sampled together.  One that would be
 * due soon goes now: nodes that have as little to do need no wake-ups of their own.
 */
static bool node_due(const struct darc_zone *z, u64 now_us)
{
	const struct darc_zone *o;

	list_for_each_entry(o, &darc_zones, list) {
		if (darc_same_node(o, z) &&
		    darc_sub(o->due_us, now_us) <= o->action.next_us / 2)
			return true;
	}
	return false;
}

/* When the next one is due. */
static u64 step(struct darc_zone *z, u64 now_us, u64 allocstall)
{
	struct darc_sample s = { .allocstall = allocstall };

	darc_others_sample(z, &darc_zones, &darc_params, &s);
	return now_us + min(darc_control_step(z, &darc_params, &s), USEC_PER_SEC);
}

/* In how many us to do so again.  The caller holds darc_lock. */
static u64 step_due_zones(void)
{
	/* Once for all zones: it is a sum over all CPUs. */
	u64 allocstall = darc_sample_allocstall();
	u64 now_us = darc_sample_now_us();
	u64 next_us = USEC_PER_SEC;
	struct darc_zone *z;

	/* Told first: the step of one zone is not to put off the others of its node. */
	list_for_each_entry(z, &darc_zones, list) {
		if (node_due(z, now_us))
			z->due_us = 0;
	}
	list_for_each_entry(z, &darc_zones, list) {
		if (!z->due_us)
			z->due_us = step(z, now_us, allocstall);
		next_us = min(next_us, darc_sub(z->due_us, now_us));
	}
	return next_us;
}

static void darc_tick(struct work_struct *work)
{
	mutex_lock(&darc_lock);
	if (darc_running)
		queue_delayed_work(darc_wq, &darc_work,
				   usecs_to_jiffies(step_due_zones()));
	mutex_unlock(&darc_lock);
}

/* The caller holds darc_lock. */
static void kick(void)
{
	struct darc_zone *z;

	if (!darc_running)
		return;
	list_for_each_entry(z, &darc_zones, list)
		z->due_us = 0;
	mod_delayed_work(darc_wq, &darc_work, 0);
}

static struct darc_zone *find_zone(const struct zone *zone)
{
	struct darc_zone *z;

	list_for_each_entry(z, &darc_zones, list)
		if (z->zone == zone)
			return z;
	return NULL;
}

static int add_zone(struct zone *zone)
{
	struct darc_zone *z = kzalloc(sizeof(*z), GFP_KERNEL);
	int err;

	if (!z)
		return -ENOMEM;
	z->zone = zone;
	z->opt = -1;
	darc_state_init(&z->policy);
	err = darc_zone_added(z);
	if (err) {
		kfree(z);
		return err;
	}
	mutex_lock(&darc_lock);
	list_add_tail(&z->list, &darc_zones);
	mutex_unlock(&darc_lock);
	return 0;
}

/*
 * Called by one at a time, the only one to change the list.  A zone's directory
 * is made without darc_lock: to take back one that could be made only in part
 * waits for its readers, who may wait for that lock.
 */
static int scan_zones(void)
{
	struct darc_zone *z;
	struct zone *zone;
	int err = 0;

	for_each_populated_zone(zone) {
		if (!err && !find_zone(zone))
			err = add_zone(zone);
	}

	mutex_lock(&darc_lock);
	list_for_each_entry(z, &darc_zones, list)
		darc_control_refresh(z);
	kick();
	mutex_unlock(&darc_lock);
	return err;
}

#ifdef CONFIG_MEMORY_HOTPLUG
static void darc_rescan(struct work_struct *work)
{
	int err = scan_zones();

	if (err)
		pr_warn("cannot take up new memory: %d\n", err);
}

static DECLARE_WORK(darc_rescan_work, darc_rescan);

static int memory_event(struct notifier_block *nb, unsigned long event, void *v)
{
	if (event == MEM_ONLINE || event == MEM_OFFLINE)
		queue_work(system_freezable_wq, &darc_rescan_work);
	return NOTIFY_OK;
}

static int __init watch_hotplug(void)
{
	int err = hotplug_memory_notifier(memory_event, DEFAULT_CALLBACK_PRI);

	/* What has come since the zones were scanned told nobody. */
	if (!err)
		queue_work(system_freezable_wq, &darc_rescan_work);
	return err;
}
#else
static int __init watch_hotplug(void)
{
	return 0;
}
#endif

/**
 * darc_zones_init() - make the table of zones
 * @added:	called for each zone that is new, also later, for one at a time; a
 *		zone that it refuses is not taken up
 *
 * Context: process context, once, at boot.
 * Return: 0 or a negative error code.
 */
int __init darc_zones_init(int (*added)(struct darc_zone *z))
{
	int err;

	darc_zone_added = added;
	err = scan_zones();
	if (err)
		return err;
	return watch_hotplug();
}

/**
 * darc_zones_enable() - start the controller
 *
 * Context: process context.
 * Return: 0, also when it runs already, or -ENOMEM.
 */
int darc_zones_enable(void)
{
	struct workqueue_struct *wq = NULL;
	struct darc_zone *z;
	int err = 0;

	mutex_lock(&darc_switch_lock);
	if (darc_running)
		goto out;
	/* The rescuer keeps the controller going when memory is short. */
	wq = alloc_workqueue("darc", WQ_UNBOUND | WQ_FREEZABLE | WQ_MEM_RECLAIM,
			     1);
	if (!wq) {
		err = -ENOMEM;
		goto out;
	}
	mutex_lock(&darc_lock);
	list_for_each_entry(z, &darc_zones, list)
		darc_control_reset(z);
	darc_wq = wq;
	WRITE_ONCE(darc_running, true);
	kick();
	mutex_unlock(&darc_lock);
out:
	mutex_unlock(&darc_switch_lock);
	return err;
}

/**
 * darc_zones_disable() - stop the controller and all monitors
 *
 * Context: process context; waits for the monitors' threads to end.
 */
void darc_zones_disable(void)
{
	struct darc_zone *z;

	mutex_lock(&darc_switch_lock);
	if (!darc_running)
		goto out;
	mutex_lock(&darc_lock);
	WRITE_ONCE(darc_running, false);
	mutex_unlock(&darc_lock);

	/* The work takes the lock, so it cannot be waited for under it. */
	cancel_delayed_work_sync(&darc_work);

	mutex_lock(&darc_lock);
	list_for_each_entry(z, &darc_zones, list)
		darc_control_off(z, &darc_params);
	mutex_unlock(&darc_lock);
	destroy_workqueue(darc_wq);
	darc_wq = NULL;
out:
	mutex_unlock(&darc_switch_lock);
}

/**
 * darc_zones_running() - does the controller run
 *
 * Context: any.
 * Return: true if it does.
 */
bool darc_zones_running(void)
{
	return READ_ONCE(darc_running);
}

/**
 * darc_zones_set_params() - put parameters in force
 * @p:	parameters that passed darc_params_check()
 *
 * Context: process context.
 */
void darc_zones_set_params(const struct darc_params *p)
{
	mutex_lock(&darc_lock);
	darc_params = *p;
	kick();
	mutex_unlock(&darc_lock);
}

/**
 * darc_zone_info() - a zone as it is shown to user space
 * @z:		the zone's record
 * @info:	filled in
 *
 * Context: process context.
 */
void darc_zone_info(struct darc_zone *z, struct darc_zone_info *info)
{
	int pid = -1;

	mutex_lock(&darc_lock);
	darc_control_marks(z, &darc_params, &info->marks);
	memcpy(info->set_bytes, z->set_bytes, sizeof(info->set_bytes));
	info->enabled = darc_control_opted_in(z);
	info->state = z->policy.state;
	info->free_pages = darc_sample_free(z->zone);
	info->floor_pages = darc_sample_floor(z->zone);
	if (z->engine)
		pid = darc_engine_pid(z->engine);
	info->pid = pid < 0 ? -1 : pid;
	info->cold_age_us = darc_cold_age(&z->policy, &darc_params,
					  &z->policy.last);
	info->quota_pages_ps = z->action.quota_pages_ps;
	darc_control_counts(z, &info->counts);
	info->activations = z->activations;
	info->yields = z->yields;
	info->dry_run = z->dry_run;
	info->dry_run_valid = !z->watch.lost;
	info->dry_run_back_pages = z->dry.back_anon_pages +
		z->dry.back_file_pages;
	info->active_us = z->active_us;
	mutex_unlock(&darc_lock);
}

/**
 * darc_zone_set_mark() - set a mark by hand or make it automatic again
 * @z:		the zone's record
 * @which:	the mark
 * @bytes:	where to put it, or %DARC_MARK_AUTO
 *
 * Context: process context.
 * Return: 0, or -EINVAL, and nothing changed, where the mark would break the
 * order floor < low < mid < high <= size of the zone.
 */
int darc_zone_set_mark(struct darc_zone *z, enum darc_mark which, u64 bytes)
{
	struct darc_marks marks;
	int err = 0;

	mutex_lock(&darc_lock);
	darc_control_marks(z, &darc_params, &marks);
	if (which == DARC_HIGH)
		marks.high_pages = bytes >> PAGE_SHIFT;
	else if (which == DARC_MID)
		marks.mid_pages = bytes >> PAGE_SHIFT;
	else
		marks.low_pages = bytes >> PAGE_SHIFT;
	if (bytes != DARC_MARK_AUTO)
		err = darc_marks_check(&marks, zone_managed_pages(z->zone),
				       darc_sample_floor(z->zone));
	if (!err) {
		z->set_bytes[which] = bytes;
		kick();
	}
	mutex_unlock(&darc_lock);
	return err;
}

/**
 * darc_zone_set_enabled() - opt a zone in or out
 * @z:		the zone's record
 * @enabled:	take part
 *
 * Context: process context.
 */
void darc_zone_set_enabled(struct darc_zone *z, bool enabled)
{
	mutex_lock(&darc_lock);
	z->opt = enabled;
	kick();
	mutex_unlock(&darc_lock);
}
