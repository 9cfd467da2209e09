// SPDX-License-Identifier: GPL-2.0
/* Prometheus' text format, in base units, for node_exporter's textfiles. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "darcstat.h"

struct metric {
	const char *name, *type, *help;
	size_t offset;		/* of the value in struct zone */
	double unit;		/* what one of the kernel's is */
};

#define METRIC(_name, _type, _field, _unit, _help) {			\
	.name = _name, .type = _type, .help = _help,			\
	.offset = offsetof(struct zone, _field), .unit = _unit,		\
}

/* Seconds in what the kernel counts in us. */
#define PER_US	0.000001

static const struct metric metrics[] = {
	METRIC("darc_zone_free_bytes", "gauge", free, 1,
	       "Free memory as kswapd counts it."),
	METRIC("darc_zone_floor_bytes", "gauge", floor, 1,
	       "What the low mark must exceed."),
	METRIC("darc_zone_low_bytes", "gauge", low, 1,
	       "Mark below which the reserve is used up."),
	METRIC("darc_zone_mid_bytes", "gauge", mid, 1,
	       "Mark below which eviction begins."),
	METRIC("darc_zone_high_bytes", "gauge", high, 1,
	       "Mark above which eviction ends."),
	METRIC("darc_zone_cold_age_seconds", "gauge", cold_age_us, PER_US,
	       "Time without access after which memory may go."),
	METRIC("darc_zone_quota_bytes_per_second", "gauge", quota, 1,
	       "What may be evicted at present."),
	METRIC("darc_zone_activations_total", "counter", activations, 1,
	       "Times that eviction started."),
	METRIC("darc_zone_yields_total", "counter", yields, 1,
	       "Times that the zone was left to the LRU."),
	METRIC("darc_zone_tried_bytes_total", "counter", tried, 1,
	       "Memory looked at for eviction."),
	METRIC("darc_zone_evicted_bytes_total", "counter", evicted, 1,
	       "Memory evicted."),
	METRIC("darc_zone_skipped_bytes_total", "counter", skipped, 1,
	       "Memory looked at that could or must not go."),
	METRIC("darc_zone_active_seconds_total", "counter", active_us, PER_US,
	       "Time spent evicting."),
	METRIC("darc_zone_cpu_seconds_total", "counter", cpu_us, PER_US,
	       "CPU time of the monitor's thread."),
};

static void put_head(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_states(FILE *out, const struct sample *s)
{
	static const char *const states[] = {
		"off", "busy", "idle", "active", "yielding", "recovering",
	};

	put_head(out, "darc_zone_state", "gauge", "1 for the state that the zone is in.");
	for (size_t i = 0; i < s->nr_zones; i++) {
		const struct zone *z = &s->zones[i];

		for (size_t k = 0; k < sizeof(states) / sizeof(*states); k++)
			fprintf(out, "darc_zone_state{node=\"%d\",zone=\"%s\",state=\"%s\"} %d\n",
				z->nid, z->name, states[k], !strcmp(z->state, states[k]));
	}
}

static void put_metric(FILE *out, const struct sample *s, const struct metric *m)
{
	put_head(out, m->name, m->type, m->help);
	for (size_t i = 0; i < s->nr_zones; i++) {
		const struct zone *z = &s->zones[i];
		u64 value = *(const u64 *)((const char *)z + m->offset);

		fprintf(out, "%s{node=\"%d\",zone=\"%s\"} ", m->name, z->nid, z->name);
		if (m->unit == 1)
			fprintf(out, "%llu\n", value);
		else
			fprintf(out, "%.6f\n", value * m->unit);
	}
}

void prometheus_show(FILE *out, const struct sample *s)
{
	put_head(out, "darc_enabled", "gauge", "1 while DARC is on.");
	fprintf(out, "darc_enabled %d\n", s->on);
	put_head(out, "darc_allocstalls_total", "counter",
		 "Direct reclaims of all zones since boot.");
	fprintf(out, "darc_allocstalls_total %llu\n", s->allocstall);
	put_head(out, "darc_node_refaulted_bytes_total", "counter",
		 "Memory that was evicted, by whomever, and came back.");
	for (size_t i = 0; i < s->nr_nodes; i++)
		fprintf(out, "darc_node_refaulted_bytes_total{node=\"%d\"} %llu\n",
			s->nodes[i].nid, s->nodes[i].refaulted);
	if (!s->nr_zones)
		return;
	put_states(out, s);
	for (size_t i = 0; i < sizeof(metrics) / sizeof(*metrics); i++)
		put_metric(out, s, &metrics[i]);
}

/* The collector must never see half a file. */
void prometheus_save(const char *path, const struct sample *s)
{
	char part[PATH_MAX];
	FILE *out;

	/* It reads *.prom only, which this is not. */
	snprintf(part, sizeof(part), "%s.%d", path, getpid());
	out = fopen(part, "we");
	if (!out)
		die_errno(part);
	prometheus_show(out, s);
	fchmod(fileno(out), 0644);
	if (ferror(out) | fclose(out)) {
		unlink(part);
		die("%s: %s", part, strerror(errno));
	}
	if (rename(part, path)) {
		int err = errno;

		unlink(part);
		die("%s: %s", path, strerror(err));
	}
}
