/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of darcstat share: samples of DARC's sysfs files, the ways to
 * show them, the terminal, and DAMON's view of the memory of a zone.
 */
#ifndef DARCSTAT_H
#define DARCSTAT_H

#include <stdbool.h>
#include <stddef.h>
#include <limits.h>
#include <stdio.h>
#include <sys/types.h>

#define US_PER_S	1000000ULL

/* Exit status, for scripts to tell why. */
enum {
	EXIT_FAILED = 1,
	EXIT_NO_DARC = 2,
	EXIT_OFF = 3,
	EXIT_DENIED = 4,
};

typedef unsigned long long u64;

struct zone {
	int nid;
	char name[16];
	char state[16];
	bool enabled;
	int pid;		/* of its monitor, -1: none */
	u64 high, mid, low, floor, free;	/* bytes */
	u64 cold_age_us;
	u64 quota;		/* bytes a second */
	u64 activations, yields;
	u64 tried, evicted, skipped;	/* bytes since enabled */
	u64 active_us, cpu_us;
	char dry_run_valid[8];	/* off, Y or N */
	u64 dry_run_refaulted;	/* bytes since it began */
};

struct node {
	int nid;
	u64 refaulted;	/* bytes since boot */
};

/* All that was seen at one moment. */
struct sample {
	u64 now_us;	/* monotonic */
	double time;		/* of the day, seconds since 1970 */
	bool on;
	u64 allocstall;	/* of all zones, since boot */
	struct node *nodes;
	size_t nr_nodes;
	struct zone *zones;	/* those that take part, unless all are wanted */
	size_t nr_zones;
};

struct options {
	const char *root;	/* in front of /sys and /proc */
	const char *output;	/* file for Prometheus */
	double delay;
	u64 count;		/* reports, 0: no end */
	bool all;		/* zones that take no part too */
	bool stamp;
};

/* darcstat-read.c */
__attribute__((format(printf, 1, 2), noreturn)) void die(const char *format, ...);
__attribute__((noreturn)) void die_errno(const char *path);
void set_root(const char *root);
const char *rooted(const char *path);
u64 now_us(void);
void read_text(const char *path, char *text, size_t size);
u64 read_number(const char *path);
void check_darc(bool must_be_on);
void sample_read(struct sample *s, bool all);
void sample_free(struct sample *s);
const struct zone *sample_zone(const struct sample *s, const struct zone *like);
const struct node *sample_node(const struct sample *s, int nid);
u64 counted(u64 now, u64 before);
double cpu_percent(const struct zone *z, const struct zone *before,
		   u64 span_us);
void param_get(const char *name, char *text, size_t size);
int param_put(const char *name, const char *text);

/* darcstat-text.c */
struct text {
	char s[24];
};

enum colour {
	PLAIN,
	BOLD,
	DIM,
	RED,
	GREEN,
	YELLOW,
	BLUE,
	MAGENTA,
	CYAN,
	BRIGHT_RED,
};

extern bool coloured;
struct text size_text(u64 bytes);
struct text time_text(u64 us);
enum colour state_colour(const char *state);
void paint(FILE *out, enum colour c);
void bar(FILE *out, const struct zone *z, int width);

/* darcstat-screen.c */
enum wake {
	WAKE_TIME,
	WAKE_RESIZED,
	WAKE_QUIT,
};

extern bool screen_tty;	/* standard output is one */
extern int screen_rows, screen_columns;
void at_end(void (*cleanup)(void));
void screen_init(void);
bool screen_full(void);
FILE *screen_frame(void);
void screen_show(void);
void screen_flush(void);
enum wake screen_wait(u64 until_us);
void tidy(void);
__attribute__((noreturn)) void leave(int status);

/* The ways to show a sample; @before is NULL for the first. */
void lines_show(const struct options *o, const struct sample *s,
		const struct sample *before);
void top_show(const struct options *o, const struct sample *s,
	      const struct sample *before);
void json_show(const struct sample *s, const struct sample *before);
void prometheus_show(FILE *out, const struct sample *s);
void prometheus_save(const char *path, const struct sample *s);

/* darcstat-trace.c: the regions of a zone as its monitor last saw them */
struct region {
	u64 start, end;
	unsigned int accesses;	/* samples of an aggregation that saw one */
	unsigned int age;	/* aggregations */
};

struct view {
	int nid;
	char name[16];
	int pid;
	unsigned int pace;	/* its intervals are multiplied by this */
	unsigned int serial;	/* complete views so far */
	u64 seen_us;
	struct region *regions;
	size_t nr_regions;
	struct region *next;	/* the one under way */
	size_t nr_next, room_next;
};

void trace_begin(void);
void trace_read(const struct sample *s);
struct view *trace_view(const struct zone *z);
unsigned int trace_max_accesses(void);
u64 trace_age_us(const struct view *v, const struct region *r);

/* darcstat-heat.c */
void heat_run(const struct options *o);

/* darcstat-pages.c: what the pages of a range are used for */
enum kind {
	KIND_ANON,		/* also shmem: what goes to swap */
	KIND_FILE,
	KIND_OTHER,		/* of the kernel, unevictable, or no memory */
	KIND_FREE,
	NR_KINDS,
};

bool pages_count(u64 start, u64 end, u64 bytes[NR_KINDS]);

/* darcstat-cold.c: how long the memory of a zone was not accessed */
struct cold {
	u64 start;
	u64 grain;		/* bytes that share a time of access */
	u64 *since_us;	/* of each grain, when it was last accessed */
	size_t nr;
	u64 first_us, last_us;	/* the views that it is made of */
	unsigned int serial;
};

void cold_update(struct cold *c, const struct view *v);
bool cold_count(const struct cold *c, u64 since_us, u64 bytes[NR_KINDS]);

/* darcstat-advise.c */
void advise_run(const struct options *o, double duration);

#endif /* DARCSTAT_H */
