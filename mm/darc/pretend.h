/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_PRETEND_H
#define _MM_DARC_PRETEND_H

#include <linux/types.h>

struct darc_dry;
struct darc_pretend;
struct folio;
struct zone;

struct darc_pretend *darc_pretend_new(struct zone *zone);
struct darc_pretend *darc_pretend_get(struct darc_pretend *pt);
void darc_pretend_put(struct darc_pretend *pt);
void darc_pretend_end(struct darc_pretend *pt);
bool darc_pretend_ended(const struct darc_pretend *pt);

bool darc_pretend_marked(struct darc_pretend *pt, struct folio *folio,
			 unsigned long pfn);
bool darc_pretend_mark(struct darc_pretend *pt, struct folio *folio);
void darc_pretend_settle(struct darc_pretend *pt, unsigned long pfn,
			 unsigned long nr, bool back);
bool darc_pretend_next(struct darc_pretend *pt, unsigned long *frames,
		       unsigned long *pfn);

void darc_pretend_set_compressed(struct darc_pretend *pt, bool compressed);
void darc_pretend_read(const struct darc_pretend *pt, struct darc_dry *d);
u64 darc_pretend_gain(const struct darc_pretend *pt);

#endif /* _MM_DARC_PRETEND_H */
