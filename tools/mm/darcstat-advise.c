// SPDX-License-Identifier: GPL-2.0
/*
 * Watches a running system with DARC's eviction off, and says what DARC would
 * do there. The parameters that this needs are put back at the end.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "darcstat.h"

#define TICK_US		200000
#define NR_SPANS	3

/*
 * What is changed, in this order; put back in the reverse one. A number is only
 * raised. One access makes a whole region count as accessed, so cold memory
 * shows in small regions only; so many of them are looked at less often, for the
 * sake of the CPU. With fewer than ten samples to an aggregation, DAMON merges no
 * region that was accessed with one that was not.
 */
static struct {
	const char *name, *need;
	const char *limit;	/* parameter that bounds it */
	char old[16];
	bool changed;
} params[] = {
	{ .name = "dry_run", .need = "Y" },
	{ .name = "max_nr_regions", .need = "8192" },
	{ .name = "min_nr_regions", .need = "4096" },
	{ .name = "sample_interval", .need = "100000", .limit = "aggr_interval" },
	{ .name = "watch", .need = "Y" },
	{ .name = "enabled", .need = "Y" },
};

#define NR_PARAMS	(sizeof(params) / sizeof(*params))

struct watch {
	struct zone zone;	/* as it was last */
	struct cold cold;
	struct zone first;	/* as it was when the watch began */
	u64 least_free, sum_free;
	u64 ticks, under_mid, under_low;
	u64 lost_us;	/* when the dry run knew no more, 0: it knows */
	/* To hold the marks, were what DARC wants to go at once. */
	u64 gained;
};

static struct watch *watches;
static size_t nr_watches;

static void restore(void)
{
	for (size_t i = NR_PARAMS; i--;) {
		int err;

		if (!params[i].changed)
			continue;
		err = param_put(params[i].name, params[i].old);
		if (err)
			fprintf(stderr, "darcstat: %s could not be set back to %s: %s\n",
				params[i].name, params[i].old, strerror(-err));
	}
}

static void prepare(void)
{
	at_end(restore);
	for (size_t i = 0; i < NR_PARAMS; i++) {
		const char *need = params[i].need;
		char limit[16];
		int err;

		param_get(params[i].name, params[i].old, sizeof(params[i].old));
		if (params[i].limit) {
			param_get(params[i].limit, limit, sizeof(limit));
			if (atoll(limit) < atoll(need))
				need = limit;
		}
		if (!strcmp(params[i].old, need) || atoll(params[i].old) > atoll(need))
			continue;
		params[i].changed = true;
		err = param_put(params[i].name, need);
		if (err)
			die("%s cannot be set to %s: %s", params[i].name, need,
			    strerror(-err));
	}
}

static struct watch *watch_of(const struct zone *z)
{
	struct watch *w;

	for (size_t i = 0; i < nr_watches; i++)
		if (watches[i].zone.nid == z->nid && !strcmp(watches[i].zone.name, z->name))
			return &watches[i];
	watches = reallocarray(watches, nr_watches + 1, sizeof(*watches));
	if (!watches)
		die("out of memory");
	w = &watches[nr_watches++];
	*w = (struct watch){
		.zone = *z,
		.first = *z,
		.least_free = ULLONG_MAX,
	};
	return w;
}

/*
 * For what the dry run does not know. Marks are looked at more often than that, and
 * high is reached about as fast.
 */
static void pretend(struct watch *w, const struct zone *z)
{
	u64 free = z->free + w->gained;

	if (free >= z->mid)
		return;
	w->gained += z->high - free;
}

static void tick(const struct sample *s)
{
	trace_read(s);
	for (size_t i = 0; i < s->nr_zones; i++) {
		const struct zone *z = &s->zones[i];
		struct watch *w = watch_of(z);
		struct view *v = trace_view(z);

		w->zone = *z;
		w->ticks++;
		w->sum_free += z->free;
		if (z->free < w->least_free)
			w->least_free = z->free;
		w->under_mid += z->free < z->mid;
		w->under_low += z->free < z->low;
		pretend(w, z);
		if (!w->lost_us && z->dry_run_valid[0] == 'N')
			w->lost_us = s->now_us;
		if (v && v->nr_regions)
			cold_update(&w->cold, v);
	}
}

static void put_progress(double done, double all)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[Kdarcstat: watched %.0f of %.0f s", done, all);
}

static void put_cold(const struct watch *w, double duration)
{
	static const char *const names[] = {
		[KIND_ANON] = "anonymous, shmem",
		[KIND_FILE] = "page cache",
		[KIND_OTHER] = "neither, or unevictable",
		[KIND_FREE] = "free",
	};
	const struct cold *c = &w->cold;
	u64 bytes[NR_SPANS][NR_KINDS], span = duration * US_PER_S;
	bool known = true;

	if (!c->since_us) {
		printf("  The monitor has not looked at all memory in this time.\n");
		return;
	}
	known &= cold_count(c, c->last_us - span / 6, bytes[0]);
	known &= cold_count(c, c->last_us - span / 2, bytes[1]);
	known &= cold_count(c, c->first_us, bytes[2]);
	printf("  %-26s %9s %9s %11s\n", "not accessed in the last", time_text(span / 6).s,
	       time_text(span / 2).s, "whole watch");
	for (int k = 0; k < NR_KINDS; k++)
		if (known || k == KIND_OTHER)
			printf("  %-26s %9s %9s %11s\n", known ? names[k] : "memory of any kind",
			       size_text(bytes[0][k]).s, size_text(bytes[1][k]).s,
			       size_text(bytes[2][k]).s);
	if (!known)
		printf("  Free memory is in it: this kernel has no /proc/kpageflags.\n");
}

/* What is old enough to go now. */
static u64 candidates(const struct watch *w, u64 swap)
{
	u64 bytes[NR_KINDS], age = w->zone.cold_age_us;

	if (!w->cold.since_us || age > w->cold.last_us)
		return 0;
	if (!cold_count(&w->cold, w->cold.last_us - age, bytes))
		return bytes[KIND_OTHER];
	return bytes[KIND_FILE] + (bytes[KIND_ANON] < swap ? bytes[KIND_ANON] : swap);
}

/* What the dry run knows, up to when it did. */
static void put_dry_run(const struct watch *w, u64 start_us)
{
	const struct zone *z = &w->zone, *first = &w->first;
	u64 starts = counted(z->activations, first->activations);

	if (w->lost_us)
		printf("  For %s, until the LRU had to step in,\n  ",
		       time_text(w->lost_us - start_us).s);
	else
		printf("  ");
	printf("DARC would have started %llu time%s and evicted %s,\n", starts,
	       starts == 1 ? "" : "s",
	       size_text(counted(z->evicted, first->evicted)).s);
	printf("  of which %s would have come back; its cold age is %s by now.\n",
	       size_text(counted(z->dry_run_refaulted, first->dry_run_refaulted)).s,
	       time_text(z->cold_age_us).s);
}

static void put_zone(const struct watch *w, double duration, u64 start_us, u64 swap)
{
	const struct zone *z = &w->zone;
	u64 found = candidates(w, swap);

	printf("\nnode %d %s\n", z->nid, z->name);
	put_cold(w, duration);
	printf("  Marks: low %s, mid %s, high %s.\n", size_text(z->low).s,
	       size_text(z->mid).s, size_text(z->high).s);
	printf("  Free memory: %s now, %s on average, %s at least;\n",
	       size_text(z->free).s, size_text(w->sum_free / w->ticks).s,
	       size_text(w->least_free).s);
	printf("  below mid %.0f %% of the time, below low %.0f %%.\n",
	       100.0 * w->under_mid / w->ticks, 100.0 * w->under_low / w->ticks);
	if (!w->gained && z->evicted == w->first.evicted) {
		printf("  DARC would have done nothing: free memory stayed above mid.\n");
		return;
	}
	put_dry_run(w, start_us);
	printf("  Evictable and as old as that is %s.\n", size_text(found).s);
	if (!w->lost_us)
		return;
	printf("  What would have been from there on is not known.  To hold its marks all the\n"
	       "  time, DARC would have had to free %s%s.\n", size_text(w->gained).s,
	       found < w->gained ? ", more than is that old" : "");
}

static u64 swap_free(void)
{
	FILE *f = fopen(rooted("/proc/meminfo"), "re");
	char line[128];
	u64 kb = 0;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "SwapFree: %llu", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb << 10;
}

static void report(double duration, u64 start_us)
{
	u64 swap = swap_free();

	printf("DARC was watched for %g s with its eviction off (dry_run=Y).\n", duration);
	if (swap)
		printf("Free swap: %s.\n", size_text(swap).s);
	else
		printf("There is no free swap: only page cache could go.\n");
	for (size_t i = 0; i < nr_watches; i++)
		put_zone(&watches[i], duration, start_us, swap);
	printf("\n"
"Not known: what a fault then costs; how far a protected cgroup could shrink; what\n"
"compressed swap takes of memory, where there is hardly anything in it (a third of\n"
"what goes there is assumed); and what is accessed more rarely than the watch was\n"
"long. A longer watch tells more. Regions are seen by samples, so the figures are\n"
"estimates.\n");
}

void advise_run(const struct options *o, double duration)
{
	u64 start = now_us(), end = start + duration * US_PER_S;
	struct sample s;

	prepare();
	sample_read(&s, o->all);
	if (!s.nr_zones)
		die("no zone takes part (see /sys/kernel/mm/darc/node*/*/enabled)");
	trace_begin();
	if (!isatty(STDERR_FILENO))
		fprintf(stderr, "darcstat: watching for %g s\n", duration);
	for (;;) {
		u64 now = now_us();

		tick(&s);
		put_progress((now - start) / 1e6, duration);
		if (now >= end)
			break;
		screen_wait(now + TICK_US < end ? now + TICK_US : end);
		sample_free(&s);
		sample_read(&s, o->all);
	}
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	report(duration, start);
	screen_flush();
	sample_free(&s);
}
