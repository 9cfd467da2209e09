/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rhythm that the synthetic workloads share.
 *
 * Each step of a run is: BATCH accesses to the hot set, the workload's own
 * accesses, THINK_NS of sleep. In the middle of every PACED_PER_BURST steps
 * (2 s) a burst is populated; it is freed PACED_HOLD steps later.
 *
 * The sequence of page accesses depends on the RAM under test and the seed
 * alone, so every policy does the same work; what differs is how long it takes
 * (work_rate) and what the machine spends on it. Sleeping is relative: time
 * lost to reclaim is not made up for.
 */
#ifndef LAB_PACED_H
#define LAB_PACED_H

#include "bursts.h"
#include "hot.h"
#include "lab.h"

#define PACED_THINK_NS 10000000ULL
#define PACED_PER_SECOND 100
#define PACED_PER_BURST 200
#define PACED_HOLD 10
#define PACED_BATCH 2000

/**
 * struct paced - a run
 * @steps: its length
 * @hot: the set accessed in each step; @step may exchange it
 * @bursts: the series of bursts, NULL for none
 * @step: the workload's own accesses in step number @nr, NULL for none
 */
struct paced {
	unsigned int steps;
	struct hot *hot;
	struct bursts *bursts;
	void (*step)(struct paced *run, unsigned int nr);
};

void paced_run(struct paced *run, const struct lab_opts *opts);

#endif
