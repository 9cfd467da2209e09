// SPDX-License-Identifier: GPL-2.0
/*
 * Belady's MIN: the fewest refaults that any policy could have had.
 *
 * Whenever a page is needed and all frames are taken, the page goes that is
 * needed last of all, which takes knowledge of the future. A page counts as a
 * refault when it is accessed after it was evicted; the first access to a page
 * is none. Pages that are freed give their frames back.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "lab.h"
#include "trace.h"

#define NEVER UINT32_MAX

static struct {
	const struct trace *trace;
	uint32_t frames;
	uint32_t used;
	/* By record: when its page is accessed again. */
	uint32_t *next;
	/* By page: the same, as of now. */
	uint32_t *due;
	bool *resident;
	bool *seen;
	/* Pages by when they are due, stale entries included. */
	uint64_t *heap;
	size_t heap_count;
} min;

static void *table(size_t count, size_t size)
{
	void *memory = calloc(count + 1, size);

	if (!memory)
		lab_die("no memory for the oracle");
	return memory;
}

static bool is_free(uint32_t record)
{
	return record & TRACE_FREE;
}

/* Backwards, with the latest access to each page in hand. */
static void look_ahead(void)
{
	const struct trace *trace = min.trace;
	uint32_t i, *later = table(trace->pages, sizeof(*later));
	bool *is_count = table(trace->count, sizeof(*is_count));

	for (i = 0; i < trace->pages; i++)
		later[i] = NEVER;
	for (i = 0; i < trace->count; i++)
		if (is_free(trace->record[i]))
			is_count[++i] = true;
	for (i = trace->count; i--;) {
		uint32_t page = trace->record[i];

		if (is_count[i] || is_free(page))
			continue;
		min.next[i] = later[page];
		later[page] = i;
	}
	free(later);
	free(is_count);
}

static void push(uint32_t due, uint32_t page)
{
	uint64_t entry = (uint64_t)due << 32 | page;
	size_t i = min.heap_count++;

	for (; i && min.heap[(i - 1) / 2] < entry; i = (i - 1) / 2)
		min.heap[i] = min.heap[(i - 1) / 2];
	min.heap[i] = entry;
}

static uint64_t pop(void)
{
	uint64_t top = min.heap[0], last = min.heap[--min.heap_count];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < min.heap_count) {
		if (child + 1 < min.heap_count &&
		    min.heap[child + 1] > min.heap[child])
			child++;
		if (min.heap[child] <= last)
			break;
		min.heap[i] = min.heap[child];
		i = child;
	}
	min.heap[i] = last;
	return top;
}

static void evict(void)
{
	for (;;) {
		uint64_t entry;
		uint32_t page;

		if (!min.heap_count)
			lab_die("the oracle has %u frames, too few",
				min.frames);
		entry = pop();
		page = (uint32_t)entry;
		if (min.resident[page] && min.due[page] == entry >> 32) {
			min.resident[page] = false;
			min.used--;
			return;
		}
	}
}

static bool access_page(uint32_t page, uint32_t due)
{
	bool refault = !min.resident[page] && min.seen[page];

	if (!min.resident[page]) {
		if (min.used == min.frames)
			evict();
		min.used++;
		min.resident[page] = true;
		min.seen[page] = true;
	}
	min.due[page] = due;
	push(due, page);
	return refault;
}

static void free_pages(uint32_t first, uint32_t count)
{
	for (; count--; first++) {
		min.used -= min.resident[first];
		min.resident[first] = false;
	}
}

/**
 * oracle_refaults() - the fewest refaults in so much memory
 * @trace: the workload's accesses
 * @frames: pages that fit
 *
 * Return: number of refaults
 */
uint64_t oracle_refaults(const struct trace *trace, uint32_t frames)
{
	uint64_t refaults = 0;
	uint32_t i;

	min.trace = trace;
	min.frames = frames;
	min.used = 0;
	min.heap_count = 0;
	min.next = table(trace->count, sizeof(*min.next));
	min.due = table(trace->pages, sizeof(*min.due));
	min.resident = table(trace->pages, sizeof(*min.resident));
	min.seen = table(trace->pages, sizeof(*min.seen));
	min.heap = table(trace->count, sizeof(*min.heap));
	look_ahead();
	for (i = 0; i < trace->count; i++) {
		uint32_t record = trace->record[i];

		if (is_free(record))
			free_pages(record & ~TRACE_FREE, trace->record[++i]);
		else
			refaults += access_page(record, min.next[i]);
	}
	free(min.next);
	free(min.due);
	free(min.resident);
	free(min.seen);
	free(min.heap);
	return refaults;
}
