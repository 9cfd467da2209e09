// SPDX-License-Identifier: GPL-2.0
/*
 * guest.c for the host: records accesses instead of making them.
 *
 * Usage is that of the workload. FRAMES in the environment is a list of numbers
 * of page frames; for each of them a line "frames refaults" is printed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"
#include "trace.h"

#define RANGES_MAX 64

static struct trace trace;
static size_t room;

static struct range {
	const char *base;
	uint64_t pages;
	uint32_t first;
} ranges[RANGES_MAX];

/* Accesses come in runs to one range. */
static struct range *last = ranges;

static void record(uint32_t value)
{
	if (trace.count == room) {
		room = room ? 2 * room : 1 << 20;
		trace.record = realloc(trace.record,
				       room * sizeof(*trace.record));
		if (!trace.record)
			lab_die("no memory for %zu accesses", room);
	}
	trace.record[trace.count++] = value;
}

static bool inside(const struct range *range, const char *address)
{
	return address >= range->base &&
	       address < range->base + range->pages * LAB_PAGE;
}

static struct range *find(const char *address)
{
	struct range *range;

	if (inside(last, address))
		return last;
	for (range = ranges; range < ranges + RANGES_MAX; range++)
		if (inside(range, address))
			return last = range;
	lab_die("an access to memory that is not the workload's");
}

void lab_trace(const volatile void *address)
{
	const char *at = (const char *)address;
	struct range *range = find(at);

	record(range->first + (at - range->base) / LAB_PAGE);
}

void *lab_map(uint64_t pages)
{
	struct range *range = ranges;
	void *base = mmap(NULL, pages * LAB_PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	while (range < ranges + RANGES_MAX && range->pages)
		range++;
	if (base == MAP_FAILED || range == ranges + RANGES_MAX)
		lab_die("no room for %llu pages", (unsigned long long)pages);
	if (pages >= TRACE_FREE - trace.pages)
		lab_die("too many pages");
	*range = (struct range){ base, pages, trace.pages };
	trace.pages += pages;
	return base;
}

void lab_unmap(void *base, uint64_t pages)
{
	struct range *range = find(base);

	record(TRACE_FREE | range->first);
	record(pages);
	range->pages = 0;
	munmap(base, pages * LAB_PAGE);
}

/* Content does not matter here, order does. */
void lab_fill(void *base, uint64_t first, uint64_t count, uint64_t seed)
{
	(void)seed;
	for (; count--; first++)
		lab_trace((char *)base + first * LAB_PAGE);
}

void lab_sleep_ns(uint64_t ns)
{
	(void)ns;
}

void lab_metric(const struct lab_opts *opts, const char *name,
		const char *unit, double value)
{
	(void)opts;
	(void)name;
	(void)unit;
	(void)value;
}

static void __attribute__((destructor)) ask_oracle(void)
{
	const char *list = getenv("FRAMES");
	char *end;

	while (trace.count && list && *list) {
		unsigned long frames = strtoul(list, &end, 10);

		if (end == list)
			break;
		list = end;
		printf("%lu\t%llu\n", frames,
		       (unsigned long long)oracle_refaults(&trace, frames));
	}
}
