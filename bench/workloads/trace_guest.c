// SPDX-License-Identifier: GPL-2.0
/*
 * What some workloads ask of a guest, for the host: a page of a file is a page
 * like any other, whichever node a page is on.
 */
#include "files.h"
#include "lab.h"
#include "mark.h"
#include "node.h"

static char *bases[FILES_MAX];

void files_lay_out(unsigned int nr, uint64_t blocks, uint64_t seed)
{
	(void)nr;
	(void)blocks;
	(void)seed;
}

void files_open(unsigned int nr, uint64_t blocks)
{
	if (nr >= FILES_MAX)
		lab_die("more than %d files", FILES_MAX);
	bases[nr] = lab_map(blocks * FILES_BLOCK / LAB_PAGE);
}

void files_read(unsigned int nr, uint64_t block)
{
	uint64_t at;

	for (at = 0; at < FILES_BLOCK; at += LAB_PAGE)
		lab_trace(bases[nr] + block * FILES_BLOCK + at);
}

void mark_find(void)
{
}

bool mark_reached(void)
{
	return true;
}

void node_bind(unsigned int node)
{
	(void)node;
}

uint64_t node_bytes(unsigned int node)
{
	lab_die("no memory of node %u here: --ram is needed", node);
}
