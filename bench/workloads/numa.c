// SPDX-License-Identifier: GPL-2.0
/*
 * numa - pressure on one of two nodes, each with half of the memory.
 *
 * A bystander of 70 % of node 0's size is populated on node 1 and left alone.
 * Then the workload growth runs bound to node 0, its shares those of node 0's
 * memory. At the end the bystander is read once, page by page: node 1 was never
 * short of memory, so whatever is not there was evicted for nothing
 * (bystander_faults, also part of refault, and bystander_ns).
 */
#include <sys/resource.h>

#include "fill_up.h"
#include "node.h"

#define BYSTANDER_PERCENT 70
#define PAGE_WORDS (LAB_PAGE / sizeof(uint64_t))

static uint64_t major_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_majflt;
}

static void read_bystander(const struct lab_opts *opts,
			   const volatile uint64_t *base, uint64_t pages)
{
	uint64_t start = lab_now_ns(), faults = major_faults(), i;

	for (i = 0; i < pages; i++) {
		lab_trace(&base[i * PAGE_WORDS]);
		(void)base[i * PAGE_WORDS];
	}
	lab_metric(opts, "bystander_ns", "ns", lab_now_ns() - start);
	lab_metric(opts, "bystander_faults", "count", major_faults() - faults);
}

int main(int argc, char **argv)
{
	static const struct fill_up shares = {
		.hot = 35,
		.cold_start = 35,
		.cold_end = 115,
		.burst = 8,
	};
	struct lab_opts opts;
	uint64_t pages;
	void *base;

	lab_options(&opts, argc, argv);
	if (!opts.ram_given)
		opts.ram_bytes = node_bytes(0);
	pages = lab_percent_pages(&opts, BYSTANDER_PERCENT);
	base = lab_map(pages);
	node_bind(1);
	lab_fill(base, 0, pages, opts.seed ^ 0x627973);
	node_bind(0);
	fill_up(&shares, &opts);
	read_bystander(&opts, base, pages);
	return 0;
}
