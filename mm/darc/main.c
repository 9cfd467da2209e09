// SPDX-License-Identifier: GPL-2.0
/*
 * DARC's parameters and start-up.
 *
 * The command line is parsed before there is a slab allocator, so until the
 * initcall parameters are only remembered.
 */
#define pr_fmt(fmt) "darc: " fmt

#include <linux/init.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "parse.h"
#include "policy.h"
#include "sysfs.h"
#include "zones.h"

#ifdef MODULE_PARAM_PREFIX
#undef MODULE_PARAM_PREFIX
#endif
#define MODULE_PARAM_PREFIX "damon_darc."

/* Written under the lock of the parameters, which their core holds for us. */
static struct darc_params params = {
	.page_size = PAGE_SIZE,
};

static bool enable_at_init;
static bool ready;
static bool failed;

/*
 * Defaults must be in place before the first parameter is parsed; that may be
 * long before any initcall.
 */
static struct darc_params *current_params(void)
{
	if (!params.sample_us)
		darc_params_init(&params);
	return &params;
}

/* Put a changed copy in force, or refuse it whole. */
static int commit(const struct darc_params *p, const char *name)
{
	int err = darc_params_check(p);

	if (err) {
		pr_info("%s: refused, out of range or in conflict with another\n",
			name);
		return err;
	}
	params = *p;
	if (ready)
		darc_zones_set_params(&params);
	return 0;
}

/* A field of @p that stands where @arg stands in params. */
static void *field_of(struct darc_params *p, const void *arg)
{
	return (char *)p + ((const char *)arg - (const char *)&params);
}

/* As with the zones' files, what fills a page may be a piece of more. */
static size_t token_len(const char *val)
{
	size_t len = strlen(val);

	return len < PAGE_SIZE ? len : 0;
}

static int set_u64(const char *val, const struct kernel_param *kp)
{
	struct darc_params p = *current_params();
	int err = darc_parse_u64(val, token_len(val), field_of(&p, kp->arg));

	return err ?: commit(&p, kp->name);
}

static int get_u64(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%llu\n", *(u64 *)kp->arg);
}

static const struct kernel_param_ops u64_ops = {
	.set = set_u64,
	.get = get_u64,
};

static int set_bytes(const char *val, const struct kernel_param *kp)
{
	struct darc_params p = *current_params();
	int err = darc_parse_bytes(val, token_len(val), field_of(&p, kp->arg));

	return err ?: commit(&p, kp->name);
}

static const struct kernel_param_ops bytes_ops = {
	.set = set_bytes,
	.get = get_u64,
};

static int set_bool(const char *val, const struct kernel_param *kp)
{
	struct darc_params p = *current_params();
	int err = darc_parse_bool(val, token_len(val), field_of(&p, kp->arg));

	return err ?: commit(&p, kp->name);
}

static int get_bool(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}

static const struct kernel_param_ops bool_ops = {
	.set = set_bool,
	.get = get_bool,
};

static const char *const yield_names[] = {
	[DARC_YIELD_STRICT] = "strict",
	[DARC_YIELD_HANDBACK] = "handback",
	[DARC_YIELD_NEVER] = "never",
};

static int set_yield(const char *val, const struct kernel_param *kp)
{
	struct darc_params p = *current_params();
	int which = darc_parse_word(val, token_len(val), yield_names,
				    ARRAY_SIZE(yield_names));

	if (which < 0)
		return which;
	p.yield = which;
	return commit(&p, kp->name);
}

static int get_yield(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", yield_names[params.yield]);
}

static const struct kernel_param_ops yield_ops = {
	.set = set_yield,
	.get = get_yield,
};

static int set_enabled(const char *val, const struct kernel_param *kp)
{
	bool on;
	int err = darc_parse_bool(val, token_len(val), &on);

	if (err)
		return err;
	if (failed)
		return on ? -ENODEV : 0;
	if (!ready) {
		enable_at_init = on;
		return 0;
	}
	if (on)
		return darc_zones_enable();
	darc_zones_disable();
	return 0;
}

static int get_enabled(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%c\n", darc_zones_running() ? 'Y' : 'N');
}

static const struct kernel_param_ops enabled_ops = {
	.set = set_enabled,
	.get = get_enabled,
};

/*
 * On or off; reads ``Y`` only while the controller runs.  ``N`` by default.
 */
module_param_cb(enabled, &enabled_ops, NULL, 0600);

/*
 * Spread of the automatic marks above the floor in 1/10000 of the zone's
 * managed pages, at most 3000.  0, the default, chooses by the zone's size: a
 * tenth of the first GiB, falling from there.
 */
module_param_cb(wmark_scale, &u64_ops, &params.wmark_scale_bp, 0600);

/*
 * Least time without access before eviction in microseconds.  0, the default,
 * tunes itself by what comes back.
 */
module_param_cb(min_age, &u64_ops, &params.min_age_us, 0600);

/*
 * Refaults that self-tuning tolerates in basis points of the pages evicted, 1
 * to 10000.  Up to 16 times as much is tolerated as memory runs out.
 */
module_param_cb(refault_target, &u64_ops, &params.refault_target_bp, 0600);

/*
 * Cap on what is evicted, in bytes a second and zone, suffixes K, M and G
 * allowed.  0, the default, is no cap but what the zone needs.
 */
module_param_cb(quota_sz, &bytes_ops, &params.quota_bytes_ps, 0600);

/*
 * Cap on the CPU time of evicting, in permil of one CPU for each zone, 1 to
 * 1000.
 */
module_param_cb(cpu_budget, &u64_ops, &params.cpu_budget_permil, 0600);

/*
 * Time between access samples at full pressure in microseconds, 1000 to
 * 1000000.
 */
module_param_cb(sample_interval, &u64_ops, &params.sample_us, 0600);

/*
 * Time over which samples are summed up at full pressure in microseconds, from
 * sample_interval to 10000000.
 */
module_param_cb(aggr_interval, &u64_ops, &params.aggr_us, 0600);

/*
 * Least number of regions of a zone's monitor, 10 to max_nr_regions.
 */
module_param_cb(min_nr_regions, &u64_ops, &params.min_nr_regions, 0600);

/*
 * Largest number of regions of a zone's monitor, up to 100000; above
 * min_nr_regions one for each 2 MiB of the zone at most.
 */
module_param_cb(max_nr_regions, &u64_ops, &params.max_nr_regions, 0600);

/*
 * How often the marks are checked under pressure in microseconds, 1000 to
 * 10000000.
 */
module_param_cb(wmarks_interval, &u64_ops, &params.wmarks_us, 0600);

/*
 * Leave anonymous pages and shmem alone.  ``N`` by default.
 */
module_param_cb(skip_anon, &bool_ops, &params.skip_anon, 0600);

/*
 * Monitor slowly while there is no pressure, so that ages are known when it
 * comes.  ``Y`` by default.
 */
module_param_cb(watch, &bool_ops, &params.watch, 0600);

/*
 * What to do under the low mark: ``strict`` leaves the zone to the LRU,
 * ``handback`` takes it back when the LRU has come to rest, ``never``, the
 * default, goes on evicting.
 */
module_param_cb(yield, &yield_ops, &params.yield, 0600);

/*
 * Do everything but the eviction, and count as if.  ``N`` by default.
 */
module_param_cb(dry_run, &bool_ops, &params.dry_run, 0600);

static int __init darc_init(void)
{
	int err = darc_sysfs_init();

	if (err)
		goto out;
	darc_zones_set_params(current_params());
	err = darc_zones_init(darc_sysfs_add_zone);
	if (err)
		goto out_sysfs;
	ready = true;
	if (enable_at_init)
		err = darc_zones_enable();
	if (err)
		pr_warn("not enabled: %d\n", err);
	return err;

out_sysfs:
	darc_sysfs_exit();
out:
	failed = true;
	pr_err("not started: %d\n", err);
	return err;
}
module_init(darc_init);
