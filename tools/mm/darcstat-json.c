// SPDX-License-Identifier: GPL-2.0
/*
 * One JSON object on one line for each sample. Names of zones and states are
 * the kernel's own words and need no escapes.
 *
 * What is counted comes twice: in all, with _total, and since the object
 * before, which is null in the first.
 */
#include "darcstat.h"

static void put_count(const char *name, u64 now, const u64 *before)
{
	printf("\"%s_total\":%llu,\"%s\":", name, now, name);
	if (before)
		printf("%llu", counted(now, *before));
	else
		printf("null");
}

static void put_node(const struct node *node, const struct node *old)
{
	printf("{\"node\":%d,", node->nid);
	put_count("refaulted_bytes", node->refaulted, old ? &old->refaulted : NULL);
	putchar('}');
}

static void put_zone(const struct zone *z, const struct zone *old, u64 span_us)
{
	printf("{\"node\":%d,\"zone\":\"%s\",\"enabled\":%s,\"state\":\"%s\",", z->nid,
	       z->name, z->enabled ? "true" : "false", z->state);
	printf("\"free_bytes\":%llu,\"floor_bytes\":%llu,", z->free, z->floor);
	printf("\"low_bytes\":%llu,\"mid_bytes\":%llu,\"high_bytes\":%llu,", z->low,
	       z->mid, z->high);
	printf("\"cold_age_us\":%llu,\"quota_bytes_per_s\":%llu,", z->cold_age_us,
	       z->quota);
	if (z->pid > 0)
		printf("\"kdamond_pid\":%d,", z->pid);
	else
		printf("\"kdamond_pid\":null,");
	put_count("activations", z->activations, old ? &old->activations : NULL);
	putchar(',');
	put_count("yields", z->yields, old ? &old->yields : NULL);
	putchar(',');
	put_count("tried_bytes", z->tried, old ? &old->tried : NULL);
	putchar(',');
	put_count("evicted_bytes", z->evicted, old ? &old->evicted : NULL);
	putchar(',');
	put_count("skipped_bytes", z->skipped, old ? &old->skipped : NULL);
	putchar(',');
	put_count("active_us", z->active_us, old ? &old->active_us : NULL);
	putchar(',');
	put_count("cpu_us", z->cpu_us, old ? &old->cpu_us : NULL);
	if (old)
		printf(",\"cpu_percent\":%.3f}", cpu_percent(z, old, span_us));
	else
		printf(",\"cpu_percent\":null}");
}

void json_show(const struct sample *s, const struct sample *before)
{
	u64 span_us = before ? s->now_us - before->now_us : 0;

	printf("{\"time\":%.3f,\"interval_s\":", s->time);
	if (before)
		printf("%.6f", span_us / 1e6);
	else
		printf("null");
	printf(",\"enabled\":%s,", s->on ? "true" : "false");
	put_count("allocstall", s->allocstall, before ? &before->allocstall : NULL);
	printf(",\"nodes\":[");
	for (size_t i = 0; i < s->nr_nodes; i++) {
		printf(i ? "," : "");
		put_node(&s->nodes[i], sample_node(before, s->nodes[i].nid));
	}
	printf("],\"zones\":[");
	for (size_t i = 0; i < s->nr_zones; i++) {
		printf(i ? "," : "");
		put_zone(&s->zones[i], sample_zone(before, &s->zones[i]), span_us);
	}
	printf("]}\n");
}
