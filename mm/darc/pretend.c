// SPDX-License-Identifier: GPL-2.0
/*
 * Remembers which pages of a zone a dry run has marked as evicted.
 *
 * There is no page flag left for that, and what idle page tracking has is used by
 * DAMON.  So there is a byte for each page frame, as long as the dry run lasts: 0,
 * or a mark that depends on what the page is a page of.  A frame that was freed
 * and serves somebody else no longer fits its mark, so that a reader of new memory
 * is not taken for one of the old.
 *
 * Marks belong to the monitor's thread.  The sums are read by the controller too.
 */
#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/refcount.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "policy.h"
#include "pretend.h"
#include "sample.h"

/* Of a mark: it would have gone to swap. */
#define DARC_MARK_ANON		0x80
#define DARC_MARK_BITS		7

/**
 * struct darc_pretend - the pages of a zone that are marked as evicted
 * @users:	references held
 * @start_pfn:	first page frame of the zone
 * @nr:		page frames from there on
 * @cursor:	where darc_pretend_next() goes on
 * @compressed:	see struct darc_dry
 * @ended:	the dry run is over
 * @anon_out:	anonymous pages and shmem that are marked
 * @file_out:	pages of files that are marked
 * @anon_back:	anonymous pages and shmem that were accessed again so far
 * @file_back:	pages of files, likewise
 * @marks:	one for each page frame
 */
struct darc_pretend {
	refcount_t users;
	unsigned long start_pfn;
	unsigned long nr;
	unsigned long cursor;
	bool compressed;
	bool ended;
	atomic_long_t anon_out;
	atomic_long_t file_out;
	atomic_long_t anon_back;
	atomic_long_t file_back;
	u8 marks[];
};

/**
 * darc_pretend_new() - begin a dry run in which no page is marked
 * @zone:	the zone; pages of memory that it gets later are never marked
 *
 * Context: process context.
 * Return: the marks with one reference held, or NULL without memory, and where they would
 * take more than half of what is free in the zone.
 */
struct darc_pretend *darc_pretend_new(struct zone *zone)
{
	unsigned long nr = zone->spanned_pages;
	struct darc_pretend *pt;

	if (PFN_UP(nr) > darc_sample_free(zone) / 2)
		return NULL;
	/*
	 * Other zones serve it as well, and it is to fail there rather than have tasks
	 * killed.  kvzalloc() warns of 2 GiB, which are the marks of 8 TiB.
	 */
	pt = __vmalloc(struct_size(pt, marks, nr),
		       GFP_KERNEL | __GFP_ZERO | __GFP_NORETRY | __GFP_NOWARN);
	if (!pt)
		return NULL;
	refcount_set(&pt->users, 1);
	pt->start_pfn = zone->zone_start_pfn;
	pt->nr = nr;
	return pt;
}

/**
 * darc_pretend_get() - take a reference
 * @pt:	the marks, or NULL
 *
 * Context: any.
 * Return: @pt.
 */
struct darc_pretend *darc_pretend_get(struct darc_pretend *pt)
{
	if (pt)
		refcount_inc(&pt->users);
	return pt;
}

/**
 * darc_pretend_put() - give a reference back; the last one frees the marks
 * @pt:	the marks, or NULL
 *
 * Context: process context.
 */
void darc_pretend_put(struct darc_pretend *pt)
{
	if (pt && refcount_dec_and_test(&pt->users))
		vfree(pt);
}

/**
 * darc_pretend_end() - end a dry run and give the controller's reference back
 * @pt:	the marks, or NULL
 *
 * A pass that is under way comes to its end.
 *
 * Context: process context.
 */
void darc_pretend_end(struct darc_pretend *pt)
{
	if (pt)
		WRITE_ONCE(pt->ended, true);
	darc_pretend_put(pt);
}

/**
 * darc_pretend_ended() - is a dry run over
 * @pt:	the marks, or NULL
 *
 * Context: any.
 * Return: true if it is; false without marks.
 */
bool darc_pretend_ended(const struct darc_pretend *pt)
{
	return pt && READ_ONCE(pt->ended);
}

/*
 * Neither mapping nor index is changed as long as the page is not accessed; that a
 * folio is split changes the folio of a page, not its index.
 */
static u8 mark_of(struct folio *folio, unsigned long pfn, bool anon)
{
	unsigned long id = (unsigned long)READ_ONCE(folio->mapping) +
		READ_ONCE(folio->index) + pfn - folio_pfn(folio);
	u8 mark = hash_long(id, DARC_MARK_BITS) ?: 1;

	return anon ? mark | DARC_MARK_ANON : mark;
}

/* The mark of a page frame, or NULL outside of the zone as it was. */
static u8 *mark_at(struct darc_pretend *pt, unsigned long pfn)
{
	unsigned long nr = pfn - pt->start_pfn;

	return pfn >= pt->start_pfn && nr < pt->nr ? &pt->marks[nr] : NULL;
}

/**
 * darc_pretend_marked() - is a page frame marked as that of a folio
 * @pt:		the marks
 * @folio:	the folio, with a reference held
 * @pfn:	page frame of it
 *
 * Context: any.
 * Return: true if it is.
 */
bool darc_pretend_marked(struct darc_pretend *pt, struct folio *folio,
			 unsigned long pfn)
{
	const u8 *mark = mark_at(pt, pfn);

	return mark && *mark &&
		*mark == mark_of(folio, pfn, !folio_is_file_lru(folio));
}

/**
 * darc_pretend_mark() - mark a folio as evicted
 * @pt:		the marks
 * @folio:	the folio, with a reference held
 *
 * Context: the monitor's thread.
 * Return: false if its memory is new, so that it cannot be marked.
 */
bool darc_pretend_mark(struct darc_pretend *pt, struct folio *folio)
{
	unsigned long pfn = folio_pfn(folio), nr = folio_nr_pages(folio);
	/* Read once, for it may change, and marks and sums must agree. */
	bool anon = !folio_is_file_lru(folio);
	unsigned long i;

	if (!mark_at(pt, pfn) || !mark_at(pt, pfn + nr - 1))
		return false;
	darc_pretend_settle(pt, pfn, nr, false);
	for (i = 0; i < nr; i++)
		*mark_at(pt, pfn + i) = mark_of(folio, pfn + i, anon);
	atomic_long_add(nr, anon ? &pt->anon_out : &pt->file_out);
	return true;
}

/**
 * darc_pretend_settle() - take the marks off page frames
 * @pt:		the marks
 * @pfn:	first page frame
 * @nr:		how many; those that are not marked stay so
 * @back:	they were accessed again, not freed
 *
 * Context: the monitor's thread.
 */
void darc_pretend_settle(struct darc_pretend *pt, unsigned long pfn,
			 unsigned long nr, bool back)
{
	long anon = 0, file = 0;
	u8 *mark;

	for (; nr--; pfn++) {
		mark = mark_at(pt, pfn);
		if (!mark || !*mark)
			continue;
		if (*mark & DARC_MARK_ANON)
			anon++;
		else
			file++;
		*mark = 0;
	}
	atomic_long_sub(anon, &pt->anon_out);
	atomic_long_sub(file, &pt->file_out);
	if (back) {
		atomic_long_add(anon, &pt->anon_back);
		atomic_long_add(file, &pt->file_back);
	}
}

/**
 * darc_pretend_next() - find a page frame that is marked, round and round
 * @pt:		the marks
 * @frames:	page frames to look at; those looked at are taken off
 * @pfn:	set to the page frame found
 *
 * Context: the monitor's thread.
 * Return: false if there is none among these.
 */
bool darc_pretend_next(struct darc_pretend *pt, unsigned long *frames,
		       unsigned long *pfn)
{
	while (*frames && pt->nr) {
		const u8 *from = &pt->marks[pt->cursor], *hit;
		unsigned long passed = min(*frames, pt->nr - pt->cursor);

		hit = memchr_inv(from, 0, passed);
		if (hit)
			passed = hit - from + 1;
		*frames -= passed;
		pt->cursor += passed;
		*pfn = pt->start_pfn + pt->cursor - 1;
		if (pt->cursor == pt->nr)
			pt->cursor = 0;
		if (hit)
			return true;
	}
	return false;
}

/**
 * darc_pretend_set_compressed() - say whether swap is in memory
 * @pt:		the marks
 * @compressed:	see struct darc_dry
 *
 * Context: any.
 */
void darc_pretend_set_compressed(struct darc_pretend *pt, bool compressed)
{
	WRITE_ONCE(pt->compressed, compressed);
}

/**
 * darc_pretend_read() - what the dry run would have changed
 * @pt:	the marks
 * @d:	filled in
 *
 * Context: any.
 */
void darc_pretend_read(const struct darc_pretend *pt, struct darc_dry *d)
{
	*d = (struct darc_dry) {
		.out_anon_pages = atomic_long_read(&pt->anon_out),
		.out_file_pages = atomic_long_read(&pt->file_out),
		.back_anon_pages = atomic_long_read(&pt->anon_back),
		.back_file_pages = atomic_long_read(&pt->file_back),
		.compressed = READ_ONCE(pt->compressed),
	};
}

/**
 * darc_pretend_gain() - free memory that the dry run would have made
 * @pt:	the marks, or NULL
 *
 * Context: any.
 * Return: pages.
 */
u64 darc_pretend_gain(const struct darc_pretend *pt)
{
	struct darc_dry d;

	if (!pt)
		return 0;
	darc_pretend_read(pt, &d);
	return darc_dry_gain(&d);
}
