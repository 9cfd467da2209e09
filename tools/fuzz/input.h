/* SPDX-License-Identifier: GPL-2.0 */
/* Takes values from the fuzzer's bytes; 0 when there are no more. */
#ifndef _FUZZ_INPUT_H
#define _FUZZ_INPUT_H

#include <stdio.h>
#include <stdlib.h>

#include <linux/limits.h>
#include <linux/types.h>

struct input {
	const unsigned char *at;
	size_t left;
};

static inline u8 take_byte(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->at++;
}

/* Of any magnitude, both ends included, in few bytes. */
static inline u64 take_any(struct input *in)
{
	u8 shift = take_byte(in);
	u64 v = take_byte(in);

	v = v << 8 | take_byte(in);
	return shift >= 0xf0 ? U64_MAX - v : v << (shift % 64);
}

static inline u64 take_within(struct input *in, u64 lo, u64 hi)
{
	u64 v = take_any(in), span = hi - lo;

	return v == U64_MAX ? hi : lo + (span == U64_MAX ? v : v % (span + 1));
}

/* @base and up to 127 pages above or below it. */
static inline u64 take_near(struct input *in, u64 base)
{
	int off = take_byte(in) - 128;

	if (off < 0)
		return base < (u64)-off ? 0 : base - (u64)-off;
	return base > U64_MAX - (u64)off ? U64_MAX : base + (u64)off;
}

#define must(what) do {							\
	if (!(what)) {							\
		fprintf(stderr, "%s:%d: broken: %s\n", __FILE__,	\
			__LINE__, #what);				\
		abort();						\
	}								\
} while (0)

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#endif
