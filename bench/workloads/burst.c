// SPDX-License-Identifier: GPL-2.0
/*
 * burst - the workload growth with more of the memory hot and larger bursts:
 * a hot set of 50 % of RAM and bursts of 12 %. Tells how much reserve a policy
 * keeps, and at whose expense.
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
