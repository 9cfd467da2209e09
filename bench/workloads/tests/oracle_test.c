// SPDX-License-Identifier: GPL-2.0
/*
 * Does oracle.c find the fewest refaults? Sequences done by hand first, then
 * short random ones, for which all choices there are get tried.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "../lab.h"
#include "../trace.h"

#define RECORDS_MAX 64
#define PAGES_MAX 6
#define TRIALS 3000

static unsigned int passed, failed;

void lab_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static void check(const char *name, uint64_t got, uint64_t expected)
{
	if (got == expected) {
		passed++;
		return;
	}
	failed++;
	printf("FAIL %s: %llu refaults, expected %llu\n", name,
	       (unsigned long long)got, (unsigned long long)expected);
}

/* A digit accesses that page; "-N" frees page N, "-N*M" M pages from N on. */
static struct trace parse(const char *text)
{
	static uint32_t record[RECORDS_MAX];
	struct trace trace = { .record = record };

	for (; *text; text++) {
		uint32_t page;
		bool is_free = *text == '-';

		if (*text == ' ')
			continue;
		page = *(text += is_free) - '0';
		if (page >= trace.pages)
			trace.pages = page + 1;
		record[trace.count++] = page | (is_free ? TRACE_FREE : 0);
		if (is_free && text[1] == '*')
			record[trace.count++] = *(text += 2) - '0';
		else if (is_free)
			record[trace.count++] = 1;
	}
	return trace;
}

static void by_hand(void)
{
	static const struct {
		const char *name;
		const char *trace;
		uint32_t frames;
		uint64_t refaults;
	} known[] = {
		{ "nothing", "", 1, 0 },
		{ "first accesses are no refaults", "0123456789", 1, 0 },
		{ "all fits", "0120120", 3, 0 },
		{ "one frame, two pages", "010101", 1, 4 },
		/* Each round of a cycle over n + 1 pages costs one of n. */
		{ "cycle one page too long", "012301230123", 3, 2 },
		/* LRU has 5 and 3 here. */
		{ "Belady's sequence", "123412512345", 3, 2 },
		{ "Belady's sequence, a frame more", "123412512345", 4, 1 },
		/* 9 faults in the textbooks, 6 of them first accesses. */
		{ "textbook", "70120304230321201701", 3, 3 },
		/* Growth in small: 0 and 1 are hot, the rest is never needed. */
		{ "cold pages never come back", "0120130140150160170180190", 3, 0 },
		/* One of the hot ones makes room, and is back in each round. */
		{ "the same, hot set too large", "012013014015", 2, 3 },
		/* A burst: 2 and 3 are taken and freed again and again. */
		{ "freed frames are free", "01 23 -2*2 01 45 -4*2 01", 4, 0 },
		/* 4 takes the place of 1, needed last; 5 that of 4. */
		{ "not freed they are in the way", "01 23 01 45 23 01", 4, 1 },
		{ "a free page is not evicted", "0 1 -1 2 0", 2, 0 },
		{ "freed while evicted", "0 1 2 -0*2 2", 1, 0 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct trace trace = parse(known[i].trace);

		check(known[i].name, oracle_refaults(&trace, known[i].frames),
		      known[i].refaults);
	}
}

/* The fewest from record @i on, over every page that could go. */
static unsigned int best(const struct trace *trace, size_t i, uint32_t frames,
			 unsigned int resident, unsigned int seen)
{
	unsigned int least = ~0U, page, bit, n;

	if (i == trace->count)
		return 0;
	page = trace->record[i] & ~TRACE_FREE;
	bit = 1U << page;
	if (trace->record[i] & TRACE_FREE) {
		bit *= (1U << trace->record[i + 1]) - 1;
		return best(trace, i + 2, frames, resident & ~bit, seen);
	}
	if (resident & bit)
		return best(trace, i + 1, frames, resident, seen);
	if ((unsigned int)__builtin_popcount(resident) < frames)
		return !!(seen & bit) + best(trace, i + 1, frames,
					     resident | bit, seen | bit);
	for (page = 0; page < PAGES_MAX; page++) {
		if (!(resident >> page & 1))
			continue;
		n = best(trace, i + 1, frames,
			 (resident & ~(1U << page)) | bit, seen | bit);
		least = n < least ? n : least;
	}
	return !!(seen & bit) + least;
}

/* Pages that were freed do not come back: the workloads map new ones. */
static struct trace invent(uint64_t *random)
{
	static uint32_t record[RECORDS_MAX];
	struct trace trace = { .record = record, .pages = PAGES_MAX };
	unsigned int freed = 0, length = 4 + lab_random(random) % 12;

	while (trace.count < length) {
		uint32_t page = lab_random(random) % PAGES_MAX;

		if (freed >> page & 1)
			continue;
		if (page && lab_random(random) % 10 == 0) {
			freed |= 1U << page;
			record[trace.count++] = TRACE_FREE | page;
			record[trace.count++] = 1;
		} else {
			record[trace.count++] = page;
		}
	}
	return trace;
}

static void by_force(void)
{
	uint64_t random = 1;
	unsigned int i;

	for (i = 0; i < TRIALS; i++) {
		struct trace trace = invent(&random);
		uint32_t frames = 1 + lab_random(&random) % 4;
		char name[32];

		snprintf(name, sizeof(name), "random sequence %u", i);
		check(name, oracle_refaults(&trace, frames),
		      best(&trace, 0, frames, 0, 0));
	}
}

int main(void)
{
	by_hand();
	by_force();
	printf("oracle: %u passed, %u failed\n", passed, failed);
	return failed > 0;
}
