/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs of fixed work that stand in for those of PARSEC3 and SPLASH-2x, which
 * Debian does not package: what DAMON's authors measured with, in its access
 * pattern only.
 *
 * A run populates its data, then takes steps: ACCESSES uniform random accesses
 * to the part that is in use (one in four writes), computing, and a pause of
 * 10 ms that stands for the rest of the work, for an emulator computes slowly.
 * Its runtime is therefore given twice: elapsed_s, and busy_s without the
 * pauses, which is what a program would take that never pauses.
 */
#ifndef LAB_STANDIN_H
#define LAB_STANDIN_H

#include <stdint.h>

#include "lab.h"

/**
 * struct standin - one program
 * @steps: its length
 * @compute: random numbers drawn in a step
 * @data: percent of the RAM under test that holds data
 * @window: percent of that RAM that is in use at a time
 * @window_steps: steps until the next part is in use, 0 for always the same
 * @sparse: percent of that RAM as address space of which one page in four is
 *	    populated, evenly over the first half of the run, and left alone
 * @scratch: percent of that RAM that is freed and written again every 50 steps
 */
struct standin {
	unsigned int steps;
	unsigned int compute;
	unsigned int data;
	unsigned int window;
	unsigned int window_steps;
	unsigned int sparse;
	unsigned int scratch;
};

int standin_run(const struct standin *standin, int argc, char **argv);

#endif
