// SPDX-License-Identifier: GPL-2.0
/* A full screen of all that is known of each zone. */
#include <time.h>

#include "darcstat.h"

static u64 per_second(u64 n, u64 span_us)
{
	return span_us ? n * (double)US_PER_S / span_us : 0;
}

static void put_title(FILE *out, const struct options *o, const struct sample *s,
		      const struct sample *before)
{
	time_t t = s->time;
	char text[16], dry[8], yield[16];
	u64 stalls = s->allocstall - (before ? before->allocstall : 0);

	strftime(text, sizeof(text), "%T", localtime(&t));
	param_get("dry_run", dry, sizeof(dry));
	param_get("yield", yield, sizeof(yield));
	paint(out, BOLD);
	fprintf(out, "darcstat %s", text);
	paint(out, PLAIN);
	fprintf(out, "  DARC %s%s, yield %s, every %g s", s->on ? "on" : "off",
		dry[0] == 'Y' ? " (dry run)" : "", yield, o->delay);
	fprintf(out, "  stalls %llu", s->allocstall);
	if (before) {
		paint(out, stalls ? BRIGHT_RED : PLAIN);
		fprintf(out, " (+%llu)", stalls);
		paint(out, PLAIN);
	}
	fprintf(out, "\n");
}

static void put_amount(FILE *out, const char *name, u64 now,
		       const u64 *before, u64 span_us)
{
	struct text rate = { "-" };

	if (before)
		rate = size_text(per_second(counted(now, *before), span_us));
	fprintf(out, "  %-9s %7s/s %7s", name, rate.s, size_text(now).s);
}

static void put_zone(FILE *out, const struct sample *s,
		     const struct sample *before, const struct zone *z)
{
	const struct zone *old = sample_zone(before, z);
	u64 span_us = before ? s->now_us - before->now_us : 0;
	int width = screen_columns - 4 - 18;

	paint(out, BOLD);
	fprintf(out, "\nnode %d %-8s", z->nid, z->name);
	paint(out, state_colour(z->state));
	fprintf(out, "%s", z->state);
	paint(out, PLAIN);
	fprintf(out, "\n  free %7s  ", size_text(z->free).s);
	bar(out, z, width < 16 ? 16 : width);
	fprintf(out, "\n  floor %s, low %s, mid %s, high %s\n", size_text(z->floor).s,
		size_text(z->low).s, size_text(z->mid).s, size_text(z->high).s);
	put_amount(out, "evicted", z->evicted, old ? &old->evicted : NULL, span_us);
	fprintf(out, "   cold age %8s\n", time_text(z->cold_age_us).s);
	put_amount(out, "tried", z->tried, old ? &old->tried : NULL, span_us);
	fprintf(out, "   quota  %8s/s\n", size_text(z->quota).s);
	put_amount(out, "skipped", z->skipped, old ? &old->skipped : NULL, span_us);
	if (old)
		fprintf(out, "   cpu      %7.1f%%", cpu_percent(z, old, span_us));
	else
		fprintf(out, "   cpu      %8s", "-");
	if (z->pid > 0)
		fprintf(out, "  (kdamond %d, %s in all)", z->pid, time_text(z->cpu_us).s);
	fprintf(out, "\n  active %s, activations %llu, yields %llu\n",
		time_text(z->active_us).s, z->activations, z->yields);
}

static void put_node(FILE *out, const struct sample *s,
		     const struct sample *before, const struct node *node)
{
	const struct node *old = sample_node(before, node->nid);

	put_amount(out, "refaulted", node->refaulted, old ? &old->refaulted : NULL,
		   before ? s->now_us - before->now_us : 0);
	fprintf(out, "   since boot, whoever evicted it\n");
}

void top_show(const struct options *o, const struct sample *s,
	      const struct sample *before)
{
	FILE *out = screen_frame();

	put_title(out, o, s, before);
	for (size_t i = 0; i < s->nr_zones; i++) {
		const struct zone *z = &s->zones[i];
		const struct node *node = sample_node(s, z->nid);

		put_zone(out, s, before, z);
		if (node && (i + 1 == s->nr_zones || s->zones[i + 1].nid != z->nid))
			put_node(out, s, before, node);
	}
	if (!s->nr_zones)
		fprintf(out, "\nno zone takes part\n");
	screen_show();
}
