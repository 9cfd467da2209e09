// SPDX-License-Identifier: GPL-2.0
/*
 * tiny-hot - the workload growth with a hot set of 4 MiB, which 35 % of RAM is
 * not needed for: cold memory grows from 70 % to 130 % instead.
 *
 * So small a set stays in the TLB, where accesses set no accessed bit, and is a
 * grain in the regions of a monitor. A policy that takes it for cold shows in
 * refault, and in hot_p999_ns and hot_max_ns.
 */
#include "fill_up.h"

int main(int argc, char **argv)
{
	static const struct fill_up shares = {
		.hot_bytes = 4 << 20,
		.cold_start = 70,
		.cold_end = 130,
		.burst = 8,
	};

	return fill_up_run(&shares, argc, argv);
}
