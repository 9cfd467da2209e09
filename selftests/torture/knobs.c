// SPDX-License-Identifier: GPL-2.0
/*
 * What is written to DARC's own files, and what comes of it: a good value is in
 * force at once, a bad one is refused and changes nothing.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "torture.h"

/* Who write at the same time, and how often each. */
#define NR_RACERS	3
#define RACE_WRITES	64

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

const char *const mark_names[NR_MARKS] = { "low", "mid", "high" };
static uint64_t refused, raced;

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

static void good_value(const struct param *p, char *text, size_t size)
{
	unsigned int nr = 0;

	while (nr < 4 && p->words[nr])
		nr++;
	if (nr)
		snprintf(text, size, "%s", p->words[rnd_below(nr)]);
	else
		snprintf(text, size, "%lld", p->lo +
			 (long long)rnd_below(p->hi - p->lo + 1));
}

bool knob_param_good(void)
{
	const struct param *p = &params[rnd_below(NR(params))];
	char *path = path_of(PARAMS "/%s", p->name), text[24];

	good_value(p, text, sizeof(text));
	write_and_look(path, path, text, text, true);
	return true;
}

bool knob_param_bad(void)
{
	const struct param *p = &params[rnd_below(NR(params))];
	char *path = path_of(PARAMS "/%s", p->name);

	write_and_look(path, path, bad[rnd_below(NR(bad))], "", false);
	return true;
}

/*
 * Any value; whether it must be taken follows from the others in force. What
 * fills less than a page counts as the pages below it.
 */
bool knob_mark(void)
{
	struct zone *z = zone_any();
	long long managed = zoneinfo(z, "managed"), page = page_size;
	long long m[5] = {
		zone_get(z, "floor") / page, zone_get(z, "low") / page,
		zone_get(z, "mid") / page, zone_get(z, "high") / page, managed + 1,
	};
	int which = rnd_below(NR_MARKS);
	long long pages = m[which] + rnd_below(3 + m[which + 2] - m[which]) - 1;
	char *path = path_of("%s/%s", z->dir, mark_names[which]), text[24];
	bool good = pages > m[which] && pages < m[which + 2];

	if (pages <= 0 || m[3] > managed)
		return true;
	snprintf(text, sizeof(text), "%lld", pages * page);
	write_and_look(path, path_of("%s_set", path), text, text, good);
	return true;
}

bool knob_mark_auto(void)
{
	struct zone *z = zone_any();

	for (int i = 0; i < NR_MARKS; i++) {
		char *path = path_of("%s/%s", z->dir, mark_names[i]);

		write_and_look(path, path_of("%s_set", path), "auto", "auto", true);
	}
	return true;
}

bool knob_mark_bad(void)
{
	const char *name = mark_names[rnd_below(NR_MARKS)];
	struct zone *z = zone_any();
	char *path = path_of("%s/%s", z->dir, name);

	write_and_look(path, path_of("%s_set", path), bad[rnd_below(NR(bad))], "", false);
	return true;
}

bool knob_switch(void)
{
	struct zone *z = zone_any();
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

bool knob_read_all(void)
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

	for (int i = 0; i < NR_MARKS; i++)
		if (!strcmp(name, mark_names[i]))
			return;
	if (strcmp(name, "enabled") && !put(path, "1"))
		broken("%s is read-only and takes 1", path);
}

bool knob_read_only(void)
{
	each_file(DARC, write_one);
	return true;
}

/* What others write meanwhile decides what is taken; nonsense never is. */
static void write_any(void)
{
	const struct param *p = &params[rnd_below(NR(params))];
	const char *mark = mark_names[rnd_below(NR_MARKS)];
	struct zone *z = zone_any();
	char text[24];

	switch (rnd_below(8)) {
	case 0:
		put(PARAMS "/enabled", rnd_below(2) ? "Y" : "N");
		break;
	case 1:
		put(path_of("%s/enabled", z->dir), rnd_below(4) ? "Y" : "N");
		break;
	case 2:
		if (!put(path_of(PARAMS "/%s", p->name), bad[rnd_below(NR(bad))]))
			broken("%s takes nonsense from one of many", p->name);
		break;
	case 3:
		put(path_of("%s/%s", z->dir, mark), "auto");
		break;
	case 4:
		put_num(path_of("%s/%s", z->dir, mark),
			zone_get(z, "free") + (long long)rnd_below(32 * MIB) - 8 * MIB);
		break;
	case 5:
		zone_get(z, "stats/evicted");
		zone_get(z, "kdamond_pid");
		break;
	default:
		good_value(p, text, sizeof(text));
		put(path_of(PARAMS "/%s", p->name), text);
	}
}

static pid_t racer(uint64_t seed)
{
	pid_t pid = fork_child();

	if (pid)
		return pid;
	if (faults_on)
		put("/proc/thread-self/make-it-fail", "1");
	rnd_seed(seed);
	for (int i = 0; i < RACE_WRITES; i++)
		write_any();
	fflush(stdout);
	_exit(0);
}

bool knob_race(void)
{
	pid_t pids[NR_RACERS];
	int status;

	for (int i = 0; i < NR_RACERS; i++)
		pids[i] = racer(rnd());
	for (int i = 0; i < NR_RACERS; i++) {
		if (pids[i] < 0 || waitpid(pids[i], &status, 0) != pids[i] || status)
			broken("a writer among many did not come to its end");
		raced += RACE_WRITES;
	}
	zones_forget();
	return true;
}

uint64_t knobs_raced(void)
{
	return raced;
}

uint64_t knobs_refused(void)
{
	return refused;
}
