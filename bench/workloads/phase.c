// SPDX-License-Identifier: GPL-2.0
/*
 * phase - five sets of 25 % of RAM, of which one is hot for 5 s of sleep each.
 *
 * All sets are populated first, 125 % of RAM. Then 6 phases follow in the
 * rhythm of paced.h: sets 0 to 4, and 0 again, which has been cold for 20 s.
 * The other sets are not touched. Bursts of 8 % of RAM every 2 s.
 */
#include "paced.h"

#define SETS 5
#define SET_PERCENT 25
#define BURST_PERCENT 8
#define PHASES 6
#define PHASE_STEPS (5 * PACED_PER_SECOND)

static struct hot sets[SETS];

static void step(struct paced *run, unsigned int nr)
{
	run->hot = &sets[(nr + 1) / PHASE_STEPS % SETS];
}

static void setup(struct bursts *bursts, const struct lab_opts *opts)
{
	unsigned int i;

	hot_init(&sets[0], lab_percent_pages(opts, SET_PERCENT), opts->seed);
	burst_init(bursts, lab_percent_pages(opts, BURST_PERCENT), opts->seed);
	burst_floor(bursts, &sets[0]);
	for (i = 1; i < SETS; i++)
		hot_init(&sets[i], sets[0].pages, opts->seed + (i << 16));
}

int main(int argc, char **argv)
{
	static struct bursts bursts;
	struct paced run = {
		.steps = PHASES * PHASE_STEPS,
		.hot = &sets[0],
		.bursts = &bursts,
		.step = step,
	};
	struct lab_opts opts;
	unsigned int i;

	lab_options(&opts, argc, argv);
	setup(&bursts, &opts);
	paced_run(&run, &opts);
	for (i = 1; i < SETS; i++)
		hist_merge(&sets[0].latency, &sets[i].latency);
	hot_report(&sets[0], &opts);
	return 0;
}
