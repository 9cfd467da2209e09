// SPDX-License-Identifier: GPL-2.0
/*
 * probe - the latency that is seen beside the stressors of stress-ng.
 *
 * A hot set of 25 % of RAM (hot.h) beside cold memory that grows from 40 % to
 * 85 % in 14 s of sleep in the rhythm of paced.h.
 */
#include "fill_up.h"

int main(int argc, char **argv)
{
	static const struct fill_up shares = {
		.hot = 25,
		.cold_start = 40,
		.cold_end = 85,
		.steps = 1400,
	};

	return fill_up_run(&shares, argc, argv);
}
