// SPDX-License-Identifier: GPL-2.0
/*
 * movable - the workload growth where half of the memory is in ZONE_MOVABLE
 * (movable.conf). Allocations of user memory may come from either zone; a
 * policy that takes each zone for itself evicts from one while the other has
 * room.
 */
#include "fill_up.h"

int main(int argc, char **argv)
{
	static const struct fill_up shares = {
		.hot = 35,
		.cold_start = 35,
		.cold_end = 115,
		.burst = 8,
	};

	return fill_up_run(&shares, argc, argv);
}
