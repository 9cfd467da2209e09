// SPDX-License-Identifier: GPL-2.0
/*
 * movable-burst - the workload burst where half of the memory is in ZONE_MOVABLE
 * (movable-burst.conf).
 *
 * The hot set is populated first and fills that zone, all that is cold is in the
 * lower one, and the bursts take more than both have in reserve. A policy that
 * takes each zone for itself evicts the hot set. Machines of 4 GiB and more are
 * like this: DMA32 and Normal.
 */
#include "fill_up.h"

int main(int argc, char **argv)
{
	static const struct fill_up shares = {
		.hot = 50,
		.cold_start = 35,
		.cold_end = 115,
		.burst = 12,
	};

	return fill_up_run(&shares, argc, argv);
}
