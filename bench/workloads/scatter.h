/* SPDX-License-Identifier: GPL-2.0 */
/* Where the ranks of a skewed set lie: neighbours in rank land far apart. */
#ifndef LAB_SCATTER_H
#define LAB_SCATTER_H

#include <stdint.h>

/* About the golden section of the set, without a common divisor. */
static inline uint64_t scatter_stride(uint64_t blocks)
{
	uint64_t stride = blocks * 618 / 1000 + 1;

	for (;; stride++) {
		uint64_t a = stride, b = blocks;

		while (b) {
			uint64_t rest = a % b;

			a = b;
			b = rest;
		}
		if (a == 1)
			return stride;
	}
}

#endif
