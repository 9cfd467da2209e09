// SPDX-License-Identifier: GPL-2.0
/*
 * sparse - stands in for splash2x/ocean_ncp and fft, where huge pages gain and
 * cost most: one page in four of 60 % of RAM is populated and left alone, beside
 * arrays of 5 % of RAM that are freed and written again twice a second, and data
 * of 5 % of RAM in use all the time.
 */
#include "standin.h"

int main(int argc, char **argv)
{
	static const struct standin standin = {
		.steps = 4000,
		.compute = 60000,
		.data = 5,
		.window = 5,
		.sparse = 60,
		.scratch = 5,
	};

	return standin_run(&standin, argc, argv);
}
