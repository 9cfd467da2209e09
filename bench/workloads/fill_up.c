// SPDX-License-Identifier: GPL-2.0
/* Memory that fills up with cold data beside a hot set: growth and burst. */
#include "fill_up.h"
#include "paced.h"

#define STEPS 2400

static struct {
	struct hot hot;
	struct bursts bursts;
	void *base;
	uint64_t seed;
	uint64_t pages;
	uint64_t start_pages;
	uint64_t end_pages;
} cold;

static void grow_to(uint64_t pages)
{
	lab_fill(cold.base, cold.pages, pages - cold.pages, cold.seed);
	cold.pages = pages;
}

static void setup(const struct fill_up *shares, const struct lab_opts *opts)
{
	cold.seed = opts->seed ^ 0x636f6c64;
	cold.start_pages = lab_percent_pages(opts, shares->cold_start);
	cold.end_pages = lab_percent_pages(opts, shares->cold_end);
	cold.base = lab_map(cold.end_pages);
	hot_init(&cold.hot, shares->hot_bytes ? shares->hot_bytes / LAB_PAGE :
		 lab_percent_pages(opts, shares->hot), opts->seed);
	if (shares->burst) {
		burst_init(&cold.bursts,
			   lab_percent_pages(opts, shares->burst), opts->seed);
		burst_floor(&cold.bursts, &cold.hot);
	}
	grow_to(cold.start_pages);
}

static void step(struct paced *run, unsigned int nr)
{
	uint64_t growth = cold.end_pages - cold.start_pages;

	grow_to(cold.start_pages + growth * (nr + 1) / run->steps);
}

/**
 * fill_up() - all accesses and all figures
 * @shares: of memory
 * @opts: the workload's options
 */
void fill_up(const struct fill_up *shares, const struct lab_opts *opts)
{
	struct paced run = {
		.steps = shares->steps ? shares->steps : STEPS,
		.hot = &cold.hot,
		.bursts = shares->burst ? &cold.bursts : NULL,
		.step = step,
	};

	setup(shares, opts);
	paced_run(&run, opts);
	hot_report(&cold.hot, opts);
}

/**
 * fill_up_run() - the whole workload
 * @shares: of memory
 * @argc: as main() got it
 * @argv: as main() got it
 *
 * Return: exit status
 */
int fill_up_run(const struct fill_up *shares, int argc, char **argv)
{
	struct lab_opts opts;

	lab_options(&opts, argc, argv);
	fill_up(shares, &opts);
	return 0;
}
