// SPDX-License-Identifier: GPL-2.0
/*
 * idle - a machine that does little: 80 % of RAM populated once and left
 * alone, a hot set of 10 % of RAM, for 24 s of sleep in the rhythm of paced.h,
 * without bursts. A policy that gives memory back does so here for nothing but
 * its own CPU time; one that takes hot pages shows in hot_mean_ns.
 */
#include "paced.h"

#define HOT_PERCENT 10
#define COLD_PERCENT 80
#define STEPS 2400

int main(int argc, char **argv)
{
	static struct hot hot;
	struct paced run = { .steps = STEPS, .hot = &hot };
	struct lab_opts opts;
	uint64_t pages;

	lab_options(&opts, argc, argv);
	hot_init(&hot, lab_percent_pages(&opts, HOT_PERCENT), opts.seed);
	pages = lab_percent_pages(&opts, COLD_PERCENT);
	lab_fill(lab_map(pages), 0, pages, opts.seed ^ 0x636f6c64);
	paced_run(&run, &opts);
	hot_report(&hot, &opts);
	return 0;
}
