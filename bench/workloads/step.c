// SPDX-License-Identifier: GPL-2.0
/*
 * step - one allocation of 30 % of RAM that is never freed.
 *
 * Setup populates a hot set of 35 % of RAM and cold memory of 35 %. After 4 s of
 * sleep in the rhythm of paced.h the step is populated like a burst (bursts.h),
 * and kept; the run goes on for 10 s. Nobody frees anything, so memory is free
 * again only when a policy evicts by itself.
 *
 * recover_ms is the time from the end of the step until the largest zone has as
 * much free as DARC's low mark, looked at in each step of the run. The mark is
 * the same under every policy (mark.c). A zone that is still below at the end
 * counts as the time it had (recovered 0).
 */
#include "mark.h"
#include "paced.h"

#define HOT_PERCENT 35
#define COLD_PERCENT 35
#define STEP_PERCENT 30
#define STEP_AT (4 * PACED_PER_SECOND)
#define STEPS (STEP_AT + 10 * PACED_PER_SECOND)

static struct {
	struct hot hot;
	struct bursts bursts;
	uint64_t stepped_ns;
	uint64_t recovered_ns;
} state;

static void step(struct paced *run, unsigned int nr)
{
	if (nr == STEP_AT) {
		burst_begin(&state.bursts, run->hot);
		state.stepped_ns = lab_now_ns();
	}
	if (nr >= STEP_AT && !state.recovered_ns && mark_reached())
		state.recovered_ns = lab_now_ns();
}

static void setup(const struct lab_opts *opts)
{
	uint64_t pages = lab_percent_pages(opts, COLD_PERCENT);

	mark_find();
	hot_init(&state.hot, lab_percent_pages(opts, HOT_PERCENT), opts->seed);
	burst_init(&state.bursts, lab_percent_pages(opts, STEP_PERCENT),
		   opts->seed);
	burst_floor(&state.bursts, &state.hot);
	lab_fill(lab_map(pages), 0, pages, opts->seed ^ 0x636f6c64);
}

int main(int argc, char **argv)
{
	struct paced run = {
		.steps = STEPS,
		.hot = &state.hot,
		.step = step,
	};
	struct lab_opts opts;
	uint64_t end_ns;

	lab_options(&opts, argc, argv);
	setup(&opts);
	paced_run(&run, &opts);
	end_ns = state.recovered_ns ? state.recovered_ns : lab_now_ns();
	lab_metric(&opts, "recover_ms", "ms",
		   (end_ns - state.stepped_ns) / 1e6);
	lab_metric(&opts, "recovered", "count", !!state.recovered_ns);
	burst_report(&state.bursts, &opts);
	hot_report(&state.hot, &opts);
	return 0;
}
