/* SPDX-License-Identifier: GPL-2.0 */
/* NUMA nodes of the guest: node.c; for the oracle, trace_guest.c. */
#ifndef LAB_NODE_H
#define LAB_NODE_H

#include <stdint.h>

void node_bind(unsigned int node);
uint64_t node_bytes(unsigned int node);

#endif
