/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_SAMPLE_H
#define _MM_DARC_SAMPLE_H

#include <linux/types.h>

struct cpumask;
struct darc_params;
struct darc_sample;
struct pglist_data;
struct zone;

u64 darc_sample_now_us(void);
u64 darc_sample_free(struct zone *zone);
u64 darc_sample_floor(struct zone *zone);
u64 darc_sample_refaulted(struct pglist_data *pgdat);
u64 darc_sample_idle_us(const struct cpumask *cpus);
bool darc_sample_near_min(struct zone *zone, u64 more_pages);
u64 darc_sample_allocstall(void);
u64 darc_sample_kswapd_runs(void);
bool darc_sample_swap_in_memory(void);
void darc_sample_zone(struct zone *zone, const struct darc_params *p,
		      struct darc_sample *s);

#endif /* _MM_DARC_SAMPLE_H */
