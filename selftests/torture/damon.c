// SPDX-License-Identifier: GPL-2.0
/* Other users of DAMON: one that shares it, and one that wants it alone. */
#include <stdio.h>
#include <string.h>

#include "torture.h"

#define ADMIN	"/sys/kernel/mm/damon/admin/kdamonds"
#define TARGET	ADMIN "/0/contexts/0/targets/0"
#define RECLAIM	"/sys/module/damon_reclaim/parameters/enabled"

static bool prepared;

/* A context over the memory of the largest zone. */
static bool prepare(void)
{
	const struct zone *z = zone_largest();
	long long start = zoneinfo(z, "start_pfn:") * page_size;

	if (put_num(ADMIN "/nr_kdamonds", 1) ||
	    put_num(ADMIN "/0/contexts/nr_contexts", 1) ||
	    put(ADMIN "/0/contexts/0/operations", "paddr") ||
	    put_num(ADMIN "/0/contexts/0/targets/nr_targets", 1) ||
	    put_num(TARGET "/regions/nr_regions", 1))
		return false;
	return !put_num(TARGET "/regions/0/start", start) &&
		!put_num(TARGET "/regions/0/end",
			 start + zoneinfo(z, "spanned") * page_size);
}

static bool context_on(void)
{
	char text[16];

	return !get(ADMIN "/0/state", text, sizeof(text)) && !strcmp(text, "on");
}

static bool reclaim_on(void)
{
	char text[16];

	return !get(RECLAIM, text, sizeof(text)) && text[0] == 'Y';
}

bool env_context(void)
{
	if (!prepared)
		prepared = prepare();
	if (!prepared)
		return faults_on;
	put(ADMIN "/0/state", context_on() ? "off" : "on");
	return true;
}

bool env_reclaim(void)
{
	char text[16];

	if (get(RECLAIM, text, sizeof(text)))
		return faults_on;
	put(RECLAIM, text[0] == 'Y' ? "N" : "Y");
	return true;
}

unsigned int env_monitors(void)
{
	return context_on() + reclaim_on();
}

void damon_undo(void)
{
	put(RECLAIM, "N");
	if (!prepared)
		return;
	put(ADMIN "/0/state", "off");
	put_num(ADMIN "/nr_kdamonds", 0);
}
