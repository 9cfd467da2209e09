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
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "paced.h"

#define STEPS 2400
#define HOT_PERCENT 45
#define COLD_PERCENT 15
#define BURST_PERCENT 8
#define FILES 2
#define FILE_PERCENT 50
#define BLOCK (64 << 10)
#define BYTES_PER_S 40000000
#define FOLDER "/mnt/pmem"

static struct {
	struct hot hot;
	struct bursts bursts;
	int fd[FILES];
	uint64_t blocks;
	uint64_t next;
} streams;

static char block[BLOCK] __attribute__((aligned(64)));

static void file_path(char *path, size_t size, unsigned int nr)
{
	snprintf(path, size, FOLDER "/stream%u", nr);
}

static void lay_out(unsigned int nr, uint64_t seed)
{
	char path[64];
	uint64_t i;
	int fd;

	file_path(path, sizeof(path), nr);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		lab_die("%s: %s", path, strerror(errno));
	for (i = 0; i < streams.blocks; i++) {
		lab_fill(block, 0, BLOCK / LAB_PAGE, seed + nr + (i << 8));
		if (write(fd, block, BLOCK) != BLOCK)
			lab_die("%s: %s", path, strerror(errno));
	}
	if (fsync(fd) || close(fd))
		lab_die("%s: %s", path, strerror(errno));
}

static void read_block(uint64_t number)
{
	unsigned int nr = number / streams.blocks;
	off_t at = number % streams.blocks * BLOCK;

	if (pread(streams.fd[nr], block, BLOCK, at) != BLOCK)
		lab_die(FOLDER "/stream%u: %s", nr, strerror(errno));
}

/* Blocks do not divide a step evenly: what is due by now is read. */
static void step(struct paced *run, unsigned int nr)
{
	uint64_t due = (uint64_t)BYTES_PER_S / PACED_PER_SECOND * (nr + 1) / BLOCK;

	(void)run;
	for (; streams.next < due; streams.next++)
		read_block(streams.next % (FILES * streams.blocks));
}

static void setup(const struct lab_opts *opts)
{
	uint64_t cold = lab_percent_pages(opts, COLD_PERCENT);
	char path[64];
	unsigned int i;

	for (i = 0; i < FILES; i++) {
		file_path(path, sizeof(path), i);
		streams.fd[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (streams.fd[i] < 0)
			lab_die("%s: %s", path, strerror(errno));
	}
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
	streams.blocks = lab_percent_pages(&opts, FILE_PERCENT) * LAB_PAGE / BLOCK;
	if (opts.prepare) {
		for (i = 0; i < FILES; i++)
			lay_out(i, opts.seed << 32);
		return 0;
	}
	setup(&opts);
	paced_run(&run, &opts);
	hot_report(&streams.hot, &opts);
	return 0;
}
