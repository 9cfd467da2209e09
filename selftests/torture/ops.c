// SPDX-License-Identifier: GPL-2.0
/*
 * What is done to DARC's own files, and what comes of it: a good value is in
 * force at once, a bad one is refused and changes nothing.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "torture.h"

static const char *const bad[] = {
	"x", "-1", "1x", "0x10", " 5", "5 5", "1\n\n", "99999999999999999999",
	"18446744073709551616", "Yes, please", "\n", "auto auto", "1e3", "Y N",
};

/* Ranges that never conflict with each other. */
static const struct param {
	const char *name;
	long long lo, hi;
	/* for what has no number */
	const char *words[4];
} params[] = {
	{ .name = "wmark_scale", .lo = 0, .hi = 3000 },
	{ .name = "min_age", .lo = 0, .hi = 2000000 },
	{ .name = "refault_target", .lo = 1, .hi = 10000 },
	{ .name = "quota_sz", .lo = 0, .hi = 1LL << 32 },
	{ .name = "cpu_budget", .lo = 50, .hi = 1000 },
	{ .name = "sample_interval", .lo = 2000, .hi = 20000 },
	{ .name = "aggr_interval", .lo = 100000, .hi = 400000 },
	{ .name = "min_nr_regions", .lo = 10, .hi = 100 },
	{ .name = "max_nr_regions", .lo = 200, .hi = 2000 },
	{ .name = "wmarks_interval", .lo = 5000, .hi = 100000 },
	{ .name = "skip_anon", .words = { "Y", "N" } },
	{ .name = "watch", .words = { "Y", "N" } },
	{ .name = "dry_run", .words = { "Y", "N", "N", "N" } },
	{ .name = "yield", .words = { "strict", "handback", "never" } },
};

#define NR(a)	(sizeof(a) / sizeof(*(a)))

static uint64_t refused;

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

/* Writes a value that is right or wrong and looks at what is read afterwards. */
static void write_and_look(const char *path, const char *shown, const char *text,
			   const char *want, bool good)
{
	char before[128], after[128];
	int err;

	if (get(shown, before, sizeof(before)))
		return;
	env_faults_self(faults_on);
	err = put(path, text);
	env_faults_self(false);
	if (get(shown, after, sizeof(after)))
		broken("%s cannot be read", shown);
	else if (err && strcmp(before, after))
		broken("%s: '%s' was refused and changed %s to %s", path, text, before, after);
	else if (!err && good && strcmp(after, want))
		broken("%s: '%s' was taken and reads %s", path, text, after);
	if (good && err && !faults_on)
		broken("%s refuses '%s': %s", path, text, strerror(-err));
	if (!good && !err)
		broken("%s takes '%s'", path, text);
	refused += !!err;
}

static bool param_good(void)
{
	const struct param *p = &params[rnd_below(NR(params))];
	char *path = path_of(PARAMS "/%s", p->name), text[24];
	unsigned int nr = 0;

	while (nr < 4 && p->words[nr])
		nr++;
	if (nr)
		snprintf(text, sizeof(text), "%s", p->words[rnd_below(nr)]);
	else
		snprintf(text, sizeof(text), "%lld", p->lo +
			 (long long)rnd_below(p->hi - p->lo + 1));
	write_and_look(path, path, text, text, true);
	return true;
}

static bool param_bad(void)
{
	const struct param *p = &params[rnd_below(NR(params))];
	char *path = path_of(PARAMS "/%s", p->name);

	write_and_look(path, path, bad[rnd_below(NR(bad))], "", false);
	return true;
}

static struct zone *any_zone(void)
{
	return &zones[rnd_below(nr_zones)];
}

static const char *const mark_names[] = { "low", "mid", "high" };

/*
 * Any value; whether it must be taken follows from the others in force. What
 * fills less than a page counts as the pages below it.
 */
static bool mark(void)
{
	struct zone *z = any_zone();
	long long managed = zoneinfo(z, "managed"), page = page_size;
	long long m[5] = {
		zone_get(z, "floor") / page, zone_get(z, "low") / page,
		zone_get(z, "mid") / page, zone_get(z, "high") / page, managed + 1,
	};
	int which = rnd_below(3);
	long long pages = m[which] + rnd_below(3 + m[which + 2] - m[which]) - 1;
	char *path = path_of("%s/%s", z->dir, mark_names[which]), text[24];
	bool good = pages > m[which] && pages < m[which + 2];

	if (pages <= 0 || m[3] > managed)
		return true;
	snprintf(text, sizeof(text), "%lld", pages * page);
	write_and_look(path, path_of("%s_set", path), text, text, good);
	return true;
}

static bool mark_auto(void)
{
	struct zone *z = any_zone();

	for (int i = 0; i < 3; i++) {
		char *path = path_of("%s/%s", z->dir, mark_names[i]);

		write_and_look(path, path_of("%s_set", path), "auto", "auto", true);
	}
	return true;
}

static bool mark_bad(void)
{
	const char *name = mark_names[rnd_below(3)];
	struct zone *z = any_zone();
	char *path = path_of("%s/%s", z->dir, name);

	write_and_look(path, path_of("%s_set", path), bad[rnd_below(NR(bad))], "", false);
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

/* What lower zones could serve counts as free, as long as they take part. */
static void solo(const struct zone *z)
{
	for (int i = 0; i < nr_zones; i++)
		put(path_of("%s/enabled", zones[i].dir), z == &zones[i] ? "Y" : "N");
}

/* Free memory is below mid now, so the zone becomes active. */
static bool press(void)
{
	struct zone *z = rnd_below(4) ? zone_largest() : any_zone();
	long long free = zone_get(z, "free");

	solo(z);
	for (int i = 0; i < 3; i++)
		put(path_of("%s/%s", z->dir, mark_names[i]), "auto");
	set_marks(z, free / 4, free + 8 * MIB, free + (16 + rnd_below(48)) * MIB);
	if (rnd_below(4)) {
		put(PARAMS "/dry_run", "N");
		put(PARAMS "/skip_anon", "N");
		put(PARAMS "/min_age", "200000");
	}
	if (!on())
		toggle();
	/* Time to evict, before the next thing happens. */
	sleep_ms(200 + rnd_below(800));
	return true;
}

static bool zone_switch(void)
{
	struct zone *z = any_zone();
	const char *text = rnd_below(4) ? "Y" : "N";
	char *path = path_of("%s/enabled", z->dir);

	if (rnd_below(4))
		write_and_look(path, path, text, text, true);
	else
		write_and_look(path, path, bad[rnd_below(NR(bad))], "", false);
	return true;
}

/* All files of a folder, by one function. */
static void each_file(const char *path, void (*what)(const char *path))
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[400];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (entry->d_type == DT_DIR)
			each_file(name, what);
		else
			what(name);
	}
	if (dir)
		closedir(dir);
}

static void read_one(const char *path)
{
	char text[256];
	int err = get(path, text, sizeof(text));

	if (err && !faults_on)
		broken("%s cannot be read: %s", path, strerror(-err));
}

static bool read_all(void)
{
	env_faults_self(faults_on);
	each_file(DARC, read_one);
	each_file(PARAMS, read_one);
	env_faults_self(false);
	return true;
}

static void write_one(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	for (int i = 0; i < 3; i++)
		if (!strcmp(name, mark_names[i]))
			return;
	if (strcmp(name, "enabled") && !put(path, "1"))
		broken("%s is read-only and takes 1", path);
}

static bool write_read_only(void)
{
	each_file(DARC, write_one);
	return true;
}

#define OP(_name, _weight, _run)					\
	{ .name = _name, .weight = _weight, .run = _run }

static struct op ops[] = {
	OP("toggle", 6, toggle),
	OP("param-good", 8, param_good),
	OP("param-bad", 6, param_bad),
	OP("mark", 6, mark),
	OP("mark-auto", 3, mark_auto),
	OP("mark-bad", 4, mark_bad),
	OP("press", 10, press),
	OP("zone-switch", 3, zone_switch),
	OP("read-all", 2, read_all),
	OP("write-read-only", 1, write_read_only),
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
	uint64_t sum = 0;

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
	printf("# %-16s %llu\n", "refused writes", (unsigned long long)refused);
}

/* Every zone and parameter as the kernel has them by default. */
static void defaults(void)
{
	static const char *const usual[][2] = {
		{ "wmark_scale", "0" }, { "min_age", "0" }, { "refault_target", "100" },
		{ "quota_sz", "0" }, { "cpu_budget", "500" }, { "sample_interval", "20000" },
		{ "aggr_interval", "200000" }, { "min_nr_regions", "50" },
		{ "max_nr_regions", "500" }, { "wmarks_interval", "50000" },
		{ "skip_anon", "N" }, { "watch", "Y" }, { "dry_run", "N" },
		{ "yield", "never" },
	};

	for (size_t i = 0; i < NR(usual); i++)
		put(path_of(PARAMS "/%s", usual[i][0]), usual[i][1]);
	for (int i = 0; i < nr_zones; i++) {
		for (int m = 0; m < 3; m++)
			put(path_of("%s/%s", zones[i].dir, mark_names[m]), "auto");
		put(path_of("%s/enabled", zones[i].dir), "Y");
	}
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
