// SPDX-License-Identifier: GPL-2.0
/* DARC's low mark in the largest zone; it exists under every policy. */
#include "lab.h"
#include "mark.h"
#include "meter.h"

static struct meter_file zone_free;
static uint64_t low_bytes;

/**
 * mark_find() - find the zone with the largest mark
 *
 * Marks stand still during a run.
 */
void mark_find(void)
{
	static const char *const names[] = { "DMA32", "Normal", "Movable" };
	struct meter_file low, free;
	unsigned int i;

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
