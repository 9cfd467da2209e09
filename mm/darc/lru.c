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
/* The marks of the multi-gen LRU's tiers: accessed twice or more. */
static bool gen_deactivate(struct folio *folio)
{
	if (!folio_lru_refs(folio))
		return false;
	folio_clear_lru_refs(folio);
	return true;
}
#else
static bool gen_deactivate(struct folio *folio)
{
	return false;
}
#endif

/**
 * darc_lru_note() - tell the LRU what a look has found
 * @folio:	the folio; the caller holds a reference
 * @accessed:	it was accessed since the last look
 *
 * Whoever reads a folio that is not mapped has told the LRU already.  To be called
 * before the next look begins: the folio is no longer idle then.
 *
 * Context: process context.
 */
void darc_lru_note(struct folio *folio, bool accessed)
{
	/* A sample of DAMON's has hidden an access, and has left this flag. */
	if (folio_test_clear_young(folio))
		folio_set_referenced(folio);
	if (accessed && folio_mapped(folio))
		folio_mark_accessed(folio);
}

/**
 * darc_lru_used_once() - was a folio read once and no more
 * @folio:	the folio
 *
 * As folio_check_references() has it: a second read would have made it active.  What
 * was active and is no more was used before.
 *
 * Context: any.
 * Return: true if so; the multi-gen LRU does not tell.
 */
bool darc_lru_used_once(struct folio *folio)
{
	return folio_is_file_lru(folio) && !folio_test_active(folio) &&
		!folio_test_workingset(folio) && !folio_mapped(folio) &&
		!lru_gen_enabled();
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
