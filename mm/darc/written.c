// SPDX-License-Identifier: GPL-2.0
/*
 * What was evicted and is still being written to a swap device.
 *
 * A device that does not write at once, unlike zram, leaves a folio in the swap
 * cache until it is reclaimed again.  Nobody but kswapd would do that, so it is
 * remembered and reclaimed when it has been written.  What is on its way bounds
 * how much more may go: the device sets the pace.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/swap.h>

#include "../internal.h"
#include "written.h"

/**
 * darc_written_full() - has the swap device enough to do
 * @w:	what is on its way
 *
 * Context: the monitor's thread.
 * Return: true if there is no room for another batch.
 */
bool darc_written_full(const struct darc_written *w)
{
	return w->pages + SWAP_CLUSTER_MAX > DARC_WRITTEN_MAX;
}

static void push(struct darc_written *w, struct darc_writing f)
{
	w->ring[(w->first + w->nr++) % DARC_WRITTEN_MAX] = f;
	w->pages += f.pages;
}

static struct darc_writing pop(struct darc_written *w)
{
	struct darc_writing f = w->ring[w->first];

	w->first = (w->first + 1) % DARC_WRITTEN_MAX;
	w->nr--;
	w->pages -= f.pages;
	return f;
}

/*
 * The folio at a page frame with a reference taken, or NULL.  It need not be on an
 * LRU list: what is reclaimed leaves these for a while.
 */
static struct folio *get_folio(unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);
	struct folio *folio = page ? page_folio(page) : NULL;

	if (!folio || !folio_try_get(folio))
		return NULL;
	if (page_folio(page) == folio)
		return folio;
	folio_put(folio);
	return NULL;
}

static bool in_swapcache(unsigned long pfn)
{
	struct folio *folio = get_folio(pfn);
	bool in = folio && folio_test_swapcache(folio);

	if (folio)
		folio_put(folio);
	return in;
}

/*
 * Folios that have been written wait on a list of the CPU that saw the end of it, to
 * be moved on the LRU, and cannot go as long.  Many idle CPUs may have many of them:
 * they must not fill the ring.
 */
static void try_again(struct darc_written *w, struct darc_writing f)
{
	if (w->pages < DARC_WRITTEN_MAX / 2)
		push(w, f);
}

/* What was accessed again meanwhile is mapped again. */
static bool may_be_freed(struct folio *folio)
{
	return folio_test_swapcache(folio) && !folio_mapped(folio) &&
		!folio_test_dirty(folio);
}

/* Pages of a folio that is, or was, being written, 0 if it stays. */
static unsigned long note(struct darc_written *w, struct folio *folio)
{
	const struct darc_writing f = { folio_pfn(folio), folio_nr_pages(folio) };

	if (!may_be_freed(folio))
		return 0;
	/* What there is no room for is counted, and left to kswapd. */
	if (w->nr < DARC_WRITTEN_MAX)
		push(w, f);
	return f.pages;
}

/**
 * darc_written_note() - remember what is, or was, being written to swap
 * @w:		what is on its way; it must not have been full before the batch
 * @pfn:	page frame of the head of a folio that was to be reclaimed
 * @nr_pages:	pages in it
 *
 * A large folio for which swap has no room in one piece was split, and each part of
 * it goes for itself.
 *
 * Context: the monitor's thread.
 * Return: pages of it that go, 0 if all have stayed.
 */
unsigned long darc_written_note(struct darc_written *w, unsigned long pfn,
				unsigned long nr_pages)
{
	unsigned long end = pfn + nr_pages, nr = 0;

	while (pfn < end) {
		struct folio *folio = get_folio(pfn);

		if (!folio) {
			pfn++;
			continue;
		}
		nr += note(w, folio);
		pfn = folio_pfn(folio) + folio_nr_pages(folio);
		folio_put(folio);
	}
	return min(nr, nr_pages);
}

/**
 * darc_written_free() - reclaim what has been written
 * @w:		what is on its way
 * @get:	the folio on an LRU list at a page frame with a reference taken,
 *		or NULL
 *
 * What was accessed again is mapped again, and forgotten.
 *
 * Context: the monitor's thread; sleeps.
 */
void darc_written_free(struct darc_written *w,
		       struct folio *(*get)(unsigned long pfn))
{
	unsigned int left = w->nr;
	LIST_HEAD(folios);

	lru_add_drain();
	while (left--) {
		struct darc_writing f = pop(w);
		struct folio *folio = get(f.pfn);

		if (!folio) {
			if (in_swapcache(f.pfn))
				try_again(w, f);
			continue;
		}
		if (folio_test_writeback(folio)) {
			push(w, f);
		} else if (may_be_freed(folio)) {
			if (folio_ref_count(folio) > 1 + folio_nr_pages(folio))
				try_again(w, f);
			else if (folio_isolate_lru(folio))
				list_add(&folio->lru, &folios);
		}
		folio_put(folio);
	}
	reclaim_pages(&folios);
}
