// SPDX-License-Identifier: GPL-2.0
/*
 * latencies - microseconds from standard input, one a line, to the lab's hot_*.
 */
#include <stdio.h>

#include "hist.h"
#include "lab.h"

int main(int argc, char **argv)
{
	static struct hist latency;
	struct lab_opts opts;
	double us;

	lab_options(&opts, argc, argv);
	while (scanf("%lf", &us) == 1)
		hist_add(&latency, us * 1000);
	if (!feof(stdin) || !latency.count)
		lab_die("standard input has no latencies");
	hist_report(&latency, &opts);
	return 0;
}
