// SPDX-License-Identifier: GPL-2.0
/*
 * darc_torture SECONDS SEED [DISK] - does to DARC and to the machine around it,
 * at random, what nobody should, and checks all along that
 *
 * - every page of memory and of a file still has what was written to it,
 * - marks are in order and above kswapd's,
 * - nothing is evicted in a zone that is not active,
 * - what was evicted and what went to swap is the same,
 * - a value that is refused changes nothing,
 * - nothing is left running when DARC is disabled, and no memory is lost.
 *
 * With TORTURE_PLANT set, one page is changed behind its holder's back, to see
 * that it is found.
 *
 * For a virtual machine: CPUs, memory and swap go away, processes are killed.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "torture.h"

/* What is kept for good, such as slabs' own reserves and per-CPU lists. */
#define SLAB_SLACK_KB	(16 * 1024)
#define NR_KEEPERS	3

struct shared *shared;
size_t page_size;

static void interrupt(int sig)
{
	(void)sig;
}

static void usage(void)
{
	fprintf(stderr, "usage: darc_torture SECONDS SEED [DISK]\n");
	exit(2);
}

static long long slab_kb(void)
{
	if (system("for f in /sys/kernel/slab/*/shrink; do echo 1 >$f; done 2>/dev/null"))
		return -1;
	sleep_ms(1500);
	return field("/proc/meminfo", "SUnreclaim") +
		field("/proc/meminfo", "KernelStack");
}

static void start_keepers(pid_t *pids, const char *disk)
{
	long long total = field("/proc/meminfo", "MemTotal") * 1024;
	static char file[128];
	struct keeper k[NR_KEEPERS] = {
		{ "memory", total * 35 / 100 & -(2 * MIB), NULL, false, 11 },
		{ "huge pages", total * 8 / 100 & -(2 * MIB), NULL, true, 22 },
		{ "file", 48 * MIB, file, false, 33 },
	};

	if (disk)
		snprintf(file, sizeof(file), "%s/darc_test_file", disk);
	for (int i = 0; i < NR_KEEPERS; i++)
		pids[i] = k[i].file && !disk ? 0 : keep(&k[i]);
}

/* They verify all they have, and must come to the end of it. */
static void end_keepers(const pid_t *pids)
{
	for (int i = 0; i < NR_KEEPERS; i++) {
		int status = 0;

		if (pids[i] > 0 && (waitpid(pids[i], &status, 0) != pids[i] || status))
			broken("holder %d of memory ended with status %x", i, status);
	}
}

/* Whoever holds memory is there until it is told to go. */
static void check_keepers(const pid_t *pids)
{
	for (int i = 0; i < NR_KEEPERS; i++)
		if (pids[i] > 0 && waitpid(pids[i], NULL, WNOHANG))
			broken("holder %d of memory has died", i);
}

static void run(unsigned int seconds, const pid_t *pids)
{
	uint64_t end = now_ms() + 1000ULL * seconds;

	while (now_ms() < end && shared->broken < 10) {
		op_random();
		zones_check();
		check_keepers(pids);
		sleep_ms(rnd_below(100));
	}
}

static void print_counts(uint64_t seed)
{
	ops_print();
	printf("# %llu operations, %llu pages verified, %llu rewritten, %llu whole passes\n",
	       (unsigned long long)ops_done(),
	       (unsigned long long)shared->verified_pages,
	       (unsigned long long)shared->rewritten_pages,
	       (unsigned long long)shared->passes);
	printf("# %llu storms took %llu pages, %llu of them down to min; %llu faults injected\n",
	       (unsigned long long)shared->storms,
	       (unsigned long long)shared->storm_pages,
	       (unsigned long long)shared->storms_to_min,
	       (unsigned long long)env_injected());
	zones_print();
	printf("# seed %llu: %llu broken\n", (unsigned long long)seed,
	       (unsigned long long)shared->broken);
}

int main(int argc, char **argv)
{
	unsigned int seconds = argc > 2 ? atoi(argv[1]) : 0;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	const char *disk = argc > 3 ? argv[3] : NULL;
	struct sigaction act = { .sa_handler = interrupt };
	long long slab, slab_end;
	pid_t pids[NR_KEEPERS];

	if (!seconds || !seed)
		usage();
	page_size = sysconf(_SC_PAGESIZE);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 2;
	sigaction(SIGALRM, &act, NULL);
	put("/proc/self/oom_score_adj", "-1000");
	printf("# seed %llu, %u s\n", (unsigned long long)seed, seconds);
	rnd_seed(seed);
	slab = slab_kb();
	ops_init();
	swap_init(disk);
	start_keepers(pids, disk);
	sleep_ms(2000);
	if (!ops_account())
		printf("# too little was evicted to compare counters\n");
	env_init();
	run(seconds, pids);
	ops_undo();
	swap_undo();
	env_undo();
	end_keepers(pids);
	slab_end = slab_kb();
	printf("# slab and stacks: %lld KiB before, %lld KiB after\n", slab, slab_end);
	if (slab_end > slab + SLAB_SLACK_KB * (getenv("SLOW") ? atoi(getenv("SLOW")) : 1))
		broken("slab has grown by %lld KiB", slab_end - slab);
	print_counts(seed);
	return shared->broken || !shared->verified_pages;
}
