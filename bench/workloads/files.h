/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files on persistent memory that a workload reads through the page cache.
 * files.c is for the guest, trace_guest.c for the oracle.
 */
#ifndef LAB_FILES_H
#define LAB_FILES_H

#include <stdint.h>

#define FILES_MAX 8
#define FILES_BLOCK (64ULL << 10)

void files_lay_out(unsigned int nr, uint64_t blocks, uint64_t seed);
void files_open(unsigned int nr, uint64_t blocks);
void files_read(unsigned int nr, uint64_t block);

#endif
