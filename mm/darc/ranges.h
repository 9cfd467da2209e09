/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_RANGES_H
#define _MM_DARC_RANGES_H

struct darc_range;
struct zone;

int darc_ranges_get(struct zone *zone, struct darc_range **ranges);

#endif /* _MM_DARC_RANGES_H */
