// SPDX-License-Identifier: GPL-2.0
/*
 * scaling - what DARC costs in a guest of this size: off, watching, evicting.
 *
 * --ram BYTES is what is touched, much less than the guest has. DARC is off at
 * the start. Then, each for SPAN_S: the machine idle without DARC; the machine
 * idle with DARC watching. Then memory is populated and left alone but for a hot
 * set of an eighth; the zone that most of it is in gets marks that ask for half
 * of it to be free in addition, and is alone in DARC's care, for a lower zone
 * with free memory would be spare memory to it. The time to the high mark, and
 * what it took, is measured. Results go to work.tsv.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hot.h"
#include "lab.h"
#include "meter.h"
#include "totals.h"

#define GROUP "/sys/fs/cgroup"
#define PARAMETERS "/sys/module/damon_darc/parameters/"
#define SECOND 1000000000ULL
#define SETTLE_S 5
#define SPAN_S 30
#define AGE_S 10
#define LIMIT_S 300
#define STEP_NS 10000000ULL
#define ACCESSES 500
#define ZONES 8

/**
 * struct zone - a zone in DARC's care
 * @dir: of its files
 * @free: bytes, when last looked at
 */
struct zone {
	char dir[96];
	uint64_t free;
};

/**
 * struct kernel_memory - of DARC and DAMON
 * @regions: objects of DAMON's slab of regions
 * @region_bytes: size of one
 * @unreclaimable: slabs and kernel stacks, of everybody, bytes
 */
struct kernel_memory {
	uint64_t regions;
	uint64_t region_bytes;
	uint64_t unreclaimable;
};

static struct lab_opts opts;
static struct zone zones[ZONES];
static unsigned int nr_zones;
static struct hot hot;

static void put(const char *text, const char *format, const char *dir)
{
	char path[160];

	snprintf(path, sizeof(path), format, dir);
	if (!meter_write(path, text))
		lab_die("%s: %s", path, strerror(errno));
}

static uint64_t zone_number(const struct zone *zone, const char *name)
{
	struct meter_file file;
	uint64_t value;

	if (!meter_open(&file, "%s/%s", zone->dir, name))
		lab_die("%s is missing", file.path);
	value = meter_number(&file);
	close(file.fd);
	return value;
}

static uint64_t managed_bytes(const struct zone *zone)
{
	struct meter_file file;
	const char *at, *name;
	char key[32];

	name = strrchr(zone->dir, '/') + 1;
	snprintf(key, sizeof(key), "zone %8s\n", name);
	if (!meter_open(&file, "/proc/zoneinfo"))
		lab_die("/proc/zoneinfo is missing");
	at = strstr(meter_read(&file), key);
	at = at ? strstr(at, "managed ") : NULL;
	close(file.fd);
	if (!at)
		lab_die("/proc/zoneinfo: no %s", name);
	return strtoull(at + strlen("managed "), NULL, 10) * LAB_PAGE;
}

static bool zone_says(const struct zone *zone, const char *name,
		      const char *word)
{
	struct meter_file file;
	bool same;

	if (!meter_open(&file, "%s/%s", zone->dir, name))
		lab_die("%s is missing", file.path);
	same = !strncmp(meter_read(&file), word, strlen(word));
	close(file.fd);
	return same;
}

static void find_zones(void)
{
	glob_t found;
	size_t i;

	if (glob("/sys/kernel/mm/darc/node*/*/state", 0, NULL, &found))
		lab_die("this kernel has no DARC");
	for (i = 0; i < found.gl_pathc; i++) {
		struct zone *zone = &zones[nr_zones];

		snprintf(zone->dir, sizeof(zone->dir), "%.*s",
			 (int)(strlen(found.gl_pathv[i]) - strlen("/state")),
			 found.gl_pathv[i]);
		if (!zone_says(zone, "enabled", "Y"))
			continue;
		if (++nr_zones == ZONES)
			lab_die("more than %d zones", ZONES - 1);
	}
	globfree(&found);
}

static struct totals totals(void)
{
	struct totals now;

	threads_sample();
	totals_read(&now, GROUP);
	return now;
}

static double since(const struct totals *before, const struct totals *after,
		    enum total which)
{
	return (double)(after->value[which] - before->value[which]);
}

static uint64_t meminfo_bytes(const char *text, const char *key)
{
	const char *line = strstr(text, key);

	if (!line)
		lab_die("/proc/meminfo: no %s", key);
	return strtoull(line + strlen(key), NULL, 10) << 10;
}

static struct kernel_memory kernel_memory(void)
{
	unsigned long long active, all, size;
	struct kernel_memory now = { };
	struct meter_file file;
	const char *text;

	if (!meter_open(&file, "/proc/slabinfo"))
		lab_die("/proc/slabinfo is missing");
	text = meter_read(&file);
	text = text ? strstr(text, "\ndamon_region ") : NULL;
	if (text && sscanf(text, "\ndamon_region %llu %llu %llu",
			   &active, &all, &size) == 3) {
		now.regions = active;
		now.region_bytes = size;
	}
	close(file.fd);
	if (!meter_open(&file, "/proc/meminfo"))
		lab_die("/proc/meminfo is missing");
	text = meter_read(&file);
	now.unreclaimable = meminfo_bytes(text, "\nSUnreclaim:") +
			    meminfo_bytes(text, "\nKernelStack:");
	close(file.fd);
	return now;
}

static void metric(const char *phase, const char *name, const char *unit,
		   double value)
{
	char whole[64];

	snprintf(whole, sizeof(whole), "%s_%s", phase, name);
	lab_metric(&opts, whole, unit, value);
}

static void report(const char *phase, const struct totals *before,
		   const struct totals *after)
{
	double ns = since(before, after, TOTAL_TIME_NS), s = ns / 1e9;

	metric(phase, "seconds", "s", s);
	metric(phase, "cpu_us_per_s", "us/s",
	       (ns - since(before, after, TOTAL_IDLE_NS)) / 1e3 / s);
	metric(phase, "kdamond_us_per_s", "us/s",
	       since(before, after, TOTAL_KDAMOND_NS) / 1e3 / s);
	metric(phase, "wakeups_per_s", "1/s",
	       since(before, after, TOTAL_KDAMOND_SWITCHES) / s);
	metric(phase, "evicted_bytes", "bytes",
	       since(before, after, TOTAL_EVICTED_BYTES));
	metric(phase, "swapin_pages", "pages",
	       since(before, after, TOTAL_SWAPIN));
}

static void idle(const char *phase)
{
	struct totals before, after;

	lab_sleep_ns(SETTLE_S * SECOND);
	before = totals();
	lab_sleep_ns(SPAN_S * SECOND);
	after = totals();
	report(phase, &before, &after);
}

static void report_memory(const char *phase, const struct kernel_memory *off)
{
	struct kernel_memory now = kernel_memory();

	metric(phase, "regions", "count", now.regions);
	metric(phase, "region_bytes", "bytes", now.region_bytes);
	metric(phase, "kernel_bytes", "bytes",
	       (double)now.unreclaimable - off->unreclaimable);
}

/* Populates memory; returns the zone that most of it came from. */
static struct zone *populate(void)
{
	uint64_t hot_pages = lab_percent_pages(&opts, 12), pages, taken, most = 0;
	struct zone *found = NULL;
	unsigned int i;

	for (i = 0; i < nr_zones; i++)
		zones[i].free = zone_number(&zones[i], "free");
	hot_init(&hot, hot_pages, opts.seed);
	pages = opts.ram_bytes / LAB_PAGE - hot.pages;
	lab_fill(lab_map(pages), 0, pages, opts.seed ^ 0x636f6c64);
	for (i = 0; i < nr_zones; i++) {
		uint64_t free = zone_number(&zones[i], "free");

		taken = zones[i].free - (free < zones[i].free ? free :
					 zones[i].free);
		zones[i].free = free;
		if (taken > most) {
			most = taken;
			found = &zones[i];
		}
	}
	if (!found)
		lab_die("no zone has less free memory than before");
	return found;
}

static void access_for(uint64_t ns)
{
	uint64_t end = lab_now_ns() + ns;

	while (lab_now_ns() < end) {
		hot_access(&hot, ACCESSES);
		lab_sleep_ns(STEP_NS);
	}
}

static void raise_marks(const struct zone *zone)
{
	uint64_t free = zone_number(zone, "free"), ask = opts.ram_bytes / 2;
	char text[32];
	unsigned int i;

	for (i = 0; i < nr_zones; i++)
		if (&zones[i] != zone)
			put("N", "%s/enabled", zones[i].dir);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)(free + ask));
	put(text, "%s/high", zone->dir);
	snprintf(text, sizeof(text), "%llu",
		 (unsigned long long)(free + ask - ask / 8));
	put(text, "%s/mid", zone->dir);
}

/* Until the zone had pressure and has none any more. */
static void pressure(struct zone *zone, const struct kernel_memory *off)
{
	uint64_t start = lab_now_ns(), high;
	struct totals before = totals(), after;
	bool mid_memory = false;

	raise_marks(zone);
	high = zone_number(zone, "high");
	do {
		if (lab_now_ns() - start > LIMIT_S * SECOND)
			lab_die("%s: the marks were not reached in %d s: free %llu of %llu",
				zone->dir, LIMIT_S,
				(unsigned long long)zone_number(zone, "free"),
				(unsigned long long)high);
		access_for(STEP_NS);
		if (!mid_memory && lab_now_ns() - start > SECOND / 2) {
			report_memory("active", off);
			mid_memory = true;
		}
	} while (zone_number(zone, "free") < high);
	after = totals();
	if (!mid_memory)
		report_memory("active", off);
	report("active", &before, &after);
	metric("active", "asked_bytes", "bytes", opts.ram_bytes / 2.0);
	metric("active", "tried_bytes", "bytes",
	       zone_number(zone, "stats/tried"));
}

int main(int argc, char **argv)
{
	struct kernel_memory off;
	struct zone *zone;
	uint64_t start;

	lab_options(&opts, argc, argv);
	zones_init();
	find_zones();
	idle("off");
	off = kernel_memory();
	start = lab_now_ns();
	put("Y", PARAMETERS "%s", "enabled");
	lab_metric(&opts, "enable_ms", "ms", (lab_now_ns() - start) / 1e6);
	idle("watch");
	report_memory("watch", &off);

	zone = populate();
	access_for(AGE_S * SECOND);
	lab_metric(&opts, "touched_bytes", "bytes", opts.ram_bytes);
	lab_metric(&opts, "zones", "count", nr_zones);
	lab_metric(&opts, "zone_bytes", "bytes", managed_bytes(zone));
	pressure(zone, &off);
	return 0;
}
