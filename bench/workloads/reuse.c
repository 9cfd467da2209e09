// SPDX-License-Identifier: GPL-2.0
/*
 * reuse - memory that is reused at four intervals, beside memory that is not.
 *
 * Setup populates a hot set of 20 % of RAM, four classes of 10 %, and cold memory
 * of 15 %. Then, in the rhythm of paced.h, each class is swept over in turn and
 * one word of each page written, once in 2, 4, 8 and 16 s of sleep. After 16 s,
 * when all of them have been used since setup, cold memory grows from 15 % to 60 %
 * of RAM in 24 s, never touched again, with bursts of 8 % every 2 s from the start.
 *
 * What is cold for some seconds may be needed again, and the longer it has been cold the
 * less likely: whoever takes what is old enough, and not the oldest, refaults more.
 */
#include "paced.h"

#define HOT_PERCENT 20
#define CLASSES 4
#define CLASS_PERCENT 10
#define COLD_PERCENT 15
#define COLD_END_PERCENT 60
#define BURST_PERCENT 8
#define CALM_STEPS (16 * PACED_PER_SECOND)
#define GROWTH_STEPS (24 * PACED_PER_SECOND)
#define PAGE_WORDS (LAB_PAGE / sizeof(uint64_t))

static struct {
	struct hot hot;
	struct bursts bursts;
	uint64_t *class[CLASSES];
	uint64_t class_pages;
	void *cold;
	uint64_t cold_start_pages;
	uint64_t cold_end_pages;
	uint64_t cold_pages;
	uint64_t seed;
} state;

static void grow_to(uint64_t pages)
{
	lab_fill(state.cold, state.cold_pages, pages - state.cold_pages, state.seed);
	state.cold_pages = pages;
}

/* All pages of a class in its interval's steps, as evenly as they divide. */
static void sweep(uint64_t *base, unsigned int interval, unsigned int nr)
{
	uint64_t from = state.class_pages * (nr % interval) / interval;
	uint64_t to = state.class_pages * (nr % interval + 1) / interval;

	for (; from < to; from++) {
		volatile uint64_t *word = base + from * PAGE_WORDS;

		lab_trace(word);
		(*word)++;
	}
}

static void step(struct paced *run, unsigned int nr)
{
	uint64_t growth = state.cold_end_pages - state.cold_start_pages;
	unsigned int i;

	(void)run;
	for (i = 0; i < CLASSES; i++)
		sweep(state.class[i], (2 << i) * PACED_PER_SECOND, nr);
	if (nr >= CALM_STEPS)
		grow_to(state.cold_start_pages +
			growth * (nr + 1 - CALM_STEPS) / GROWTH_STEPS);
}

static void setup(const struct lab_opts *opts)
{
	unsigned int i;

	state.seed = opts->seed ^ 0x7265757365;
	state.class_pages = lab_percent_pages(opts, CLASS_PERCENT);
	state.cold_start_pages = lab_percent_pages(opts, COLD_PERCENT);
	state.cold_end_pages = lab_percent_pages(opts, COLD_END_PERCENT);
	state.cold = lab_map(state.cold_end_pages);
	hot_init(&state.hot, lab_percent_pages(opts, HOT_PERCENT), opts->seed);
	burst_init(&state.bursts, lab_percent_pages(opts, BURST_PERCENT), opts->seed);
	burst_floor(&state.bursts, &state.hot);
	for (i = 0; i < CLASSES; i++) {
		state.class[i] = lab_map(state.class_pages);
		lab_fill(state.class[i], 0, state.class_pages, state.seed + i + 1);
	}
	grow_to(state.cold_start_pages);
}

int main(int argc, char **argv)
{
	struct paced run = {
		.steps = CALM_STEPS + GROWTH_STEPS,
		.hot = &state.hot,
		.bursts = &state.bursts,
		.step = step,
	};
	struct lab_opts opts;

	lab_options(&opts, argc, argv);
	setup(&opts);
	paced_run(&run, &opts);
	hot_report(&state.hot, &opts);
	return 0;
}
