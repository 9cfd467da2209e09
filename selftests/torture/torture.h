/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of darc_torture share. */
#ifndef _DARC_TORTURE_H
#define _DARC_TORTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MIB		(1024 * 1024LL)
#define DARC		"/sys/kernel/mm/darc"
#define PARAMS		"/sys/module/damon_darc/parameters"
#define CGROUP		"/sys/fs/cgroup/darc_test_torture"
#define NR_ZONES	16
#define NR(a)		(sizeof(a) / sizeof(*(a)))

/* Counted by the processes that hold memory, read by the one that controls. */
struct shared {
	uint64_t verified_pages;
	uint64_t rewritten_pages;
	uint64_t passes;
	uint64_t broken;
	uint64_t storms;
	uint64_t storm_pages;
	uint64_t storms_to_min;
	volatile bool stop;
};

extern struct shared *shared;
extern size_t page_size;

/* sys.c */
void rnd_seed(uint64_t seed);
uint64_t rnd(void);
uint64_t rnd_below(uint64_t n);
char *path_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
pid_t fork_child(void);
int put(const char *path, const char *text);
int put_num(const char *path, long long val);
int put_within(const char *path, const char *text, unsigned int seconds);
int get(const char *path, char *buf, size_t size);
long long get_num(const char *path);
long long field(const char *path, const char *name);
unsigned int threads(const char *name);
void sleep_ms(unsigned int ms);
uint64_t now_ms(void);
void watch_out(const char *what);
void broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* keep.c */
struct keeper {
	const char *name;
	size_t len;
	const char *file;
	bool huge;
	uint64_t seed;
};

pid_t keep(const struct keeper *k);
pid_t storm(void);

/* zones.c */
struct zone {
	char dir[96], name[16];
	int nid;
	/* As they were when looked at last. */
	long long evicted, activations;
	bool active, known;
};

extern struct zone zones[NR_ZONES];
extern int nr_zones;

void zones_find(void);
void zones_forget(void);
long long zone_get(const struct zone *z, const char *name);
struct zone *zone_largest(void);
struct zone *zone_any(void);
long long zoneinfo(const struct zone *z, const char *name);
void zones_check(void);
void zones_check_off(unsigned int other_monitors);
void zones_print(void);

/* knobs.c */
#define NR_MARKS	3

extern const char *const mark_names[NR_MARKS];

bool knob_param_good(void);
bool knob_param_bad(void);
bool knob_mark(void);
bool knob_mark_auto(void);
bool knob_mark_bad(void);
bool knob_switch(void);
bool knob_read_all(void);
bool knob_read_only(void);
bool knob_race(void);
uint64_t knobs_raced(void);
uint64_t knobs_refused(void);

/* ops.c */
void ops_init(void);
void op_random(void);
void ops_undo(void);
void ops_print(void);
bool ops_account(void);
uint64_t ops_done(void);

/* env.c, faults.c: what surrounds DARC */
struct op {
	const char *name;
	unsigned int weight;
	/* true where it was done, false where the machine has no such thing */
	bool (*run)(void);
	uint64_t done, missing;
};

extern bool faults_on;
extern pid_t victim;

void env_init(void);
bool env_cpu(void);
bool env_block(void);
bool env_swap(void);
bool env_caches(void);
bool env_compact(void);
bool env_thp(void);
bool env_mglru(void);
bool env_watermarks(void);
bool env_group(void);
bool env_kill(void);
bool env_storm(void);
bool env_faults(void);
bool env_freezer(void);
bool env_context(void);
bool env_reclaim(void);
void env_undo(void);
unsigned int env_monitors(void);
void env_faults_self(bool on);
uint64_t env_injected(void);

/* swap.c, damon.c */
void swap_init(const char *disk);
void swap_undo(void);
void damon_undo(void);

#endif
