// SPDX-License-Identifier: GPL-2.0
/* One line for each zone, as vmstat does for the system. */
#include <time.h>

#include "darcstat.h"

#define MIN_BAR	12
#define REST	68		/* columns of all but the bar */
#define STAMP	20
#define MAX_BAR	64

static void put_stamp(const struct options *o, const struct sample *s)
{
	time_t t = s->time;
	char text[32];

	if (!o->stamp)
		return;
	strftime(text, sizeof(text), "%F %T", localtime(&t));
	printf("%s ", text);
}

/* A bar as wide as the rest of the line leaves room for. */
static int bar_width(const struct options *o)
{
	int width = screen_columns - (o->stamp ? STAMP : 0) - REST;

	if (width < MIN_BAR)
		return MIN_BAR;
	return width > MAX_BAR ? MAX_BAR : width;
}

static void put_header(const struct options *o)
{
	if (o->stamp)
		printf("%-*s", STAMP, "time");
	paint(stdout, BOLD);
	printf("%-10s %-10s %-*s %7s %7s %7s %6s %5s %6s", "zone", "state",
	       bar_width(o) + 2, " low mid high", "free", "evicted", "refault",
	       "age", "cpu%", "stalls");
	paint(stdout, PLAIN);
	putchar('\n');
}

static void put_zone(const struct options *o, const struct sample *s,
		     const struct sample *before, const struct zone *z)
{
	const struct zone *old = sample_zone(before, z);
	const struct node *node = sample_node(s, z->nid);
	const struct node *old_node = sample_node(before, z->nid);
	u64 refaulted = node ? node->refaulted : 0;
	char name[32];

	put_stamp(o, s);
	snprintf(name, sizeof(name), "%d/%s", z->nid, z->name);
	printf("%-10s ", name);
	paint(stdout, state_colour(z->state));
	printf("%-10s ", z->state);
	paint(stdout, PLAIN);
	bar(stdout, z, bar_width(o));
	printf(" %7s %7s %7s %6s ", size_text(z->free).s,
	       size_text(counted(z->evicted, old ? old->evicted : 0)).s,
	       size_text(refaulted - (old_node ? old_node->refaulted : 0)).s,
	       time_text(z->cold_age_us).s);
	if (old)
		printf("%5.1f", cpu_percent(z, old, s->now_us - before->now_us));
	else
		printf("%5s", "-");
	printf(" %6llu\n", s->allocstall - (before ? before->allocstall : 0));
}

/* The header again before it has left the screen. */
static bool header_due(const struct sample *s)
{
	static long left;

	if (left >= (long)s->nr_zones) {
		left -= s->nr_zones;
		return false;
	}
	left = screen_rows - 2 - (long)s->nr_zones;
	return true;
}

void lines_show(const struct options *o, const struct sample *s,
		const struct sample *before)
{
	static bool first = true;

	/* A file has one header, so that it can be read by a program. */
	if (screen_tty ? header_due(s) : first)
		put_header(o);
	first = false;
	for (size_t i = 0; i < s->nr_zones; i++)
		put_zone(o, s, before, &s->zones[i]);
}
