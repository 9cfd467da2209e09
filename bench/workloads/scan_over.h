/* SPDX-License-Identifier: GPL-2.0 */
/* A cyclic one-touch scan beside a hot set: scan and flood. */
#ifndef LAB_SCAN_OVER_H
#define LAB_SCAN_OVER_H

#include <stdint.h>

int scan_over_run(uint64_t bytes_per_s, int argc, char **argv);

#endif
