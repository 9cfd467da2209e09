// SPDX-License-Identifier: GPL-2.0
/*
 * Preloaded into QEMU by run: a time of day that depends on nothing but how
 * often the calling thread has asked.
 *
 * QEMU resizes its emulated TLB in windows of 100 ms of the host's time. What is
 * in there decides which accessed bits are set again once they were cleared
 * without a flush, as DAMON does, so guests with DARC did not repeat.
 */
#include <sys/time.h>

#define STEP_US 1000

int gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
	static __thread long long us;

	(void)tz;
	us += STEP_US;
	tv->tv_sec = 1767225600 + us / 1000000;
	tv->tv_usec = us % 1000000;
	return 0;
}
