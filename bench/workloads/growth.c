// SPDX-License-Identifier: GPL-2.0
/*
 * growth - a server whose memory fills up slowly with data nobody reads again.
 *
 * R is the RAM under test. Setup populates a hot set of 35 % of R (hot.h),
 * measures the burst's floor while memory is plentiful, and populates cold
 * memory of 35 % of R. Then, for 24 s of sleep in the rhythm of paced.h, cold
 * memory grows in equal steps from 35 % to 115 % of R, each page written once
 * and never touched again, with a burst of 8 % of R every 2 s (bursts.h).
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
