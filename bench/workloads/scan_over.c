// SPDX-License-Identifier: GPL-2.0
/* A cyclic one-touch scan beside a hot set: scan and flood. */
#include "paced.h"
#include "scan_over.h"

#define STEPS 2400
#define HOT_PERCENT 35
#define SCAN_PERCENT 90
#define BURST_PERCENT 8
#define PAGE_WORDS (LAB_PAGE / sizeof(uint64_t))

static struct {
	struct hot hot;
	struct bursts bursts;
	uint64_t *base;
	uint64_t pages;
	uint64_t next;
	uint64_t per_step_pages;
} scan;

static void setup(const struct lab_opts *opts)
{
	scan.pages = lab_percent_pages(opts, SCAN_PERCENT);
	scan.base = lab_map(scan.pages);
	hot_init(&scan.hot, lab_percent_pages(opts, HOT_PERCENT), opts->seed);
	burst_init(&scan.bursts, lab_percent_pages(opts, BURST_PERCENT),
		   opts->seed);
	burst_floor(&scan.bursts, &scan.hot);
	lab_fill(scan.base, 0, scan.pages, opts->seed ^ 0x7363616e);
}

/* A page that came back has to be written again to leave: the harder case. */
static void step(struct paced *run, unsigned int nr)
{
	uint64_t i;

	(void)run;
	(void)nr;
	for (i = 0; i < scan.per_step_pages; i++) {
		volatile uint64_t *word = scan.base + scan.next * PAGE_WORDS;

		lab_trace(word);
		(*word)++;
		scan.next = (scan.next + 1) % scan.pages;
	}
}

/**
 * scan_over_run() - the whole workload
 * @bytes_per_s: pace of the scan, per second of sleep
 * @argc: as main() got it
 * @argv: as main() got it
 *
 * Return: exit status
 */
int scan_over_run(uint64_t bytes_per_s, int argc, char **argv)
{
	struct paced run = {
		.steps = STEPS,
		.hot = &scan.hot,
		.bursts = &scan.bursts,
		.step = step,
	};
	struct lab_opts opts;

	lab_options(&opts, argc, argv);
	scan.per_step_pages = bytes_per_s / LAB_PAGE / PACED_PER_SECOND;
	setup(&opts);
	paced_run(&run, &opts);
	hot_report(&scan.hot, &opts);
	return 0;
}
