// SPDX-License-Identifier: GPL-2.0
/*
 * Marks and parameters: what is in force is in order whatever was written, and
 * the checks accept just what the documents say.
 */
#include <string.h>

#include "../../mm/darc/policy.h"
#include "input.h"
#include "params.h"

static bool ordered(const struct darc_marks *m, u64 floor)
{
	return floor < m->low_pages && m->low_pages < m->mid_pages &&
		m->mid_pages < m->high_pages;
}

static void check_check(const struct darc_marks *m, u64 managed, u64 floor)
{
	bool good = ordered(m, floor) && m->high_pages <= managed;

	must(!darc_marks_check(m, managed, floor) == good);
}

static void check_resolve(const struct darc_marks *set, const struct darc_params *p,
			  u64 managed, u64 floor)
{
	u64 size = managed < DARC_PAGES_MAX ? managed : DARC_PAGES_MAX;
	u64 base = floor < DARC_PAGES_MAX ? floor : DARC_PAGES_MAX;
	const struct darc_marks none = {};
	struct darc_marks m, again, automatic, before = *set;

	darc_marks_resolve(&m, set, p, managed, floor);
	must(!memcmp(&before, set, sizeof(before)));
	must(ordered(&m, base));
	must(m.high_pages <= (size > base ? size : base) + 3 + size / 8);
	/* All is within the zone, where there is room above the floor. */
	if (size >= base + 64)
		must(m.high_pages <= size);
	/* What was written and holds is what is in force. */
	if (managed <= DARC_PAGES_MAX && set->low_pages && set->mid_pages &&
	    set->high_pages && !darc_marks_check(set, managed, floor))
		must(!memcmp(&m, set, sizeof(m)));
	/*
	 * A higher floor never lowers a mark by hand, as long as they fit, unless to
	 * what was written, where it is the spread that has made them fit.
	 */
	if (set->low_pages && floor < U64_MAX) {
		darc_marks_resolve(&again, set, p, managed, floor + 1);
		darc_marks_resolve(&automatic, &none, p, managed, floor + 1);
		must(again.low_pages >= m.low_pages ||
		     !memcmp(&again, &automatic, sizeof(again)) ||
		     again.low_pages == set->low_pages);
	}
}

/* A zone is never fuller by more than lower ones have, and owes no more than its own. */
static void check_spare(const struct darc_marks *m, struct input *in)
{
	const struct darc_others others = {
		.room_pages = take_any(in),
		.span_pages = take_any(in),
		.below_pages = take_any(in),
	};
	const struct darc_others none = {}, alone = { .below_pages = U64_MAX };
	u64 free = take_any(in), reclaimable = take_any(in);
	u64 reserve = m->high_pages - m->low_pages;
	s64 spare = darc_node_spare(m, &others, free);

	must(spare < 0 ? (u64)-spare <= reserve : (u64)spare <= others.below_pages);
	must(!darc_node_spare(m, &none, free));
	must(!darc_node_spare(m, &alone, free));
	must(darc_node_span(m, free, reclaimable) <= reserve);
	must(darc_node_room(m, free) >= -(s64)reserve / 8);
	/* Others above low never make it count as less than at low. */
	if (others.room_pages >= 0 && free <= DARC_PAGES_MAX && free >= m->low_pages)
		must((s64)free + spare >= (s64)m->low_pages || spare == -(s64)reserve);
}

/* What a lower zone evicts counts in full at most, and nothing for nothing. */
static void check_lower_age(const struct darc_marks *m, struct input *in)
{
	u64 age_us = take_any(in), evicted = take_any(in);
	u64 most = age_us < DARC_COLD_AGE_MAX_US ? age_us : DARC_COLD_AGE_MAX_US;

	must(darc_node_lower_age(m, age_us, evicted) <= most);
	must(darc_node_lower_age(m, age_us, U64_MAX) == most);
	must(!darc_node_lower_age(m, age_us, 0));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct input in = { data, size };
	struct darc_params p = take_params(&in), wild = take_wild_params(&in);
	u64 managed = take_any(&in), floor, near;
	struct darc_marks set, m;

	must(!darc_params_check(&p));
	must(!darc_params_check(&wild) == params_good(&wild));
	near = take_byte(&in);
	floor = near & 1 ? take_any(&in) : managed / 64;
	set.low_pages = near & 2 ? take_any(&in) : take_near(&in, floor);
	set.mid_pages = near & 4 ? take_any(&in) : take_near(&in, set.low_pages);
	set.high_pages = near & 8 ? take_any(&in) : take_near(&in, set.mid_pages);
	if (near & 16)
		set.high_pages = take_near(&in, managed);
	if (near & 32)
		set.low_pages = DARC_MARK_AUTO;
	if (near & 64)
		set.mid_pages = DARC_MARK_AUTO;
	if (near & 128)
		set.high_pages = DARC_MARK_AUTO;
	check_check(&set, managed, floor);
	check_resolve(&set, &p, managed, floor);
	darc_marks_resolve(&m, &set, &p, managed, floor);
	check_spare(&m, &in);
	check_lower_age(&m, &in);
	return 0;
}
