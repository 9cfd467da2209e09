/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bursts: memory populated at once and freed a little later.
 *
 * A burst's latency is the time its population takes. The hot set goes on
 * being accessed meanwhile, twice a page, outside the measured time: a server
 * does not stop because one of its requests needs memory. The order of all
 * accesses is fixed, whatever the policy does to their speed.
 */
#ifndef LAB_BURSTS_H
#define LAB_BURSTS_H

#include <stdint.h>

#include "hot.h"
#include "lab.h"

#define BURST_MAX 1024

/**
 * struct bursts - a series of equal bursts
 * @pages: size of each
 * @seed: of their content
 * @base: memory of the burst that lives now, NULL between bursts
 * @floor_ns: shortest latency without memory pressure
 * @count: bursts recorded
 * @end_ns: when each was populated, lab_now_ns()
 * @latency_ns: how long that took
 */
struct bursts {
	uint64_t pages;
	uint64_t seed;
	void *base;
	uint64_t floor_ns;
	unsigned int count;
	uint64_t end_ns[BURST_MAX];
	uint64_t latency_ns[BURST_MAX];
};

void burst_init(struct bursts *bursts, uint64_t pages, uint64_t seed);
void burst_floor(struct bursts *bursts, struct hot *hot);
void burst_begin(struct bursts *bursts, struct hot *hot);
void burst_note(struct bursts *bursts, uint64_t ns);
void burst_end(struct bursts *bursts);
void burst_report(const struct bursts *bursts, const struct lab_opts *opts);

#endif
