// SPDX-License-Identifier: GPL-2.0
/* Reads what DARC shows in sysfs, and the stalls of /proc/vmstat. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "darcstat.h"

#define DARC	"/sys/kernel/mm/darc"
#define PARAMS	"/sys/module/damon_darc/parameters"

static const char *root = "";

/* The terminal is given back first; what is printed must not change by that. */
__attribute__((noreturn)) static void end_with(int status, const char *message)
{
	tidy();
	fprintf(stderr, "darcstat: %s\n", message);
	leave(status);
}

void die(const char *format, ...)
{
	char message[PATH_MAX + 256];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	end_with(EXIT_FAILED, message);
}

void die_errno(const char *path)
{
	bool denied = errno == EACCES || errno == EPERM;
	char message[PATH_MAX + 256];

	snprintf(message, sizeof(message), "%s: %s%s", path, strerror(errno),
		 denied ? "; darcstat must be run as root" : "");
	end_with(denied ? EXIT_DENIED : EXIT_FAILED, message);
}

void set_root(const char *dir)
{
	root = dir;
}

/* The path below the root, good until the next call. */
const char *rooted(const char *path)
{
	static char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return full;
}

u64 now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

static void read_at(int dir, const char *path, char *text, size_t size)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		die_errno(path);
	n = read(fd, text, size - 1);
	if (n < 0)
		die_errno(path);
	close(fd);
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

static u64 parse_number(const char *path, const char *text)
{
	u64 value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end)
		die("%s: '%s' is not a number", path, text);
	return value;
}

static u64 number_at(int dir, const char *path)
{
	char text[32];

	read_at(dir, path, text, sizeof(text));
	return parse_number(path, text);
}

/* The first line of a file. */
void read_text(const char *path, char *text, size_t size)
{
	read_at(AT_FDCWD, rooted(path), text, size);
}

u64 read_number(const char *path)
{
	return number_at(AT_FDCWD, rooted(path));
}

void param_get(const char *name, char *text, size_t size)
{
	char path[128];

	snprintf(path, sizeof(path), PARAMS "/%s", name);
	read_text(path, text, size);
}

/* Returns 0 or a negative error code. */
int param_put(const char *name, const char *text)
{
	char path[128];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), PARAMS "/%s", name);
	fd = open(rooted(path), O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	if (n < 0)
		n = -errno;
	close(fd);
	return n < 0 ? n : 0;
}

static bool is_on(void)
{
	char text[8];

	param_get("enabled", text, sizeof(text));
	return text[0] == 'Y';
}

/* Ends with a word on why there is nothing to show. */
void check_darc(bool must_be_on)
{
	if (access(rooted(DARC), F_OK) && errno == ENOENT) {
		fprintf(stderr, "darcstat: no DARC here (CONFIG_DARC=y): there is no %s\n",
			rooted(DARC));
		leave(EXIT_NO_DARC);
	}
	if (must_be_on && !is_on()) {
		fprintf(stderr, "darcstat: DARC is off; to switch it on: echo Y > "
			PARAMS "/enabled\n");
		leave(EXIT_OFF);
	}
}

static u64 read_allocstall(void)
{
	FILE *f = fopen(rooted("/proc/vmstat"), "re");
	char line[128];
	u64 n, sum = 0;

	if (!f)
		die_errno(rooted("/proc/vmstat"));
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "allocstall%*s %llu", &n) == 1)
			sum += n;
	fclose(f);
	return sum;
}

static bool read_bool(int dir, const char *path)
{
	char text[8];

	read_at(dir, path, text, sizeof(text));
	return text[0] == 'Y';
}

static void read_zone(int dir, struct zone *z)
{
	const struct {
		const char *path;
		u64 *value;
	} files[] = {
		{ "high", &z->high },
		{ "mid", &z->mid },
		{ "low", &z->low },
		{ "floor", &z->floor },
		{ "free", &z->free },
		{ "cold_age", &z->cold_age_us },
		{ "quota", &z->quota },
		{ "stats/activations", &z->activations },
		{ "stats/yields", &z->yields },
		{ "stats/tried", &z->tried },
		{ "stats/evicted", &z->evicted },
		{ "stats/skipped", &z->skipped },
		{ "stats/active_time", &z->active_us },
		{ "stats/cpu_time", &z->cpu_us },
		{ "stats/dry_run_refaulted", &z->dry_run_refaulted },
	};
	char text[16];

	read_at(dir, "state", z->state, sizeof(z->state));
	read_at(dir, "kdamond_pid", text, sizeof(text));
	z->pid = atoi(text);
	read_at(dir, "stats/dry_run_valid", z->dry_run_valid, sizeof(z->dry_run_valid));
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		*files[i].value = number_at(dir, files[i].path);
}

static void *more(void *old, size_t nr, size_t size)
{
	void *new = reallocarray(old, nr, size);

	if (!new)
		die("out of memory");
	return new;
}

static void add_zone(struct sample *s, int node, int nid, const char *name, bool all)
{
	int dir = openat(node, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct zone *z;

	if (dir < 0)
		die_errno(name);
	s->zones = more(s->zones, s->nr_zones + 1, sizeof(*s->zones));
	z = &s->zones[s->nr_zones];
	*z = (struct zone){ .nid = nid };
	snprintf(z->name, sizeof(z->name), "%.15s", name);
	z->enabled = read_bool(dir, "enabled");
	if (z->enabled || all) {
		read_zone(dir, z);
		s->nr_zones++;
	}
	close(dir);
}

static void add_node(struct sample *s, int darc, const char *name, bool all)
{
	int dir = openat(darc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = dir < 0 ? NULL : fdopendir(dir);
	struct dirent *e;
	int nid;

	if (!entries)
		die_errno(name);
	nid = atoi(name + strlen("node"));
	s->nodes = more(s->nodes, s->nr_nodes + 1, sizeof(*s->nodes));
	s->nodes[s->nr_nodes++] = (struct node){
		.nid = nid,
		.refaulted = number_at(dir, "refaulted"),
	};
	while ((e = readdir(entries)))
		if (e->d_name[0] != '.' && strcmp(e->d_name, "refaulted"))
			add_zone(s, dir, nid, e->d_name, all);
	closedir(entries);
}

/* As in /proc/zoneinfo. */
static int zone_rank(const char *name)
{
	static const char *const order[] = {
		"DMA", "DMA32", "Normal", "HighMem", "Movable", "Device",
	};
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (!strcmp(name, order[i]))
			break;
	return i;
}

static int by_node(const void *a, const void *b)
{
	return ((const struct node *)a)->nid - ((const struct node *)b)->nid;
}

static int by_zone(const void *a, const void *b)
{
	const struct zone *x = a, *y = b;

	return x->nid != y->nid ? x->nid - y->nid :
	       zone_rank(x->name) - zone_rank(y->name);
}

/* Reads all zones that take part, or really all. */
void sample_read(struct sample *s, bool all)
{
	const char *path = rooted(DARC);
	DIR *entries = opendir(path);
	struct timespec ts;
	struct dirent *e;

	if (!entries)
		die_errno(path);
	clock_gettime(CLOCK_REALTIME, &ts);
	*s = (struct sample){
		.now_us = now_us(),
		.time = ts.tv_sec + ts.tv_nsec / 1e9,
	};
	s->on = is_on();
	s->allocstall = read_allocstall();
	while ((e = readdir(entries)))
		if (!strncmp(e->d_name, "node", 4))
			add_node(s, dirfd(entries), e->d_name, all);
	closedir(entries);
	if (s->nr_nodes)
		qsort(s->nodes, s->nr_nodes, sizeof(*s->nodes), by_node);
	if (s->nr_zones)
		qsort(s->zones, s->nr_zones, sizeof(*s->zones), by_zone);
}

void sample_free(struct sample *s)
{
	free(s->nodes);
	free(s->zones);
	*s = (struct sample){ 0 };
}

const struct zone *sample_zone(const struct sample *s, const struct zone *like)
{
	for (size_t i = 0; s && i < s->nr_zones; i++)
		if (s->zones[i].nid == like->nid &&
		    !strcmp(s->zones[i].name, like->name))
			return &s->zones[i];
	return NULL;
}

const struct node *sample_node(const struct sample *s, int nid)
{
	for (size_t i = 0; s && i < s->nr_nodes; i++)
		if (s->nodes[i].nid == nid)
			return &s->nodes[i];
	return NULL;
}

/* DARC counts from 0 again each time that it is switched on. */
u64 counted(u64 now, u64 before)
{
	return now >= before ? now - before : now;
}

double cpu_percent(const struct zone *z, const struct zone *before,
		   u64 span_us)
{
	return span_us ? 100.0 * counted(z->cpu_us, before->cpu_us) / span_us : 0;
}
