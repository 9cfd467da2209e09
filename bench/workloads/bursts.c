// SPDX-License-Identifier: GPL-2.0
/* Bursts: memory populated at once and freed a little later. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bursts.h"

#define CHUNK_PAGES 256
/* Keeps the hot set's usual rate of 200,000/s while pages take 9 us each. */
#define HOT_PER_PAGE 2
#define FLOOR_TRIES 3

/**
 * burst_init() - prepare a series
 * @bursts: result
 * @pages: size of each burst
 * @seed: of their content
 */
void burst_init(struct bursts *bursts, uint64_t pages, uint64_t seed)
{
	memset(bursts, 0, sizeof(*bursts));
	bursts->pages = pages;
	bursts->seed = seed ^ 0x6275727374;
}

static uint64_t populate(struct bursts *bursts, struct hot *hot)
{
	uint64_t first, count, start, spent = 0;

	bursts->base = lab_map(bursts->pages);
	for (first = 0; first < bursts->pages; first += count) {
		count = bursts->pages - first;
		if (count > CHUNK_PAGES)
			count = CHUNK_PAGES;
		start = lab_now_ns();
		lab_fill(bursts->base, first, count, bursts->seed);
		spent += lab_now_ns() - start;
		hot_access(hot, HOT_PER_PAGE * count);
	}
	return spent;
}

/**
 * burst_floor() - measure what a burst takes while memory is plentiful
 * @bursts: the series; to be called before the workload fills memory
 * @hot: the set that is accessed meanwhile
 */
void burst_floor(struct bursts *bursts, struct hot *hot)
{
	unsigned int i;

	for (i = 0; i < FLOOR_TRIES; i++) {
		uint64_t spent = populate(bursts, hot);

		burst_end(bursts);
		if (!i || spent < bursts->floor_ns)
			bursts->floor_ns = spent;
	}
}

/**
 * burst_begin() - populate a burst and record how long that took
 * @bursts: the series
 * @hot: the set that is accessed meanwhile
 */
void burst_begin(struct bursts *bursts, struct hot *hot)
{
	burst_note(bursts, populate(bursts, hot));
}

/**
 * burst_note() - record a latency
 * @bursts: the series
 * @ns: what the burst that ends now has taken
 */
void burst_note(struct bursts *bursts, uint64_t ns)
{
	if (bursts->count == BURST_MAX)
		lab_die("more than %d bursts", BURST_MAX);
	bursts->end_ns[bursts->count] = lab_now_ns();
	bursts->latency_ns[bursts->count++] = ns;
}

/**
 * burst_end() - free the burst that lives now, if any
 * @bursts: the series
 */
void burst_end(struct bursts *bursts)
{
	if (bursts->base)
		lab_unmap(bursts->base, bursts->pages);
	bursts->base = NULL;
}

static void write_bursts(const struct bursts *bursts,
			 const struct lab_opts *opts)
{
	char path[PATH_MAX];
	unsigned int i;
	FILE *file;

	snprintf(path, sizeof(path), "%s/bursts.tsv", opts->out);
	file = fopen(path, "w");
	if (!file)
		lab_die("%s: %s", path, strerror(errno));
	fprintf(file, "time_us\tlatency_ns\tfloor_ns\tpages\n");
	for (i = 0; i < bursts->count; i++)
		fprintf(file, "%llu\t%llu\t%llu\t%llu\n",
			(unsigned long long)bursts->end_ns[i] / 1000,
			(unsigned long long)bursts->latency_ns[i],
			(unsigned long long)bursts->floor_ns,
			(unsigned long long)bursts->pages);
	if (fclose(file))
		lab_die("%s: %s", path, strerror(errno));
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t nearest_rank(const uint64_t *sorted, unsigned int count,
			     double quantile)
{
	unsigned int rank = (unsigned int)ceil(quantile * count);

	return sorted[rank ? rank - 1 : 0];
}

/**
 * burst_report() - write bursts.tsv, and the latencies to work.tsv
 * @bursts: the series
 * @opts: the workload's options
 */
void burst_report(const struct bursts *bursts, const struct lab_opts *opts)
{
	uint64_t sorted[BURST_MAX];
	unsigned int n = bursts->count;
	uint64_t p99;

	write_bursts(bursts, opts);
	if (!n)
		return;
	memcpy(sorted, bursts->latency_ns, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare);
	p99 = nearest_rank(sorted, n, 0.99);
	lab_metric(opts, "burst_p50_ns", "ns", nearest_rank(sorted, n, 0.5));
	lab_metric(opts, "burst_p99_ns", "ns", p99);
	lab_metric(opts, "burst_max_ns", "ns", sorted[n - 1]);
	lab_metric(opts, "burst_floor_ns", "ns", bursts->floor_ns);
	lab_metric(opts, "burst_excess_p99_ns", "ns",
		   p99 > bursts->floor_ns ? p99 - bursts->floor_ns : 0);
}
