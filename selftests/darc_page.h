/* SPDX-License-Identifier: GPL-2.0 */
/* Pages whose content can be made again, and so be checked. */
#ifndef _DARC_PAGE_H
#define _DARC_PAGE_H

#include <stddef.h>
#include <stdint.h>

/* Marsaglia's xorshift, of any seed but zero. */
static inline uint64_t xorshift(uint64_t x)
{
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/*
 * A quarter of the words is random, so that compressed swap takes room; those
 * before @from are the caller's.
 */
static inline void fill_words(uint64_t *page, size_t from, size_t to, uint64_t seed)
{
	for (size_t i = from; i < to; i++)
		page[i] = i % 16 < 4 ? (seed = xorshift(seed)) : 0x5555;
}

#endif
