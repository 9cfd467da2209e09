/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sequence of page accesses of a workload, for the oracle.
 *
 * A workload's sequence depends on its memory and seed alone. Linked with
 * trace.c in the place of guest.c, it runs on the host, records the
 * sequence instead of measuring, and hands it to oracle.c when it ends.
 */
#ifndef LAB_TRACE_H
#define LAB_TRACE_H

#include <stddef.h>
#include <stdint.h>

/* A record with this bit frees: its page is the first, the next record counts. */
#define TRACE_FREE 0x80000000u

/**
 * struct trace - accesses and frees in their order
 * @record: a page number, or TRACE_FREE | page and a count
 * @count: records
 * @pages: page numbers given out; none is given twice
 */
struct trace {
	uint32_t *record;
	size_t count;
	uint32_t pages;
};

uint64_t oracle_refaults(const struct trace *trace, uint32_t frames);

#endif
