/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _FUZZ_LINUX_MINMAX_H
#define _FUZZ_LINUX_MINMAX_H

/* KUnit and the kernel's build see to the types. */
#define min(a, b) ({ __auto_type _a = (a); __auto_type _b = (b); \
	_a < _b ? _a : _b; })
#define max(a, b) ({ __auto_type _c = (a); __auto_type _d = (b); \
	_c > _d ? _c : _d; })
#define max3(a, b, c) max(max(a, b), c)
#define clamp(v, lo, hi)	min(max(v, lo), hi)

#endif
