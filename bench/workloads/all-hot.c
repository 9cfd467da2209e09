// SPDX-License-Identifier: GPL-2.0
/*
 * all-hot - everything is hot, and it all fits, but only just.
 *
 * A hot set (hot.h) of 88 % of RAM in the rhythm of paced.h for 20 s of sleep,
 * with no bursts. Nothing has to be evicted; a policy that keeps more free than
 * is left takes it from the hot set, again and again. It should stand back.
 */
#include "paced.h"

#define HOT_PERCENT 88
#define STEPS (20 * PACED_PER_SECOND)

int main(int argc, char **argv)
{
	static struct hot hot;
	struct paced run = {
		.steps = STEPS,
		.hot = &hot,
	};
	struct lab_opts opts;

	lab_options(&opts, argc, argv);
	hot_init(&hot, lab_percent_pages(&opts, HOT_PERCENT), opts.seed);
	paced_run(&run, &opts);
	hot_report(&hot, &opts);
	return 0;
}
