/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_WRITTEN_H
#define _MM_DARC_WRITTEN_H

#include <linux/types.h>

struct folio;

/* 25 times a second: 75 MiB/s, and 6 KiB of memory. */
#define DARC_WRITTEN_MAX	768

/**
 * struct darc_written - folios on their way to a swap device
 * @pfns:	a ring of the page frames of their heads
 * @first:	where the oldest is
 * @nr:		how many there are
 */
struct darc_written {
	unsigned long pfns[DARC_WRITTEN_MAX];
	unsigned int first;
	unsigned int nr;
};

bool darc_written_full(const struct darc_written *w);
unsigned long darc_written_note(struct darc_written *w, unsigned long pfn,
				unsigned long nr_pages);
void darc_written_free(struct darc_written *w,
		       struct folio *(*get)(unsigned long pfn));

#endif /* _MM_DARC_WRITTEN_H */
