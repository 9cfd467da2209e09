// SPDX-License-Identifier: GPL-2.0
/*
 * dense - stands in for parsec3/canneal and streamcluster: 40 % of RAM, all of
 * it used all the time; there is nothing to gain.
 */
#include "standin.h"

int main(int argc, char **argv)
{
	static const struct standin standin = {
		.steps = 4000,
		.compute = 120000,
		.data = 40,
		.window = 40,
	};

	return standin_run(&standin, argc, argv);
}
