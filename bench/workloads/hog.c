// SPDX-License-Identifier: GPL-2.0
/*
 * hog - the memory hog of the workload compile.
 *
 * A hot set of 10 % of RAM (hot.h) beside cold memory that grows from 50 % to
 * 110 % in 12 s of sleep in the rhythm of paced.h.
 */
#include "fill_up.h"

int main(int argc, char **argv)
{
	static const struct fill_up shares = {
		.hot = 10,
		.cold_start = 50,
		.cold_end = 110,
		.steps = 1200,
	};

	return fill_up_run(&shares, argc, argv);
}
