/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_OTHERS_H
#define _MM_DARC_OTHERS_H

#include <linux/types.h>

struct darc_params;
struct darc_sample;
struct darc_zone;

bool darc_same_node(const struct darc_zone *a, const struct darc_zone *b);
void darc_others_sample(const struct darc_zone *z, const struct list_head *zones,
			const struct darc_params *p, struct darc_sample *s);

#endif /* _MM_DARC_OTHERS_H */
