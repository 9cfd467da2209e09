/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_WRITTEN_H
#define _MM_DARC_WRITTEN_H

#include <linux/types.h>

struct folio;

/* Pages, and so folios at most.  25 times a second: 75 MiB/s, and 12 KiB of memory. */
#define DARC_WRITTEN_MAX	768

/**
 * struct darc_writing - a folio on its way to a swap device
 * @pfn:	page frame of its head
 * @pages:	pages in it
 */
struct darc_writing {
	unsigned long pfn;
	unsigned long pages;
};

/**
 * struct darc_written - folios on their way to a swap device
 * @ring:	the folios
 * @first:	where the oldest is
 * @nr:		how many there are
 * @pages:	pages in them
 */
struct darc_written {
	struct darc_writing ring[DARC_WRITTEN_MAX];
	unsigned int first;
	unsigned int nr;
	unsigned long pages;
};

bool darc_written_full(const struct darc_written *w);
unsigned long darc_written_note(struct darc_written *w, unsigned long pfn,
				unsigned long nr_pages);
void darc_written_free(struct darc_written *w,
		       struct folio *(*get)(unsigned long pfn));

#endif /* _MM_DARC_WRITTEN_H */
