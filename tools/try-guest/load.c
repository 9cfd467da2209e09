// SPDX-License-Identifier: GPL-2.0
/*
 * The load of the tour: a server whose memory is full of data that nobody reads
 * again.
 *
 * RAM is the memory of the machine. 35 % of it are accessed all the time. Cold
 * memory comes at 4 % a second, each page written once; when there is 115 %, the
 * oldest goes. Every 2 s a burst of 8 % is populated and freed, and a line says
 * how long it took.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PAGE		4096UL
#define TICKS		100	/* a second */
#define HOT_ACCESSES	2000	/* a tick */
#define CHUNKS		115	/* of 1 % */
#define TICKS_PER_CHUNK	25
#define TICKS_PER_BURST	200

static uint64_t seed = 1;

static uint64_t next_random(void)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return seed >> 16;
}

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
}

/* A quarter of each page is random, so that compression has something to do. */
static void fill(char *mem, size_t len)
{
	for (size_t at = 0; at < len; at += PAGE)
		for (size_t i = 0; i < PAGE / 4; i += sizeof(seed)) {
			uint64_t word = next_random();

			memcpy(mem + at + i, &word, sizeof(word));
		}
}

static char *populate(size_t len)
{
	char *mem = mmap(NULL, len, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED) {
		perror("load: mmap");
		exit(1);
	}
	fill(mem, len);
	return mem;
}

static void touch(volatile char *hot, size_t len)
{
	for (int i = 0; i < HOT_ACCESSES; i++)
		hot[next_random() % (len / PAGE) * PAGE]++;
}

static void burst(size_t len)
{
	double start = now_ms();
	char *mem = populate(len);

	printf("load: a burst of %zu MiB took %.0f ms\n", len >> 20,
	       now_ms() - start);
	munmap(mem, len);
}

int main(void)
{
	size_t percent = (size_t)sysconf(_SC_PHYS_PAGES) / 100 * PAGE;
	size_t hot_len = 35 * percent;
	char *hot = populate(hot_len), *cold[CHUNKS] = { NULL };
	unsigned int chunk = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (unsigned long tick = 1; ; tick++) {
		touch(hot, hot_len);
		if (tick % TICKS_PER_CHUNK == 0) {
			if (cold[chunk])
				munmap(cold[chunk], percent);
			cold[chunk] = populate(percent);
			chunk = (chunk + 1) % CHUNKS;
		}
		if (tick % TICKS_PER_BURST == 0)
			burst(8 * percent);
		usleep(1000000 / TICKS);
	}
}
