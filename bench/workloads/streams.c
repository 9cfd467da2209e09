// SPDX-License-Identifier: GPL-2.0
/*
 * streams - page cache that nobody reads again beside hot anonymous memory.
 *
 * Two files of 50 % of RAM each lie on persistent memory (streams.conf) and are
 * laid out beforehand, with none of them in the page cache. Setup populates a
 * hot set of 45 % of RAM and cold anonymous memory of 15 %. Then, for 24 s of
 * sleep in the rhythm of paced.h, the files are read() in turn from start to
 * end and again, in blocks of 64 KiB, 40 MB for each second of sleep. Bursts of
 * 8 % of RAM every 2 s.
 *
 * The files are clean and cheap to drop, and not worth keeping: a round takes
 * longer than they would stay. Taking hot anonymous memory for them is the
 * mistake; it shows in hot_p999_ns and in swapin_pages.
 */
#include "files.h"
#include "paced.h"

#define STEPS 2400
#define HOT_PERCENT 45
#define COLD_PERCENT 15
#define BURST_PERCENT 8
#define FILES 2
#define FILE_PERCENT 50
#define BYTES_PER_S 40000000

static struct {
	struct hot hot;
	struct bursts bursts;
	uint64_t blocks;
	uint64_t next;
} streams;

/* Blocks do not divide a step evenly: what is due by now is read. */
static void step(struct paced *run, unsigned int nr)
{
	uint64_t due = (uint64_t)BYTES_PER_S / PACED_PER_SECOND * (nr + 1) /
		       FILES_BLOCK;

	(void)run;
	for (; streams.next < due; streams.next++)
		files_read(streams.next / streams.blocks % FILES,
			   streams.next % streams.blocks);
}

static void setup(const struct lab_opts *opts)
{
	uint64_t cold = lab_percent_pages(opts, COLD_PERCENT);
	unsigned int i;

	for (i = 0; i < FILES; i++)
		files_open(i, streams.blocks);
	hot_init(&streams.hot, lab_percent_pages(opts, HOT_PERCENT),
		 opts->seed);
	burst_init(&streams.bursts, lab_percent_pages(opts, BURST_PERCENT),
		   opts->seed);
	burst_floor(&streams.bursts, &streams.hot);
	lab_fill(lab_map(cold), 0, cold, opts->seed ^ 0x636f6c64);
}

int main(int argc, char **argv)
{
	struct paced run = {
		.steps = STEPS,
		.hot = &streams.hot,
		.bursts = &streams.bursts,
		.step = step,
	};
	struct lab_opts opts;
	unsigned int i;

	lab_options(&opts, argc, argv);
	streams.blocks = lab_percent_pages(&opts, FILE_PERCENT) * LAB_PAGE /
			 FILES_BLOCK;
	if (opts.prepare) {
		for (i = 0; i < FILES; i++)
			files_lay_out(i, streams.blocks, opts.seed << 32);
		return 0;
	}
	setup(&opts);
	paced_run(&run, &opts);
	hot_report(&streams.hot, &opts);
	return 0;
}
