// SPDX-License-Identifier: GPL-2.0
/* Numbers as people read them, colours, and the bar of a zone's marks. */
#include <string.h>

#include "darcstat.h"

/* Set once it is known what standard output is. */
bool coloured;

/* At most six columns. */
struct text size_text(u64 bytes)
{
	static const char unit[] = "KMGTP";
	double value = bytes / 1024.0;
	struct text t;
	int i = 0;

	if (!bytes)
		return (struct text){ "0" };
	/* What would be printed as 1024 of a unit is 1 of the next. */
	while (value >= 1023.95 && unit[i + 1]) {
		value /= 1024;
		i++;
	}
	snprintf(t.s, sizeof(t.s), "%.1f%c", value, unit[i]);
	return t;
}

struct text time_text(u64 us)
{
	double s = us / 1e6;
	struct text t;

	if (us < 999500)
		snprintf(t.s, sizeof(t.s), "%.0fms", us / 1e3);
	else if (s < 99.95)
		snprintf(t.s, sizeof(t.s), "%.1fs", s);
	else if (s < 5999.5)
		snprintf(t.s, sizeof(t.s), "%.0fmin", s / 60);
	else
		snprintf(t.s, sizeof(t.s), "%.0fh", s / 3600);
	return t;
}

enum colour state_colour(const char *state)
{
	if (!strcmp(state, "active") || !strcmp(state, "recovering"))
		return YELLOW;
	if (!strcmp(state, "yielding"))
		return BRIGHT_RED;
	if (!strcmp(state, "busy"))
		return MAGENTA;
	if (!strcmp(state, "idle"))
		return GREEN;
	return DIM;
}

void paint(FILE *out, enum colour c)
{
	static const char *const codes[] = {
		[PLAIN] = "0", [BOLD] = "1", [DIM] = "90", [RED] = "31",
		[GREEN] = "32", [YELLOW] = "33", [BLUE] = "34",
		[MAGENTA] = "35", [CYAN] = "36", [BRIGHT_RED] = "1;31",
	};

	if (coloured)
		fprintf(out, "\033[%sm", codes[c]);
}

static enum colour level_colour(const struct zone *z)
{
	if (z->free < z->low)
		return BRIGHT_RED;
	return z->free < z->mid ? YELLOW : GREEN;
}

/*
 * Free memory as a bar with the marks l, m and h in it. It is full at 4/3 of
 * the high mark, as what is above matters little; '>' tells that there is more.
 */
void bar(FILE *out, const struct zone *z, int width)
{
	u64 full = z->high / 3 * 4 + 1;
	double cell = (double)full / width;

	fputc('[', out);
	paint(out, level_colour(z));
	for (int i = 0; i < width; i++) {
		double from = i * cell, to = from + cell;
		char c = z->free > from + cell / 2 ? '=' : ' ';

		if (i == width - 1 && z->free > full)
			c = '>';
		if (z->low >= from && z->low < to)
			c = 'l';
		if (z->mid >= from && z->mid < to)
			c = 'm';
		if (z->high >= from && z->high < to)
			c = 'h';
		fputc(c, out);
	}
	paint(out, PLAIN);
	fputc(']', out);
}
