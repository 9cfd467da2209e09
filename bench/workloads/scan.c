// SPDX-License-Identifier: GPL-2.0
/*
 * scan - a hot set of 35 % of RAM beside a cyclic scan over 90 % of RAM.
 *
 * The scan writes one word of each page in turn, 18 MB for each second of
 * sleep; it goes round about once in 24 s at 512 MiB. The set-up populates
 * everything. Bursts of 8 % every 2 s (paced.h, bursts.h) tell what the policy
 * has left when somebody needs memory.
 */
#include "scan_over.h"

int main(int argc, char **argv)
{
	return scan_over_run(18000000, argc, argv);
}
