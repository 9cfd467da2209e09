// SPDX-License-Identifier: GPL-2.0
/* The hot set: memory accessed all the time, each access timed. */
#include "hot.h"
#include "scatter.h"

#define BLOCK_PAGES 16

/**
 * hot_init() - map and populate a hot set
 * @hot: result
 * @pages: size, rounded down to whole scatter blocks
 * @seed: of the content and of the access sequence
 */
void hot_init(struct hot *hot, uint64_t pages, uint64_t seed)
{
	*hot = (struct hot){ .blocks = pages / BLOCK_PAGES, .random = seed };
	if (!hot->blocks)
		lab_die("hot set of %llu pages is too small",
			(unsigned long long)pages);
	hot->pages = hot->blocks * BLOCK_PAGES;
	hot->stride = scatter_stride(hot->blocks);
	hot->base = lab_map(hot->pages);
	lab_fill(hot->base, 0, hot->pages, seed ^ 0x686f74);
}

static uint64_t pick_page(const struct hot *hot, uint64_t random)
{
	uint64_t u = random >> 32;
	uint64_t u2 = (u * u) >> 32;
	uint64_t rank = (((u2 * u2) >> 32) * hot->pages) >> 32;
	uint64_t block = rank / BLOCK_PAGES * hot->stride % hot->blocks;

	return block * BLOCK_PAGES + rank % BLOCK_PAGES;
}

/**
 * hot_access() - access the set and time each access
 * @hot: the set
 * @count: number of accesses
 */
void hot_access(struct hot *hot, unsigned int count)
{
	while (count--) {
		uint64_t random = lab_random(&hot->random);
		volatile uint64_t *word =
			hot->base + pick_page(hot, random) * LAB_PAGE;
		uint64_t start = lab_now_ns();

		lab_trace(word);
		if (random & 3)
			(void)*word;
		else
			*word = random;
		hist_add(&hot->latency, lab_now_ns() - start);
	}
}

/**
 * hot_report() - write the set's latencies to work.tsv and hot.tsv
 * @hot: the set
 * @opts: the workload's options
 */
void hot_report(const struct hot *hot, const struct lab_opts *opts)
{
	hist_report(&hot->latency, opts);
}
