// SPDX-License-Identifier: GPL-2.0
/*
 * What may happen around DARC while it runs. Each function does one thing at
 * random, or says that this machine cannot.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "torture.h"

#define MEMORY	"/sys/devices/system/memory"
#define CPU1	"/sys/devices/system/cpu/cpu1/online"
#define THP	"/sys/kernel/mm/transparent_hugepage/enabled"
#define MGLRU	"/sys/kernel/mm/lru_gen/enabled"
#define MIN_FREE "/proc/sys/vm/min_free_kbytes"
#define SCALE	"/proc/sys/vm/watermark_scale_factor"
#define FREEZER	"/sys/power/pm_test"
/* For what gives up only when it is interrupted. */
#define PATIENCE_S	5

pid_t victim;
static pid_t storming;
static char offline[96];
static long long min_free, scale;
static bool frozen;

bool env_cpu(void)
{
	long long on = get_num(CPU1);

	if (on < 0)
		return false;
	put_num(CPU1, !on);
	return true;
}

static bool is_movable(const char *block)
{
	char text[64];

	if (get(path_of(MEMORY "/%s/state", block), text, sizeof(text)) || strcmp(text, "online"))
		return false;
	return !get(path_of(MEMORY "/%s/valid_zones", block), text,
		    sizeof(text)) && !strcmp(text, "Movable");
}

static void end_storm(void)
{
	if (storming <= 0)
		return;
	kill(storming, SIGKILL);
	waitpid(storming, NULL, 0);
	storming = 0;
}

/*
 * A block that goes offline isolates all its folios at once.  Where they are more
 * than an eighth of the inactive list, direct reclaim of everybody waits
 * (too_many_isolated() in mm/vmscan.c), that for the folios' new places as well,
 * and with or without DARC it takes minutes that no signal ends.
 */
static bool room_for_block(void)
{
	char text[32];
	long long kb;

	end_storm();
	if (get(MEMORY "/block_size_bytes", text, sizeof(text)))
		return false;
	kb = strtoll(text, NULL, 16) / 1024 + 2 * get_num(MIN_FREE);
	return field("/proc/meminfo", "MemFree") > kb;
}

/* One block at a time goes away, for as long as chance will have it. */
bool env_block(void)
{
	struct dirent *entry;
	unsigned int nr = 0;
	DIR *dir;

	if (offline[0]) {
		if (!put_within(offline, "online_movable", PATIENCE_S))
			offline[0] = 0;
		return true;
	}
	if (!room_for_block())
		return false;
	dir = opendir(MEMORY);
	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "memory", 6) && is_movable(entry->d_name) &&
		    !rnd_below(++nr))
			snprintf(offline, sizeof(offline), MEMORY "/%.30s/state",
				 entry->d_name);
	if (dir)
		closedir(dir);
	if (!nr)
		return false;
	if (put_within(offline, "offline", PATIENCE_S))
		offline[0] = 0;
	return true;
}

bool env_caches(void)
{
	return !put_num("/proc/sys/vm/drop_caches", 1 + rnd_below(3)) || faults_on;
}

bool env_compact(void)
{
	int err = put_within("/proc/sys/vm/compact_memory", "1", PATIENCE_S);

	return err != -ENOENT;
}

bool env_thp(void)
{
	static const char *const modes[] = { "always", "madvise", "never" };

	return put(THP, modes[rnd_below(3)]) != -ENOENT;
}

bool env_mglru(void)
{
	return put(MGLRU, rnd() & 256 ? "y" : "n") != -ENOENT;
}

/* The floor of all marks moves. */
bool env_watermarks(void)
{
	if (rnd() & 256)
		put_num(MIN_FREE, min_free + rnd_below(3 * min_free));
	else
		put_num(SCALE, 10 + rnd_below(290));
	return true;
}

static void start_victim(void)
{
	char pid[24];
	struct keeper k = {
		.name = "group", .len = 24 * MIB, .seed = 77,
	};

	victim = keep(&k);
	snprintf(pid, sizeof(pid), "%d", victim);
	put(CGROUP "/cgroup.procs", pid);
}

/* Limits and protection come and go, and the group is frozen at times. */
bool env_group(void)
{
	static const char *const files[] = {
		"memory.high", "memory.low", "memory.min",
	};
	const char *file = files[rnd_below(3)];
	char *path;

	if (access(CGROUP "/memory.high", F_OK))
		return false;
	if (rnd() & 256) {
		frozen = !frozen;
		put(CGROUP "/cgroup.freeze", frozen ? "1" : "0");
		return true;
	}
	path = path_of(CGROUP "/%s", file);
	if (rnd_below(3))
		put_num(path, (4 + rnd_below(24)) * MIB);
	else
		put(path, strcmp(file, "memory.high") ? "0" : "max");
	return true;
}

/* Killed as it is, frozen or not; another takes its place. */
bool env_kill(void)
{
	if (put(CGROUP "/cgroup.kill", "1"))
		return faults_on;
	if (frozen)
		put(CGROUP "/cgroup.freeze", "0");
	frozen = false;
	waitpid(victim, NULL, 0);
	start_victim();
	return true;
}

bool env_storm(void)
{
	if (storming > 0 && waitpid(storming, NULL, WNOHANG) == 0)
		return true;
	storming = storm();
	return true;
}

/* pm_test freezes all that can be frozen, waits, and thaws it. */
bool env_freezer(void)
{
	if (put(FREEZER, "freezer"))
		return false;
	put_num("/sys/module/suspend/parameters/pm_test_delay", 0);
	put_within("/sys/power/state", "freeze", PATIENCE_S);
	put(FREEZER, "none");
	return true;
}

void env_init(void)
{
	min_free = get_num(MIN_FREE);
	scale = get_num(SCALE);
	if (!mkdir(CGROUP, 0755) || errno == EEXIST)
		put_num(CGROUP "/memory.max", 32 * MIB);
	start_victim();
}

static void insist(const char *path, const char *text)
{
	for (int i = 0; i < 20; i++) {
		if (put_within(path, text, PATIENCE_S) == 0)
			return;
		sleep_ms(100);
	}
	broken("%s does not go back to %s", path, text);
}

/* All as it was, and all who hold memory are there to verify it. */
void env_undo(void)
{
	shared->stop = true;
	put(CGROUP "/cgroup.freeze", "0");
	put(CGROUP "/memory.high", "max");
	end_storm();
	if (offline[0])
		insist(offline, "online_movable");
	if (!get_num(CPU1))
		insist(CPU1, "1");
	put_num(MIN_FREE, min_free);
	put_num(SCALE, scale);
	waitpid(victim, NULL, 0);
	rmdir(CGROUP);
}
