// SPDX-License-Identifier: GPL-2.0
/*
 * The regions that DARC's monitors see, from DAMON's tracepoint damon_aggregated
 * in a trace instance of our own, so that nobody else's tracing is disturbed.
 *
 * Each aggregation of a monitor is one event for each region, ascending. The
 * zone shows by the thread that wrote it. Ages count aggregations, whose length
 * DARC changes by a pace, which darc_decide tells.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "darcstat.h"

#define BUFFER_KB	"1024"

static char instance[PATH_MAX - 128];
static int pipe_fd = -1;
static struct view **views;
static size_t nr_views;
static u64 sample_us, aggr_us;

static void trace_put(const char *file, const char *text)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", instance, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die_errno(path);
	close(fd);
}

static void trace_end(void)
{
	if (pipe_fd >= 0)
		close(pipe_fd);
	rmdir(instance);
}

static bool make_instance(const char *tracefs)
{
	snprintf(instance, sizeof(instance), "%s/instances/darcstat.%d",
		 rooted(tracefs), getpid());
	return !mkdir(instance, 0700);
}

void trace_begin(void)
{
	char path[PATH_MAX];

	if (!make_instance("/sys/kernel/tracing") && errno != EACCES && errno != EPERM &&
	    !make_instance("/sys/kernel/debug/tracing") && errno == ENOENT)
		die("no tracefs at %s (mount -t tracefs tracefs /sys/kernel/tracing)",
		    rooted("/sys/kernel/tracing"));
	if (access(instance, F_OK))
		die_errno(instance);
	at_end(trace_end);
	trace_put("buffer_size_kb", BUFFER_KB);
	trace_put("events/damon/damon_aggregated/enable", "1");
	trace_put("events/darc/darc_decide/enable", "1");
	snprintf(path, sizeof(path), "%s/trace_pipe", instance);
	pipe_fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (pipe_fd < 0)
		die_errno(path);
}

static struct view *find_view(int nid, const char *name)
{
	for (size_t i = 0; i < nr_views; i++)
		if (views[i]->nid == nid && !strcmp(views[i]->name, name))
			return views[i];
	return NULL;
}

static struct view *add_view(const struct zone *z)
{
	struct view *v = calloc(1, sizeof(*v));

	views = reallocarray(views, nr_views + 1, sizeof(*views));
	if (!v || !views)
		die("out of memory");
	v->nid = z->nid;
	v->pid = -1;
	v->pace = 1;
	snprintf(v->name, sizeof(v->name), "%s", z->name);
	views[nr_views++] = v;
	return v;
}

/* A new thread begins a new aggregation. */
static void follow_pids(const struct sample *s)
{
	for (size_t i = 0; i < s->nr_zones; i++) {
		const struct zone *z = &s->zones[i];
		struct view *v = find_view(z->nid, z->name) ?: add_view(z);

		if (v->pid == z->pid)
			continue;
		v->pid = z->pid;
		v->nr_next = 0;
	}
}

static void add_region(struct view *v, const struct region *r, size_t of)
{
	/* Events were lost where regions do not ascend, or are too few. */
	if (v->nr_next && r->start < v->next[v->nr_next - 1].end)
		v->nr_next = 0;
	if (v->nr_next == v->room_next) {
		v->room_next = v->room_next * 2 ?: 256;
		v->next = reallocarray(v->next, v->room_next, sizeof(*v->next));
		if (!v->next)
			die("out of memory");
	}
	v->next[v->nr_next++] = *r;
	if (v->nr_next < of)
		return;
	free(v->regions);
	v->regions = v->next;
	v->nr_regions = v->nr_next;
	v->serial++;
	v->seen_us = now_us();
	v->next = NULL;
	v->nr_next = 0;
	v->room_next = 0;
}

/* "kdamond.0-77      [000] .....    70.110350: damon_aggregated: ..." */
static int writer(const char *line)
{
	const char *cpu = strstr(line, " [");
	const char *dash = cpu ? memrchr(line, '-', cpu - line) : NULL;

	return dash ? atoi(dash + 1) : -1;
}

static void read_aggregated(const char *line, const char *event)
{
	int pid = writer(line);
	struct region r;
	size_t of;

	if (sscanf(event, "target_id=%*u nr_regions=%zu %llu-%llu: %u %u", &of,
		   &r.start, &r.end, &r.accesses, &r.age) != 5)
		return;
	for (size_t i = 0; i < nr_views; i++)
		if (views[i]->pid == pid && pid > 0)
			add_region(views[i], &r, of);
}

static void read_decide(const char *event)
{
	const char *pace = strstr(event, " pace=");
	struct view *v;
	char name[16];
	int nid;

	if (!pace || sscanf(event, "nid=%d zone=%15s", &nid, name) != 2)
		return;
	v = find_view(nid, name);
	if (v)
		v->pace = atoi(pace + strlen(" pace=")) ?: 1;
}

static void read_line(const char *line)
{
	static const char aggregated[] = ": damon_aggregated: ";
	static const char decide[] = ": darc_decide: ";
	const char *event = strstr(line, aggregated);

	if (event) {
		read_aggregated(line, event + strlen(aggregated));
		return;
	}
	event = strstr(line, decide);
	if (event)
		read_decide(event + strlen(decide));
}

/* Takes in what the monitors of these zones have seen since the last call. */
void trace_read(const struct sample *s)
{
	static char text[65536];
	static size_t len;
	ssize_t n;

	follow_pids(s);
	sample_us = read_number("/sys/module/damon_darc/parameters/sample_interval");
	aggr_us = read_number("/sys/module/damon_darc/parameters/aggr_interval");
	while ((n = read(pipe_fd, text + len, sizeof(text) - 1 - len)) > 0) {
		char *line = text, *end;

		len += n;
		text[len] = '\0';
		for (; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			read_line(line);
		}
		len -= line - text;
		/* No line is so long. */
		if (len == sizeof(text) - 1)
			len = 0;
		memmove(text, line, len);
	}
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die_errno(instance);
}

/* NULL unless the zone was seen as a whole. */
struct view *trace_view(const struct zone *z)
{
	struct view *v = find_view(z->nid, z->name);

	return v && v->serial ? v : NULL;
}

unsigned int trace_max_accesses(void)
{
	return aggr_us / sample_us ?: 1;
}

u64 trace_age_us(const struct view *v, const struct region *r)
{
	return r->age * aggr_us * v->pace;
}
