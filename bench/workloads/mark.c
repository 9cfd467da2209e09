// SPDX-License-Identifier: GPL-2.0
/*
 * DARC's low mark in the largest zone, as it is with the kernel's own marks. It
 * exists under every policy; as it is above kswapd's high mark, it would be
 * higher for a policy that raises that.
 */
#include <stdio.h>

#include "lab.h"
#include "mark.h"
#include "meter.h"

#define SCALE_FACTOR "/proc/sys/vm/watermark_scale_factor"
#define SCALE_FACTOR_DEFAULT 10

static struct meter_file zone_free;
static uint64_t low_bytes;

static void set_scale_factor(uint64_t factor)
{
	FILE *file = fopen(SCALE_FACTOR, "w");

	if (!file || fprintf(file, "%llu", (unsigned long long)factor) < 0 ||
	    fclose(file))
		lab_die("cannot set " SCALE_FACTOR);
}

/**
 * mark_find() - find the zone with the largest mark
 *
 * Marks stand still during a run. Called before the workload has memory, for
 * kswapd's marks are set to the kernel's own and back.
 */
void mark_find(void)
{
	static const char *const names[] = { "DMA32", "Normal", "Movable" };
	struct meter_file low, free, scale;
	uint64_t factor = SCALE_FACTOR_DEFAULT;
	unsigned int i;

	if (meter_open(&scale, SCALE_FACTOR))
		factor = meter_number(&scale);
	set_scale_factor(SCALE_FACTOR_DEFAULT);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!meter_open(&low, "/sys/kernel/mm/darc/node0/%s/low",
				names[i]) ||
		    !meter_open(&free, "/sys/kernel/mm/darc/node0/%s/free",
				names[i]))
			continue;
		if (meter_number(&low) > low_bytes) {
			low_bytes = meter_number(&low);
			zone_free = free;
		}
	}
	set_scale_factor(factor);
	if (!low_bytes)
		lab_die("the kernel has no DARC marks");
}

/**
 * mark_reached() - is as much free as the mark asks for
 *
 * Return: true if so
 */
bool mark_reached(void)
{
	return meter_number(&zone_free) >= low_bytes;
}
