// SPDX-License-Identifier: GPL-2.0
/*
 * mining - stands in for parsec3/freqmine: 60 % of RAM is read in and laid out,
 * then 4 % is used for two minutes, and the rest never again.
 */
#include "standin.h"

int main(int argc, char **argv)
{
	static const struct standin standin = {
		.steps = 12000,
		.compute = 60000,
		.data = 60,
		.window = 4,
	};

	return standin_run(&standin, argc, argv);
}
