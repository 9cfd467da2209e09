// SPDX-License-Identifier: GPL-2.0
/* What must hold of every zone at any time. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "torture.h"

/*
 * A pass that is under way when its zone stops being active goes on until the
 * monitor looks at its orders: at most its quota of one aggregation.
 */
#define LATE_MAX	(8 * MIB)

struct zone zones[NR_ZONES];
int nr_zones;
static long long late_bytes, evicted_bytes;

static struct {
	const char *name;
	unsigned long seen;
} states[] = {
	{ "off", 0 }, { "busy", 0 }, { "idle", 0 },
	{ "active", 0 }, { "yielding", 0 }, { "recovering", 0 },
};

static void add_zone(int nid, const char *name)
{
	char dir[sizeof(zones->dir)];
	struct zone *z;

	snprintf(dir, sizeof(dir), DARC "/node%d/%.15s", nid, name);
	for (int i = 0; i < nr_zones; i++)
		if (!strcmp(zones[i].dir, dir))
			return;
	if (nr_zones == NR_ZONES)
		return;
	z = &zones[nr_zones++];
	memset(z, 0, sizeof(*z));
	memcpy(z->dir, dir, sizeof(dir));
	snprintf(z->name, sizeof(z->name), "%.15s", name);
	z->nid = nid;
}

/* Zones may come, none ever goes. */
void zones_find(void)
{
	for (int nid = 0; nid < 8; nid++) {
		struct dirent *entry;
		DIR *dir = opendir(path_of(DARC "/node%d", nid));

		while (dir && (entry = readdir(dir)))
			if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
				add_zone(nid, entry->d_name);
		if (dir)
			closedir(dir);
	}
}

long long zone_get(const struct zone *z, const char *name)
{
	return get_num(path_of("%s/%s", z->dir, name));
}

struct zone *zone_largest(void)
{
	struct zone *most = zones;

	for (struct zone *z = zones; z < zones + nr_zones; z++)
		if (zoneinfo(z, "managed") > zoneinfo(most, "managed"))
			most = z;
	return most;
}

struct zone *zone_any(void)
{
	return &zones[rnd_below(nr_zones)];
}

/* A number of the zone's paragraph of /proc/zoneinfo, in pages. */
long long zoneinfo(const struct zone *z, const char *name)
{
	FILE *f = fopen("/proc/zoneinfo", "re");
	char line[256], word[64];
	long long val = -1;
	bool here = false;
	int nid;

	while (f && val < 0 && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "Node %d, zone %63s", &nid, word) == 2)
			here = nid == z->nid && !strcmp(word, z->name);
		else if (here && sscanf(line, " %63s", word) == 1 && !strcmp(word, name))
			sscanf(line, " %*s %lld", &val);
	}
	if (f)
		fclose(f);
	return val;
}

static bool is_active(const struct zone *z)
{
	char state[16];

	if (get(path_of("%s/state", z->dir), state, sizeof(state)))
		return true;
	for (size_t i = 0; i < NR(states); i++)
		states[i].seen += !strcmp(state, states[i].name);
	return !strcmp(state, "active") || !strcmp(state, "recovering");
}

static void check_marks(const struct zone *z)
{
	long long floor = zone_get(z, "floor"), low = zone_get(z, "low");
	long long mid = zone_get(z, "mid"), high = zone_get(z, "high");
	long long kswapd = zoneinfo(z, "high") - zoneinfo(z, "boost");

	if (floor < 0 || low < 0 || mid < 0 || high < 0)
		broken("%s: marks cannot be read", z->dir);
	else if (!(floor < low && low < mid && mid < high))
		broken("%s: marks out of order: floor %lld low %lld mid %lld high %lld",
		       z->dir, floor, low, mid, high);
	else if (low / (long long)page_size <= kswapd)
		broken("%s: low %lld is not above kswapd's high, %lld pages",
		       z->dir, low, kswapd);
}

/*
 * What was evicted since the last look was evicted in an active zone: it was
 * one then, or has become one since. The order of reading makes that exact.
 */
static void check_evicted(struct zone *z)
{
	long long evicted = zone_get(z, "stats/evicted");
	long long activations = zone_get(z, "stats/activations");
	long long more = evicted - z->evicted;

	if (z->known && more > 0 && !z->active && activations == z->activations) {
		late_bytes = more > late_bytes ? more : late_bytes;
		if (more > LATE_MAX)
			broken("%s: %lld bytes evicted outside of active", z->dir, more);
	}
	if (z->known && activations == z->activations && more < 0)
		broken("%s: evicted went back from %lld to %lld", z->dir,
		       z->evicted, evicted);
	if (z->known && more > 0)
		evicted_bytes += more;
	z->activations = zone_get(z, "stats/activations");
	z->active = is_active(z);
	z->evicted = zone_get(z, "stats/evicted");
	z->known = true;
}

static void check_counters(const struct zone *z)
{
	long long evicted = zone_get(z, "stats/evicted");
	long long tried = zone_get(z, "stats/tried");

	if (evicted > tried)
		broken("%s: more evicted than tried: %lld, %lld", z->dir, evicted, tried);
}

void zones_check(void)
{
	zones_find();
	for (struct zone *z = zones; z < zones + nr_zones; z++) {
		check_marks(z);
		check_evicted(z);
		check_counters(z);
	}
}

void zones_print(void)
{
	printf("# %lld MiB evicted, at most %lld KiB of a pass that was under way; seen",
	       evicted_bytes / MIB, late_bytes / 1024);
	for (size_t i = 0; i < NR(states); i++)
		printf(" %s %lu", states[i].name, states[i].seen);
	printf("\n");
}

/* Counters begin anew. */
void zones_forget(void)
{
	for (struct zone *z = zones; z < zones + nr_zones; z++)
		z->known = false;
}

/* After it was disabled, which waits for everything. */
void zones_check_off(unsigned int other_monitors)
{
	unsigned int nr = threads("kdamond");

	for (struct zone *z = zones; z < zones + nr_zones; z++) {
		char state[16];

		if (get(path_of("%s/state", z->dir), state, sizeof(state)) || strcmp(state, "off"))
			broken("%s: state %s when disabled", z->dir, state);
		if (zone_get(z, "kdamond_pid") != -1)
			broken("%s: a monitor when disabled", z->dir);
	}
	/* Others' monitors may be about to end. */
	for (int i = 0; i < 50 && nr > other_monitors; i++) {
		sleep_ms(100);
		nr = threads("kdamond");
	}
	if (nr > other_monitors)
		broken("%u kdamonds when disabled, %u of others", nr, other_monitors);
	if (threads("kworker/R-darc"))
		broken("a workqueue is left when disabled");
}
