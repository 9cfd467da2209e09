// SPDX-License-Identifier: GPL-2.0
/*
 * What is done, at random: the table of it all, and DARC switched on and off
 * and put to work.
 */
#include <stdio.h>
#include <string.h>

#include "torture.h"

static bool on(void)
{
	char text[8];

	return !get(PARAMS "/enabled", text, sizeof(text)) && text[0] == 'Y';
}

static bool switch_to(bool yes)
{
	int err = put(PARAMS "/enabled", yes ? "Y" : "N");

	env_faults_self(false);
	if (err && !faults_on)
		broken("enabled refuses %c: %s", yes ? 'Y' : 'N', strerror(-err));
	if (!err && on() != yes)
		broken("enabled is not what was written");
	zones_forget();
	return !err;
}

static bool toggle(void)
{
	bool yes = !on() || !rnd_below(4), done;

	env_faults_self(faults_on);
	done = switch_to(yes);
	if (done && !yes)
		zones_check_off(env_monitors());
	return true;
}

static void set_marks(const struct zone *z, long long low, long long mid,
		      long long high)
{
	long long val[3] = { low, mid, high };

	for (int round = 0; round < 3; round++) {
		for (int i = 2; i >= 0; i--)
			put_num(path_of("%s/%s", z->dir, mark_names[i]), val[i]);
	}
}

/* Every zone and parameter as the kernel has them by default. */
static void defaults(void)
{
	static const char *const usual[][2] = {
		{ "wmark_scale", "0" }, { "min_age", "0" }, { "refault_target", "100" },
		{ "quota_sz", "0" }, { "cpu_budget", "1000" }, { "sample_interval", "40000" },
		{ "aggr_interval", "200000" }, { "min_nr_regions", "50" },
		{ "max_nr_regions", "500" }, { "wmarks_interval", "50000" },
		{ "skip_anon", "N" }, { "watch", "Y" }, { "dry_run", "N" },
		{ "yield", "never" },
	};

	for (size_t i = 0; i < NR(usual); i++)
		put(path_of(PARAMS "/%s", usual[i][0]), usual[i][1]);
	for (int i = 0; i < nr_zones; i++) {
		for (int m = 0; m < NR_MARKS; m++)
			put(path_of("%s/%s", zones[i].dir, mark_names[m]), "auto");
		put(path_of("%s/enabled", zones[i].dir), "Y");
	}
}

/* Zones of a node count as full as all of them are, as long as they take part. */
static void solo(const struct zone *z)
{
	for (int i = 0; i < nr_zones; i++)
		put(path_of("%s/enabled", zones[i].dir), z == &zones[i] ? "Y" : "N");
}

/* Free memory is below mid now, so the zone becomes active. */
static bool press(void)
{
	struct zone *z = rnd_below(4) ? zone_largest() : zone_any();
	long long free = zone_get(z, "free");

	if (faults_on && rnd_below(2))
		env_faults();
	if (rnd_below(4)) {
		defaults();
		put(PARAMS "/min_age", "200000");
	}
	solo(z);
	for (int i = 0; i < NR_MARKS; i++)
		put(path_of("%s/%s", z->dir, mark_names[i]), "auto");
	set_marks(z, free / 4, free + 8 * MIB, free + (16 + rnd_below(48)) * MIB);
	if (!on())
		toggle();
	/* Time to evict before the next thing happens: DARC begins with little. */
	sleep_ms(500 + rnd_below(2000));
	return true;
}

#define OP(_name, _weight, _run)					\
	{ .name = _name, .weight = _weight, .run = _run }

static struct op ops[] = {
	OP("toggle", 6, toggle),
	OP("param-good", 8, knob_param_good),
	OP("param-bad", 6, knob_param_bad),
	OP("mark", 6, knob_mark),
	OP("mark-auto", 3, knob_mark_auto),
	OP("mark-bad", 4, knob_mark_bad),
	OP("press", 10, press),
	OP("zone-switch", 3, knob_switch),
	OP("read-all", 2, knob_read_all),
	OP("write-read-only", 1, knob_read_only),
	OP("race", 6, knob_race),
	OP("cpu", 3, env_cpu),
	OP("memory-block", 4, env_block),
	OP("swap", 4, env_swap),
	OP("drop-caches", 2, env_caches),
	OP("compact", 2, env_compact),
	OP("thp", 2, env_thp),
	OP("mglru", 3, env_mglru),
	OP("kernel-marks", 4, env_watermarks),
	OP("cgroup", 5, env_group),
	OP("cgroup-kill", 2, env_kill),
	OP("storm", 5, env_storm),
	OP("faults", 4, env_faults),
	OP("freezer", 1, env_freezer),
	OP("damon-context", 3, env_context),
	OP("damon-reclaim", 2, env_reclaim),
};

void op_random(void)
{
	unsigned int sum = 0;
	struct op *op = ops;
	uint64_t at;

	for (size_t i = 0; i < NR(ops); i++)
		sum += ops[i].weight;
	for (at = rnd_below(sum); at >= op->weight; op++)
		at -= op->weight;
	watch_out(op->name);
	if (op->run())
		op->done++;
	else
		op->missing++;
}

uint64_t ops_done(void)
{
	uint64_t sum = knobs_raced();

	for (size_t i = 0; i < NR(ops); i++)
		sum += ops[i].done;
	return sum;
}

void ops_print(void)
{
	for (size_t i = 0; i < NR(ops); i++) {
		printf("# %-16s %llu%s\n", ops[i].name,
		       (unsigned long long)ops[i].done,
		       ops[i].done || !ops[i].missing ? "" : " (not on this machine)");
	}
	printf("# %-16s %llu\n", "writes in races", (unsigned long long)knobs_raced());
	printf("# %-16s %llu\n", "refused writes", (unsigned long long)knobs_refused());
}

void ops_init(void)
{
	zones_find();
	switch_to(false);
	defaults();
}

/*
 * In a quiet time: what DARC says that it evicted is what went to swap, but for
 * file pages and what kswapd did beside it.
 */
bool ops_account(void)
{
	struct zone *z = zone_largest();
	long long swapped = field("/proc/vmstat", "pswpout");
	long long cached = field("/proc/meminfo", "Cached");
	long long others = field("/proc/vmstat", "pgsteal_kswapd") +
		field("/proc/vmstat", "pgsteal_direct");
	long long free, evicted = 0, slack;

	switch_to(false);
	defaults();
	put(PARAMS "/min_age", "500000");
	solo(z);
	free = zone_get(z, "free");
	set_marks(z, free / 4, free + 24 * MIB, free + 32 * MIB);
	switch_to(true);
	for (int i = 0; i < 300 && evicted < 16 * MIB; i++) {
		sleep_ms(100);
		evicted = zone_get(z, "stats/evicted");
	}
	switch_to(false);
	evicted = 0;
	for (int i = 0; i < nr_zones; i++)
		evicted += zone_get(&zones[i], "stats/evicted");
	swapped = (field("/proc/vmstat", "pswpout") - swapped) * page_size;
	cached = (cached - field("/proc/meminfo", "Cached")) * 1024;
	others = (field("/proc/vmstat", "pgsteal_kswapd") +
		  field("/proc/vmstat", "pgsteal_direct") - others) * page_size;
	slack = 4 * MIB + evicted / 16;
	printf("# evicted %lld KiB: %lld to swap, file cache less by %lld, by others %lld\n",
	       evicted / 1024, swapped / 1024, cached / 1024, others / 1024);
	if (evicted < 8 * MIB)
		return false;
	if (evicted > swapped + (cached > 0 ? cached : 0) + slack)
		broken("more evicted than went anywhere");
	if (swapped > evicted + others + slack)
		broken("more went to swap than anybody evicted");
	return true;
}

void ops_undo(void)
{
	if (faults_on)
		env_faults();
	damon_undo();
	defaults();
	switch_to(false);
	zones_check_off(0);
}
