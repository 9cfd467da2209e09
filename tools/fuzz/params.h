/* SPDX-License-Identifier: GPL-2.0 */
/* Parameters from the fuzzer's bytes: in their ranges, and anything at all. */
#ifndef _FUZZ_PARAMS_H
#define _FUZZ_PARAMS_H

#include "../../mm/darc/policy.h"
#include "input.h"

#define SECOND_US	1000000ULL

static inline struct darc_params take_params(struct input *in)
{
	struct darc_params p = { .page_size = 4096ULL << take_byte(in) % 5 };
	u8 which = take_byte(in);

	darc_params_init(&p);
	p.yield = which % 3;
	if (which & 4)
		p.wmark_scale_bp = take_within(in, 0, 3000);
	if (which & 8)
		p.min_age_us = take_within(in, 0, 24 * 3600 * SECOND_US);
	if (which & 16)
		p.refault_target_bp = take_within(in, 1, 10000);
	if (which & 32)
		p.quota_bytes_ps = take_within(in, 0, 1ULL << 42);
	if (which & 64) {
		p.sample_us = take_within(in, 1000, SECOND_US);
		p.aggr_us = take_within(in, p.sample_us, 10 * SECOND_US);
		p.wmarks_us = take_within(in, 1000, 10 * SECOND_US);
	}
	if (which & 128) {
		u8 flags = take_byte(in);

		p.watch = flags & 1;
		p.dry_run = flags & 2;
		p.skip_anon = flags & 4;
		p.cpu_budget_permil = take_within(in, 1, 1000);
		p.min_nr_regions = take_within(in, 10, 100000);
		p.max_nr_regions = take_within(in, p.min_nr_regions, 100000);
	}
	return p;
}

/* The ranges as the guide for operators has them. */
static inline bool params_good(const struct darc_params *p)
{
	const struct {
		u64 val, lo, hi;
	} ranges[] = {
		{ p->wmark_scale_bp, 0, 3000 },
		{ p->min_age_us, 0, 86400000000ULL },
		{ p->refault_target_bp, 1, 10000 },
		{ p->quota_bytes_ps, 0, 4398046511104ULL },
		{ p->cpu_budget_permil, 1, 1000 },
		{ p->sample_us, 1000, 1000000 },
		{ p->aggr_us, p->sample_us, 10000000 },
		{ p->min_nr_regions, 10, p->max_nr_regions },
		{ p->max_nr_regions, 10, 100000 },
		{ p->wmarks_us, 1000, 10000000 },
		{ p->yield, 0, 2 },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (ranges[i].val < ranges[i].lo || ranges[i].val > ranges[i].hi)
			return false;
	return true;
}

/* One parameter or two of good ones are anything, most of it out of range. */
static inline struct darc_params take_wild_params(struct input *in)
{
	struct darc_params p = take_params(in);
	u64 *const fields[] = {
		&p.wmark_scale_bp, &p.min_age_us, &p.refault_target_bp,
		&p.quota_bytes_ps, &p.cpu_budget_permil, &p.sample_us,
		&p.aggr_us, &p.min_nr_regions, &p.max_nr_regions, &p.wmarks_us,
	};

	for (int i = 0; i < 2; i++) {
		u8 which = take_byte(in) % 12;

		if (which < 10)
			*fields[which] = take_byte(in) & 1 ?
				take_near(in, *fields[which]) : take_any(in);
		else if (which == 10)
			p.yield = take_byte(in);
	}
	return p;
}

#endif
