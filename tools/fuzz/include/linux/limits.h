/* SPDX-License-Identifier: GPL-2.0 */
/* The C library includes this header as well. */
#include_next <linux/limits.h>

#ifndef U64_MAX
#define U32_MAX	0xffffffffU
#define U64_MAX	0xffffffffffffffffULL
#define S64_MAX	0x7fffffffffffffffLL
#define S64_MIN	(-S64_MAX - 1)
#endif
