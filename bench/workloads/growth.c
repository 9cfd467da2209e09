// SPDX-License-Identifier: GPL-2.0
/*
 * growth - a server whose memory fills up slowly with data nobody reads again.
 *
 * R is the RAM under test. Setup populates a hot set of 35 % of R, measures
 * the burst's floor while memory is plentiful, and populates cold memory of
 * 35 % of R. Then STEPS steps follow, each of them:
 *
 *   - BATCH accesses to the hot set (hot.h), each timed;
 *   - an equal share of the cold memory's growth from 35 % to 115 % of R,
 *     written once and never touched again;
 *   - THINK_NS of sleep.
 *
 * In the middle of every BURST_EVERY steps (2 s) a burst of 8 % of R is
 * populated (burst.h), kept for BURST_HOLD steps and freed.
 *
 * The sequence of page accesses depends on R and seed alone, so every policy
 * does the same work; what differs is how long it takes (work_rate) and what
 * the machine spends on it. Sleeping is relative: time lost to reclaim is not
 * made up for.
 */
#include "burst.h"
#include "hot.h"
#include "lab.h"

#define HOT_PERCENT 35
#define COLD_START_PERCENT 35
#define COLD_END_PERCENT 115
#define BURST_PERCENT 8

#define STEPS 2400
#define THINK_NS 10000000ULL
#define BATCH 2000
#define BURST_EVERY 200
#define BURST_HOLD 10

struct growth {
	struct hot hot;
	struct bursts bursts;
	void *cold;
	uint64_t cold_seed;
	uint64_t cold_pages;
	uint64_t cold_start_pages;
	uint64_t cold_end_pages;
};

static void grow_to(struct growth *g, uint64_t pages)
{
	lab_fill(g->cold, g->cold_pages, pages - g->cold_pages, g->cold_seed);
	g->cold_pages = pages;
}

static void setup(struct growth *g, const struct lab_opts *opts)
{
	g->cold_seed = opts->seed ^ 0x636f6c64;
	g->cold_start_pages = lab_percent_pages(opts, COLD_START_PERCENT);
	g->cold_end_pages = lab_percent_pages(opts, COLD_END_PERCENT);
	g->cold = lab_map(g->cold_end_pages);
	hot_init(&g->hot, lab_percent_pages(opts, HOT_PERCENT), opts->seed);
	burst_init(&g->bursts, lab_percent_pages(opts, BURST_PERCENT),
		   opts->seed);
	burst_floor(&g->bursts, &g->hot);
	grow_to(g, g->cold_start_pages);
}

static void step(struct growth *g, unsigned int nr)
{
	uint64_t growth = g->cold_end_pages - g->cold_start_pages;
	unsigned int phase = nr % BURST_EVERY;

	hot_access(&g->hot, BATCH);
	grow_to(g, g->cold_start_pages + growth * (nr + 1) / STEPS);
	if (phase == BURST_EVERY / 2)
		burst_begin(&g->bursts, &g->hot);
	else if (phase == BURST_EVERY / 2 + BURST_HOLD)
		burst_end(&g->bursts);
	lab_sleep_ns(THINK_NS);
}

int main(int argc, char **argv)
{
	static struct growth g;
	struct lab_opts opts;
	uint64_t start, accesses, ns;
	unsigned int nr;

	lab_options(&opts, argc, argv);
	setup(&g, &opts);
	start = lab_now_ns();
	accesses = g.hot.latency.count;
	for (nr = 0; nr < STEPS; nr++)
		step(&g, nr);
	ns = lab_now_ns() - start;
	accesses = g.hot.latency.count - accesses;

	lab_metric(&opts, "ram_bytes", "bytes", opts.ram_bytes);
	lab_metric(&opts, "work_rate", "1/s", accesses * 1e9 / ns);
	hot_report(&g.hot, &opts);
	burst_report(&g.bursts, &opts);
	return 0;
}
