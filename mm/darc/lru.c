// SPDX-License-Identifier: GPL-2.0
/*
 * What DARC and the LRU tell each other about a folio.
 *
 * DARC clears the accessed bits that the LRU goes by, so it tells it what they said.
 * The LRU in turn keeps count of each folio, where samples of a region see one page
 * of it: what was in use again and again is active, what came back so soon that it
 * belongs to the workingset is so at once, and what was used once is neither.
 */
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/page_idle.h>
#include <linux/swap.h>

#include "lru.h"

#ifdef CONFIG_LRU_GEN
/*
 * The marks of the multi-gen LRU's tiers: accessed twice or more.  What has only that
 * of the workingset was made inactive before, or came back, and was not used since.
 */
static bool gen_deactivate(struct folio *folio)
{
	if (!folio_lru_refs(folio) || !folio_test_referenced(folio))
		return false;
	folio_clear_lru_refs(folio);
	folio_set_workingset(folio);
	return true;
}
#else
static bool gen_deactivate(struct folio *folio)
{
	return false;
}
#endif

/**
 * darc_lru_hidden() - tell the LRU of an access that a sample of DAMON's has hidden
 * @folio:	the folio; the caller holds a reference
 *
 * To be called before a look clears accessed bits, for that leaves the same flag.
 *
 * Context: any.
 */
void darc_lru_hidden(struct folio *folio)
{
	if (folio_test_clear_young(folio))
		folio_set_referenced(folio);
}

/**
 * darc_lru_accessed() - tell the LRU of an access whose bit a look has cleared
 * @folio:	the folio; the caller holds a reference, and has just begun to watch it
 *
 * Clearing an accessed bit leaves a flag.  Without it the folio was not idle because
 * kswapd found the access, or because it was read, and the LRU knows.  The multi-gen LRU
 * notes what it finds by the generation alone, which tells no second access from a first.
 *
 * Context: process context.
 */
void darc_lru_accessed(struct folio *folio)
{
	bool cleared = folio_test_clear_young(folio);

	if (!cleared && !(lru_gen_enabled() && folio_mapped(folio)))
		return;
	folio_mark_accessed(folio);
	/* That was the access of before the look. */
	folio_set_idle(folio);
}

/**
 * darc_lru_used_once() - was a folio read once and no more
 * @folio:	the folio
 *
 * As folio_check_references() has it: a second read would have made it active, or, on
 * the multi-gen LRU, one of the workingset.  What was active and is no more was used
 * before, and is one of the workingset as well.
 *
 * Context: any.
 * Return: true if so.
 */
bool darc_lru_used_once(struct folio *folio)
{
	return folio_is_file_lru(folio) && !folio_test_active(folio) &&
		!folio_test_workingset(folio) && !folio_mapped(folio);
}

/**
 * darc_lru_deactivate() - make a folio that was not accessed inactive
 * @folio:	the folio; the caller holds a reference
 *
 * As shrink_active_list() does before a folio may go, which is remembered, so that
 * its refault counts as one of the workingset.
 *
 * Context: process context.
 * Return: true if it was active, and so may stay until the next look.
 */
bool darc_lru_deactivate(struct folio *folio)
{
	if (lru_gen_enabled())
		return gen_deactivate(folio);
	if (!folio_test_active(folio))
		return false;
	folio_set_workingset(folio);
	folio_deactivate(folio);
	return true;
}
