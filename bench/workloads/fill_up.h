/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that fills up with cold data beside a hot set: growth and burst. */
#ifndef LAB_FILL_UP_H
#define LAB_FILL_UP_H

#include <stdint.h>

#include "lab.h"

/**
 * struct fill_up - shares of the RAM under test, in percent, and the run's length
 * @hot: the hot set
 * @hot_bytes: its size where that is no share, 0 else
 * @cold_start: cold memory populated before the run
 * @cold_end: cold memory at its end
 * @burst: each burst, 0 for none
 * @steps: of the run (paced.h), 0 for 24 s of sleep
 */
struct fill_up {
	unsigned int hot;
	uint64_t hot_bytes;
	unsigned int cold_start;
	unsigned int cold_end;
	unsigned int burst;
	unsigned int steps;
};

void fill_up(const struct fill_up *shares, const struct lab_opts *opts);
int fill_up_run(const struct fill_up *shares, int argc, char **argv);

#endif
