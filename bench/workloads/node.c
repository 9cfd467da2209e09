// SPDX-License-Identifier: GPL-2.0
/* NUMA nodes of the guest. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab.h"
#include "node.h"

#define MPOL_BIND 2

/**
 * node_bind() - memory populated from now on comes from one node alone
 * @node: which
 */
void node_bind(unsigned int node)
{
	unsigned long mask = 1UL << node;

	if (syscall(SYS_set_mempolicy, MPOL_BIND, &mask, 8 * sizeof(mask)))
		lab_die("set_mempolicy to node %u: %s", node, strerror(errno));
}

/**
 * node_bytes() - memory of a node
 * @node: which
 *
 * Return: its MemTotal
 */
uint64_t node_bytes(unsigned int node)
{
	unsigned long long kib;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/devices/system/node/node%u/meminfo",
		 node);
	file = fopen(path, "r");
	if (!file || fscanf(file, "Node %*u MemTotal: %llu kB", &kib) != 1)
		lab_die("%s: no MemTotal", path);
	fclose(file);
	return kib << 10;
}
