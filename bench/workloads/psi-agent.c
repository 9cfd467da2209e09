// SPDX-License-Identifier: GPL-2.0
/*
 * psi-agent - user space reclaim driven by pressure stall information: the law
 * of Meta's senpai as the TMO paper gives it (ASPLOS 2022, section 3.3).
 *
 * Each period it asks memory.reclaim for
 *
 *	used * RATIO * max(0, 1 - some / THRESHOLD)
 *
 * bytes, where some is the share of time that a task of the workload waited for
 * memory. The paper's period is 6 s with a ratio of 0.0005, which evicts half of
 * the memory in two hours; a run here lasts half a minute. So the period is
 * 0.1 s and the ratio ten times as large, which makes 5 % of memory a second at
 * most. THRESHOLD is the paper's 0.1 %, over the last second.
 *
 * It reclaims from the root cgroup, for the workload's own has no memory
 * controller (see measure.c). Like senpai it knows no watermark: it goes on
 * until the workload waits.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"
#include "meter.h"

#define GROUP_ROOT "/sys/fs/cgroup"
#define PERIOD_NS 100000000ULL
#define WINDOW 10
#define RATIO 0.005
#define THRESHOLD 0.001

static struct meter_file vmstat, pressure;

/* What can be reclaimed at all is anonymous memory and page cache. */
static uint64_t used_bytes(void)
{
	const char *text = meter_read(&vmstat);

	return (meter_field(text, "nr_inactive_anon") +
		meter_field(text, "nr_active_anon") +
		meter_field(text, "nr_inactive_file") +
		meter_field(text, "nr_active_file")) * LAB_PAGE;
}

/* Share of the last WINDOW periods, or of those that have been. */
static double waiting(void)
{
	static uint64_t past_us[WINDOW], past_ns[WINDOW];
	static unsigned int next, filled;
	uint64_t us = meter_psi_some_us(&pressure), now = lab_now_ns();
	unsigned int oldest = filled < WINDOW ? 0 : next;
	double share = 0;

	if (filled)
		share = (us - past_us[oldest]) * 1000.0 /
			(now - past_ns[oldest]);
	past_us[next] = us;
	past_ns[next] = now;
	next = (next + 1) % WINDOW;
	if (filled < WINDOW)
		filled++;
	return share;
}

static void reclaim(uint64_t bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)bytes);
	errno = 0;
	/* EAGAIN: less than that could be reclaimed now. */
	if (!meter_write(GROUP_ROOT "/memory.reclaim", text) && errno != EAGAIN)
		lab_die(GROUP_ROOT "/memory.reclaim: %s", strerror(errno));
}

int main(void)
{
	if (!meter_open(&vmstat, "/proc/vmstat"))
		lab_die("/proc/vmstat is missing");
	if (access(GROUP_ROOT "/memory.reclaim", W_OK))
		lab_die(GROUP_ROOT "/memory.reclaim is missing");
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		lab_die("mlockall: %s", strerror(errno));
	/* measure makes the workload's group. */
	while (!meter_open(&pressure, GROUP_ROOT "/work/memory.pressure"))
		lab_sleep_ns(PERIOD_NS);
	for (;;) {
		double room = 1 - waiting() / THRESHOLD;

		if (room > 0)
			reclaim(used_bytes() * RATIO * room);
		lab_sleep_ns(PERIOD_NS);
	}
}
