// SPDX-License-Identifier: GPL-2.0
/* What every workload of the lab shares: clock, random numbers, memory, output. */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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
 * lab_die() - leave with one line on standard error and status 1
 * @format: as in printf, without newline
 */
void lab_die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static uint64_t parse_number(const char *text, const char *suffixes)
{
	unsigned long long value;
	const char *suffix;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *text == '-')
		lab_die("not a number: '%s'", text);
	suffix = *end ? strchr(suffixes, *end) : NULL;
	if (suffix) {
		unsigned int shift = 10 * (suffix - suffixes + 1);

		if (value > ULLONG_MAX >> shift)
			lab_die("too large: '%s'", text);
		value <<= shift;
		end++;
	}
	if (*end)
		lab_die("not a number: '%s'", text);
	return value;
}

static uint64_t mem_total_bytes(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long long kib;

	if (!file || fscanf(file, "MemTotal: %llu kB", &kib) != 1)
		lab_die("/proc/meminfo: no MemTotal");
	fclose(file);
	return kib << 10;
}

/**
 * lab_options() - read the options every workload takes
 * @opts: result
 * @argc: as main() got it
 * @argv: as main() got it
 */
void lab_options(struct lab_opts *opts, int argc, char **argv)
{
	static const struct option known[] = {
		{ "ram", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ "out", required_argument, NULL, 'o' },
		{ }
	};
	int c;

	*opts = (struct lab_opts){ .seed = 1, .out = "/out" };
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (c == 'r')
			opts->ram_bytes = parse_number(optarg, "KMG");
		else if (c == 's')
			opts->seed = parse_number(optarg, "");
		else if (c == 'o')
			opts->out = optarg;
		else
			lab_die("usage: [--ram BYTES[K|M|G]] [--seed N] [--out DIR]");
	}
	if (optind != argc)
		lab_die("unexpected argument '%s'", argv[optind]);
	if (!opts->ram_bytes)
		opts->ram_bytes = mem_total_bytes();
}

/**
 * lab_percent_pages() - a share of the RAM under test
 * @opts: the workload's options
 * @percent: share
 *
 * Return: pages of LAB_PAGE bytes
 */
uint64_t lab_percent_pages(const struct lab_opts *opts, unsigned int percent)
{
	return opts->ram_bytes / LAB_PAGE * percent / 100;
}

/**
 * lab_now_ns() - the clock that all result files share
 *
 * Return: CLOCK_MONOTONIC in nanoseconds
 */
uint64_t lab_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

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
