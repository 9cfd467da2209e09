// SPDX-License-Identifier: GPL-2.0
/*
 * Which memory pays for free memory: the page cache alone, or anonymous pages
 * as well.
 *
 * Pure, as policy.c is.
 *
 * By age alone, cold anonymous memory goes ahead of page cache that was read
 * once and will not be read again.  But a clean file page costs nothing to drop,
 * and an anonymous one has to be compressed or written first.  So the page cache
 * goes first as long as there is plenty of it and it does not thrash, as
 * kswapd's cache_trim_mode has it; and what swapping costs against reading files
 * is swappiness, as in get_scan_count().
 *
 * What came back counts if it belonged to the workingset, as the LRU tells: what
 * was read once, or in a cycle larger than memory, would not have stayed in any
 * case.
 */
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "policy.h"

/* What it costs to evict one anonymous page, of what it costs to get it back. */
#define DARC_ANON_COST_BP	1000
/* Equal cost of swapping and of reading files; twice that is the most. */
#define DARC_SWAPPINESS_EVEN	100U
/* Each window counts an eighth less than the next. */
#define DARC_TOLL_DECAY		8
/* Fewer evictions say nothing. */
#define DARC_TOLL_MIN_PAGES	64

/*
 * While nothing goes, no more can come back than went before.  The rest were victims of
 * others, as of a cgroup at its limit, and are not held against what goes next.
 */
static void note(struct darc_toll *t, u64 out_pages, u64 back_pages)
{
	u64 out = min(out_pages, DARC_PAGES_MAX);
	u64 back = min(back_pages, out ? DARC_PAGES_MAX : t->left_pages);

	t->out_pages -= t->out_pages / DARC_TOLL_DECAY;
	t->out_pages += out;
	t->back_pages -= t->back_pages / DARC_TOLL_DECAY;
	t->back_pages += back;
	t->left_pages = min(darc_sub(t->left_pages + out, back), t->out_pages);
}

/* What came back of what went, in basis points. */
static u64 toll_bp(const struct darc_toll *t)
{
	return min(div64_u64(t->back_pages * DARC_BP,
			     max(t->out_pages, DARC_TOLL_MIN_PAGES)), DARC_BP);
}

/**
 * darc_balance_note() - note what evicting has cost of late
 * @b:		what is known, brought up to date
 * @from:	sample at which the window began
 * @to:		sample at which it ends
 *
 * Context: any.
 */
void darc_balance_note(struct darc_balance *b, const struct darc_sample *from,
		       const struct darc_sample *to)
{
	u64 out = darc_node_evicted(from, to);
	u64 out_anon = darc_node_evicted_anon(from, to);
	u64 back = darc_node_back(from, to);
	u64 back_anon = darc_node_back_anon(from, to);

	note(&b->anon, out_anon, back_anon);
	note(&b->file, darc_sub(out, out_anon), darc_sub(back, back_anon));
}

/**
 * darc_balance_toll() - how much of what was evicted came back, of late
 * @b:	what is known of the cost
 *
 * Context: any.
 * Return: what came back to the workingset, basis points of what went.
 */
u64 darc_balance_toll(const struct darc_balance *b)
{
	const struct darc_toll all = {
		.out_pages = b->anon.out_pages + b->file.out_pages,
		.back_pages = b->anon.back_pages + b->file.back_pages,
	};

	return toll_bp(&all);
}

/**
 * darc_balance_file_only() - leave anonymous memory alone for now
 * @b:			what is known of the cost
 * @s:			what was seen of the zone
 * @enough_pages:	so many inactive file pages are plenty
 *
 * Context: any.
 * Return: true if evicting from the page cache is enough and the cheaper way.
 */
bool darc_balance_file_only(const struct darc_balance *b,
			    const struct darc_sample *s, u64 enough_pages)
{
	u64 swappiness = min(s->swappiness, 2 * DARC_SWAPPINESS_EVEN);

	return s->inactive_file_pages >= enough_pages &&
		swappiness * toll_bp(&b->file) <=
		(2 * DARC_SWAPPINESS_EVEN - swappiness) *
		(DARC_ANON_COST_BP + toll_bp(&b->anon));
}
