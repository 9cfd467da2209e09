// SPDX-License-Identifier: GPL-2.0
/* The rhythm that the synthetic workloads share. */
#include "paced.h"

static void burst_phase(struct paced *run, unsigned int nr)
{
	unsigned int phase = nr % PACED_PER_BURST;

	if (!run->bursts)
		return;
	if (phase == PACED_PER_BURST / 2)
		burst_begin(run->bursts, run->hot);
	else if (phase == PACED_PER_BURST / 2 + PACED_HOLD)
		burst_end(run->bursts);
}

/**
 * paced_run() - do all steps; write work_rate and the bursts' latencies
 * @run: the run, its memory set up
 * @opts: the workload's options
 *
 * The hot set's latencies are the caller's to report: it may have several.
 */
void paced_run(struct paced *run, const struct lab_opts *opts)
{
	uint64_t start = lab_now_ns(), ns;
	unsigned int nr;

	for (nr = 0; nr < run->steps; nr++) {
		hot_access(run->hot, PACED_BATCH);
		if (run->step)
			run->step(run, nr);
		burst_phase(run, nr);
		lab_sleep_ns(PACED_THINK_NS);
	}
	ns = lab_now_ns() - start;

	lab_metric(opts, "ram_bytes", "bytes", opts->ram_bytes);
	lab_metric(opts, "work_rate", "1/s",
		   (double)run->steps * PACED_BATCH * 1e9 / ns);
	if (run->bursts)
		burst_report(run->bursts, opts);
}
