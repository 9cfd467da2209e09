/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hot set: memory accessed all the time, each access timed.
 *
 * Popularity: with u uniform in [0, 1), the page of rank n * u^4 is accessed.
 * A fifth of the set takes two thirds of the accesses, and the least popular
 * page is still accessed at a quarter of the mean rate: everything in the set
 * is worth keeping. Ranks are scattered over the set in blocks of 64 KiB, for
 * a heap does not come sorted by popularity. One access in four writes, so
 * that a page that came back from swap has to be written again to leave.
 */
#ifndef LAB_HOT_H
#define LAB_HOT_H

#include <stdint.h>

#include "hist.h"
#include "lab.h"

/**
 * struct hot - a hot set
 * @base: its memory
 * @pages: its size, a multiple of the scatter block
 * @blocks: the same in scatter blocks
 * @stride: steps between blocks of neighbouring rank, coprime to @blocks
 * @random: the access sequence
 * @latency: of each access, the price of reading the clock included
 */
struct hot {
	void *base;
	uint64_t pages;
	uint64_t blocks;
	uint64_t stride;
	uint64_t random;
	struct hist latency;
};

void hot_init(struct hot *hot, uint64_t pages, uint64_t seed);
void hot_access(struct hot *hot, unsigned int count);
void hot_report(const struct hot *hot, const struct lab_opts *opts);

#endif
