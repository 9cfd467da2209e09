// SPDX-License-Identifier: GPL-2.0
/*
 * sweeping - stands in for splash2x/barnes and ocean_ncp: 50 % of RAM is worked
 * through in parts of 10 %, 8 s each, and what was left comes back a minute later.
 */
#include "standin.h"

int main(int argc, char **argv)
{
	static const struct standin standin = {
		.steps = 6000,
		.compute = 120000,
		.data = 50,
		.window = 10,
		.window_steps = 800,
	};

	return standin_run(&standin, argc, argv);
}
