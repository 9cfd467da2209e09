// SPDX-License-Identifier: GPL-2.0
/* What a workload does to its guest: sleep, take memory, leave figures. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "lab.h"

/*
 * A quarter of each page is random and the rest constant, in strides short
 * enough that a compressor has to look for the matches: lz4 makes 3.4:1 of it,
 * which is what zram reaches on heaps.
 */
#define STRIDE_WORDS 16
#define RANDOM_WORDS 4

/**
 * lab_sleep_ns() - give the CPU away
 * @ns: for how long, from now
 */
void lab_sleep_ns(uint64_t ns)
{
	struct timespec ts = {
		.tv_sec = ns / 1000000000ULL,
		.tv_nsec = ns % 1000000000ULL,
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &ts, &ts) == EINTR)
		;
}

/**
 * lab_map() - anonymous memory in plain 4 KiB pages, not yet populated
 * @pages: how many
 *
 * Return: the address; does not come back without memory
 */
void *lab_map(uint64_t pages)
{
	void *base = mmap(NULL, pages * LAB_PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (base == MAP_FAILED)
		lab_die("mmap of %llu pages: %s", (unsigned long long)pages,
			strerror(errno));
	/* EINVAL: a kernel without huge pages needs no telling. */
	if (madvise(base, pages * LAB_PAGE, MADV_NOHUGEPAGE) && errno != EINVAL)
		lab_die("madvise: %s", strerror(errno));
	return base;
}

/**
 * lab_unmap() - give back what lab_map() gave
 * @base: address
 * @pages: how many
 */
void lab_unmap(void *base, uint64_t pages)
{
	if (munmap(base, pages * LAB_PAGE))
		lab_die("munmap: %s", strerror(errno));
}

/**
 * lab_fill() - populate pages with content that compresses like a heap
 * @base: mapping; its pages are expected to be zero
 * @first: first page to fill
 * @count: how many
 * @seed: of the content, together with @first
 */
void lab_fill(void *base, uint64_t first, uint64_t count, uint64_t seed)
{
	uint64_t *word = base + first * LAB_PAGE;
	uint64_t *end = base + (first + count) * LAB_PAGE;
	uint64_t state = seed + (first << 20);
	unsigned int i;

	for (; word < end; word += STRIDE_WORDS)
		for (i = 0; i < RANDOM_WORDS; i++)
			word[i] = lab_random(&state);
}

/**
 * lab_metric() - append one figure to work.tsv
 * @opts: the workload's options
 * @name: as in the lab's list of metrics
 * @unit: unit of @value
 * @value: the figure
 */
void lab_metric(const struct lab_opts *opts, const char *name,
		const char *unit, double value)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/work.tsv", opts->out);
	file = fopen(path, "a");
	if (!file)
		lab_die("%s: %s", path, strerror(errno));
	fprintf(file, "%s\t%s\t%.3f\n", name, unit, value);
	if (fclose(file))
		lab_die("%s: %s", path, strerror(errno));
}
