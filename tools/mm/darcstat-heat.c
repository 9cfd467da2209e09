// SPDX-License-Identifier: GPL-2.0
/* A map of the physical memory of each zone: where it is hot and cold. */
#include <string.h>

#include "darcstat.h"

#define LABEL		9	/* columns left of the map */
#define MAX_WIDTH	128
#define PLAIN_ROWS	16
#define SLICE_US	250000	/* so often the trace is emptied */

enum heat {
	HOT,
	WARM,
	RARE,
	COLD_2,
	COLD_10,
	COLD_60,
	COLD_LONG,
	UNUSED,
	NR_HEATS,
};

static const struct {
	char c;
	enum colour colour;
	const char *what;
} heats[NR_HEATS] = {
	[HOT] = { '#', BRIGHT_RED, "accessed in 3/4 of the samples or more" },
	[WARM] = { '*', RED, "in 1/4 or more" },
	[RARE] = { '+', YELLOW, "in fewer" },
	[COLD_2] = { 'o', GREEN, "not accessed, for less than 2 s" },
	[COLD_10] = { '~', CYAN, "less than 10 s" },
	[COLD_60] = { '-', BLUE, "less than 60 s" },
	[COLD_LONG] = { '.', DIM, "longer" },
	[UNUSED] = { '_', DIM, "free memory" },
};

struct map {
	u64 start, end, cell;
	int width, rows;
	u64 sums[NR_HEATS];
};

static enum heat heat_of(const struct view *v, const struct region *r)
{
	unsigned int max = trace_max_accesses();
	u64 age_us = trace_age_us(v, r);

	if (r->accesses)
		return r->accesses * 4 >= max * 3 ? HOT :
		       r->accesses * 4 >= max ? WARM : RARE;
	return age_us < 2 * US_PER_S ? COLD_2 : age_us < 10 * US_PER_S ? COLD_10 :
	       age_us < 60 * US_PER_S ? COLD_60 : COLD_LONG;
}

/* Cells are a power of two, as large as the room for them makes necessary. */
static void lay_out(struct map *m, const struct view *v, int rows)
{
	*m = (struct map){
		.start = v->regions[0].start,
		.end = v->regions[v->nr_regions - 1].end,
		.cell = 4096,
		.width = screen_columns - LABEL,
	};
	if (m->width > MAX_WIDTH)
		m->width = MAX_WIDTH;
	if (m->width < 16)
		m->width = 16;
	while ((m->end - m->start) / m->cell >= (u64)m->width * rows)
		m->cell *= 2;
	m->rows = (m->end - m->start) / m->cell / m->width + 1;
}

static bool is_free(u64 start, u64 end)
{
	u64 bytes[NR_KINDS] = { 0 };

	return pages_count(start, end, bytes) && bytes[KIND_FREE] > (end - start) / 2;
}

/* What most of the cell is, or NR_HEATS where there is no memory. */
static enum heat cell_heat(struct map *m, const struct view *v, size_t *at,
			   u64 start, u64 end)
{
	u64 bytes[NR_HEATS] = { 0 }, sum = 0;
	enum heat most = NR_HEATS;

	while (*at < v->nr_regions && v->regions[*at].end <= start)
		++*at;
	for (size_t i = *at; i < v->nr_regions && v->regions[i].start < end; i++) {
		const struct region *r = &v->regions[i];
		u64 from = r->start > start ? r->start : start;
		u64 to = r->end < end ? r->end : end;

		bytes[heat_of(v, r)] += to - from;
		sum += to - from;
	}
	if (!sum)
		return NR_HEATS;
	for (int h = 0; h < NR_HEATS; h++)
		if (bytes[h] && (most == NR_HEATS || bytes[h] > bytes[most]))
			most = h;
	/* Nobody accesses free memory: it would look like the coldest of all. */
	if (most > RARE && is_free(start, end))
		most = UNUSED;
	m->sums[most] += sum;
	return most;
}

static void put_map(FILE *out, struct map *m, const struct view *v)
{
	u64 at = m->start;
	size_t region = 0;

	for (int row = 0; row < m->rows && at < m->end; row++) {
		enum heat last = NR_HEATS;

		fprintf(out, "%8s ", size_text(at).s);
		for (int i = 0; i < m->width && at < m->end; i++, at += m->cell) {
			enum heat h = cell_heat(m, v, &region, at, at + m->cell);

			if (h != last)
				paint(out, h == NR_HEATS ? PLAIN : heats[h].colour);
			last = h;
			fputc(h == NR_HEATS ? ' ' : heats[h].c, out);
		}
		paint(out, PLAIN);
		fputc('\n', out);
	}
}

static void put_sums(FILE *out, const struct map *m)
{
	fprintf(out, "%*s", LABEL, "");
	for (int h = 0; h < NR_HEATS; h++) {
		paint(out, heats[h].colour);
		fputc(heats[h].c, out);
		paint(out, PLAIN);
		fprintf(out, " %-*s", h + 1 < NR_HEATS ? 8 : 0, size_text(m->sums[h]).s);
	}
	fputc('\n', out);
}

static void put_legend(FILE *out)
{
	for (int h = 0; h < NR_HEATS; h++) {
		fputs(h == COLD_2 || h == UNUSED ? "\n" : h ? ", " : "", out);
		paint(out, heats[h].colour);
		fputc(heats[h].c, out);
		paint(out, PLAIN);
		fprintf(out, " %s", heats[h].what);
	}
	fputc('\n', out);
}

static void put_zone(FILE *out, const struct zone *z, int rows)
{
	const struct view *v = trace_view(z);
	struct map m;

	paint(out, BOLD);
	fprintf(out, "node %d %s", z->nid, z->name);
	paint(out, PLAIN);
	fputs(", ", out);
	paint(out, state_colour(z->state));
	fputs(z->state, out);
	paint(out, PLAIN);
	if (!v || z->pid < 0) {
		fprintf(out, ": %s\n", z->pid < 0 ? "not monitored" :
			"the monitor has seen nothing yet");
		return;
	}
	lay_out(&m, v, rows);
	fprintf(out, ", free %s, %zu regions, seen %s ago, one character is %s\n",
		size_text(z->free).s, v->nr_regions,
		time_text(now_us() - v->seen_us).s, size_text(m.cell).s);
	put_map(out, &m, v);
	put_sums(out, &m);
}

static void heat_show(const struct sample *s, bool tty)
{
	int each = s->nr_zones ? (screen_rows - 4) / (int)s->nr_zones - 3 : 0;
	FILE *out = screen_frame();

	if (!tty)
		each = PLAIN_ROWS;
	for (size_t i = 0; i < s->nr_zones; i++)
		put_zone(out, &s->zones[i], each < 2 ? 2 : each);
	put_legend(out);
	screen_show();
}

/* Has every monitor that runs been heard? */
static bool all_seen(const struct sample *s)
{
	for (size_t i = 0; i < s->nr_zones; i++)
		if (s->zones[i].pid > 0 && !trace_view(&s->zones[i]))
			return false;
	return true;
}

/* Empties the trace until then; false to quit. */
static bool wait_and_read(u64 due_us, struct sample *s, const struct options *o,
			  bool tty)
{
	for (;;) {
		u64 slice = now_us() + SLICE_US;
		enum wake wake = screen_wait(slice < due_us ? slice : due_us);

		if (wake == WAKE_QUIT)
			return false;
		sample_free(s);
		sample_read(s, o->all);
		trace_read(s);
		if (wake == WAKE_RESIZED && tty)
			heat_show(s, tty);
		if (now_us() >= due_us)
			return true;
	}
}

void heat_run(const struct options *o)
{
	struct sample s;
	bool tty;

	sample_read(&s, o->all);
	if (!s.nr_zones)
		die("no zone takes part (see /sys/kernel/mm/darc/node*/*/enabled)");
	trace_begin();
	trace_read(&s);
	/* A slow monitor aggregates every few seconds only. */
	fputs("darcstat: waiting for the monitors' next look at all memory\n", stderr);
	while (!all_seen(&s))
		if (!wait_and_read(now_us() + SLICE_US, &s, o, false))
			return;
	tty = o->count != 1 && screen_full();
	for (u64 n = 1;; n++) {
		heat_show(&s, tty);
		if (n == o->count || !wait_and_read(now_us() + o->delay * US_PER_S, &s, o, tty))
			break;
	}
	sample_free(&s);
}
