// SPDX-License-Identifier: GPL-2.0
/*
 * The parameters' defaults and ranges, and what the size of a zone makes of them.
 *
 * Pure, as policy.c is.
 */
#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* Smaller regions cost samples, and find nothing more. */
#define DARC_REGION_BYTES	(2U << 20)

/**
 * darc_params_init() - set all parameters to their defaults
 * @p:	the parameters; @p->page_size is left alone
 *
 * Context: any.
 */
void darc_params_init(struct darc_params *p)
{
	*p = (struct darc_params) {
		.refault_target_bp = 100,
		.cpu_budget_permil = 1000,
		.sample_us = 40000,
		.aggr_us = 200000,
		.min_nr_regions = 50,
		.max_nr_regions = 500,
		.wmarks_us = 50000,
		.page_size = p->page_size,
		.yield = DARC_YIELD_NEVER,
		.watch = true,
	};
}

static bool between(u64 val, u64 lo, u64 hi)
{
	return lo <= val && val <= hi;
}

/**
 * darc_params_check() - are the parameters in their ranges and consistent
 * @p:	the parameters
 *
 * Context: any.
 * Return: 0, or -EINVAL.
 */
int darc_params_check(const struct darc_params *p)
{
	if (p->wmark_scale_bp > 3000 ||
	    p->min_age_us > 24 * 3600 * DARC_US_PER_S ||
	    !between(p->refault_target_bp, 1, DARC_BP) ||
	    !between(p->cpu_budget_permil, 1, 1000) ||
	    p->quota_bytes_ps > DARC_PAGES_MAX)
		return -EINVAL;
	if (!between(p->sample_us, 1000, DARC_US_PER_S) ||
	    !between(p->aggr_us, p->sample_us, 10 * DARC_US_PER_S) ||
	    !between(p->wmarks_us, 1000, 10 * DARC_US_PER_S))
		return -EINVAL;
	if (!between(p->min_nr_regions, 10, 100000) ||
	    !between(p->max_nr_regions, p->min_nr_regions, 100000))
		return -EINVAL;
	if (p->yield > DARC_YIELD_NEVER)
		return -EINVAL;
	return 0;
}

/**
 * darc_most_regions() - largest number of regions of a zone's monitor
 * @p:		the parameters
 * @zone_pages:	memory of the zone in pages
 *
 * Context: any.
 * Return: regions of a mean size of 2 MiB, in the bounds of the parameters.
 */
unsigned long darc_most_regions(const struct darc_params *p, u64 zone_pages)
{
	return clamp(div_u64(zone_pages * p->page_size, DARC_REGION_BYTES),
		     p->min_nr_regions, p->max_nr_regions);
}
