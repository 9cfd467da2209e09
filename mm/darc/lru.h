/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_LRU_H
#define _MM_DARC_LRU_H

#include <linux/types.h>

struct folio;

void darc_lru_hidden(struct folio *folio);
void darc_lru_accessed(struct folio *folio);
bool darc_lru_used_once(struct folio *folio);
bool darc_lru_deactivate(struct folio *folio);

#endif /* _MM_DARC_LRU_H */
