/* SPDX-License-Identifier: GPL-2.0 */
/* DARC's low mark in the largest zone: mark.c; for the oracle, trace_guest.c. */
#ifndef LAB_MARK_H
#define LAB_MARK_H

#include <stdbool.h>

void mark_find(void);
bool mark_reached(void);

#endif
