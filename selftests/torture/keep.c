// SPDX-License-Identifier: GPL-2.0
/*
 * Processes that hold memory, each page with a content of its own that is known,
 * and one that takes all free memory at once.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../darc_page.h"
#include "torture.h"

/* Part of the pages that is used all the time. */
#define HOT_PART	8
/* A whole pass of verification takes about so many rounds. */
#define PASS_ROUNDS	64
#define ROUND_MS	100

static uint64_t key;
static unsigned char *generation;

static void count(uint64_t *what, uint64_t n)
{
	__atomic_add_fetch(what, n, __ATOMIC_RELAXED);
}

/* It says which page of which process it is, and how often it was written. */
static void fill(uint64_t *page, uint64_t nr, unsigned int gen)
{
	page[0] = nr;
	page[1] = gen;
	fill_words(page, 2, page_size / sizeof(*page),
		   (key + nr * 256 + gen) * 0x9e3779b97f4a7c15ULL | 1);
}

static void verify(const struct keeper *k, const char *mem, size_t nr)
{
	static uint64_t want[8192];
	const uint64_t *page = (const uint64_t *)(mem + nr * page_size);

	fill(want, nr, generation[nr]);
	count(&shared->verified_pages, 1);
	if (memcmp(page, want, page_size))
		broken("%s: page %zu is not what was written (%llx %llx, not %llx %llx)",
		       k->name, nr, (unsigned long long)page[0],
		       (unsigned long long)page[1], (unsigned long long)want[0],
		       (unsigned long long)want[1]);
}

static void rewrite(char *mem, size_t nr)
{
	generation[nr]++;
	fill((uint64_t *)(mem + nr * page_size), nr, generation[nr]);
	count(&shared->rewritten_pages, 1);
}

static char *map_memory(const struct keeper *k)
{
	char *mem;
	int fd = -1;

	if (k->file) {
		fd = open(k->file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (fd < 0 || ftruncate(fd, k->len))
			return MAP_FAILED;
	}
	mem = mmap(NULL, k->len, PROT_READ | PROT_WRITE, fd < 0 ?
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (mem != MAP_FAILED && k->huge)
		madvise(mem, k->len, MADV_HUGEPAGE);
	return mem;
}

static void round_of(const struct keeper *k, char *mem, size_t nr, size_t from)
{
	size_t hot = nr / HOT_PART;

	for (size_t i = 0; i < nr / PASS_ROUNDS; i++)
		verify(k, mem, (from + i) % nr);
	for (size_t i = 0; i < hot; i++)
		(void)*(volatile char *)(mem + i * page_size);
	/* What is cold is written now and then as well. */
	for (size_t i = 0; i < 1 + nr / 2048; i++) {
		size_t at = rnd_below(nr);

		verify(k, mem, at);
		rewrite(mem, at);
	}
}

static void keep_until_told(const struct keeper *k)
{
	size_t nr = k->len / page_size, from = 0;
	char *mem = map_memory(k);

	generation = calloc(nr, 1);
	if (mem == MAP_FAILED || !generation) {
		broken("%s: no memory: %s", k->name, strerror(errno));
		return;
	}
	key = k->seed;
	rnd_seed(k->seed);
	for (size_t i = 0; i < nr; i++)
		fill((uint64_t *)(mem + i * page_size), i, 0);
	if (getenv("TORTURE_PLANT") && !k->file)
		((uint64_t *)(mem + (nr - 1) * page_size))[7] ^= 1 << 5;
	while (!shared->stop) {
		round_of(k, mem, nr, from);
		from += nr / PASS_ROUNDS;
		if (from >= nr) {
			from = 0;
			count(&shared->passes, 1);
		}
		sleep_ms(ROUND_MS);
	}
	for (size_t i = 0; i < nr; i++)
		verify(k, mem, i);
	count(&shared->passes, 1);
}

static pid_t start(const char *oom_score)
{
	pid_t pid = fork_child();

	if (pid)
		return pid;
	signal(SIGALRM, SIG_DFL);
	if (put("/proc/self/oom_score_adj", oom_score))
		broken("no oom_score_adj");
	return 0;
}

/* keep() - a process that holds and verifies memory until it is told to stop */
pid_t keep(const struct keeper *k)
{
	pid_t pid = start("-900");

	if (pid)
		return pid;
	keep_until_told(k);
	fflush(stdout);
	_exit(0);
}

/*
 * Down to the sum of the zones' min marks, or until it is the one that the
 * kernel kills; then all is given back.
 */
static void take_all(void)
{
	size_t len = 4 * MIB, taken = 0, most;
	long long min_kb = get_num("/proc/sys/vm/min_free_kbytes");
	long long free_kb = field("/proc/meminfo", "MemFree");

	most = (free_kb + free_kb / 8) * 1024;
	count(&shared->storms, 1);
	while (taken < most && !shared->stop) {
		char *mem = mmap(NULL, len, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (mem == MAP_FAILED)
			break;
		madvise(mem, len, MADV_NOHUGEPAGE);
		for (size_t at = 0; at < len; at += page_size)
			*(uint64_t *)(mem + at) = at * 0x9e3779b97f4a7c15ULL;
		taken += len;
		count(&shared->storm_pages, len / page_size);
		if (field("/proc/meminfo", "MemFree") > min_kb + 4096)
			continue;
		count(&shared->storms_to_min, 1);
		break;
	}
}

pid_t storm(void)
{
	pid_t pid = start("1000");

	if (pid)
		return pid;
	take_all();
	_exit(0);
}
