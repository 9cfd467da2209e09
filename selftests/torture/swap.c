// SPDX-License-Identifier: GPL-2.0
/* Swap that goes, comes back, or is so small that it is full at once. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <unistd.h>

#include "torture.h"

#define SMALL_MIB	16
#define PATIENCE_S	20

static char usual[128], small[160];

/* As mkswap does it. */
static bool make_small(void)
{
	uint32_t head[3] = { 1, SMALL_MIB * MIB / page_size - 1, 0 };
	char *zero = calloc(1, MIB);
	int fd = open(small, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = fd >= 0 && zero;

	for (int i = 0; good && i < SMALL_MIB; i++)
		good = write(fd, zero, MIB) == MIB;
	good = good && pwrite(fd, head, sizeof(head), 1024) == sizeof(head) &&
		pwrite(fd, "SWAPSPACE2", 10, page_size - 10) == 10 && !fsync(fd);
	if (fd >= 0)
		close(fd);
	free(zero);
	return good;
}

void swap_init(const char *disk)
{
	char line[256];
	FILE *f = fopen("/proc/swaps", "re");

	if (f && fgets(line, sizeof(line), f) && fgets(line, sizeof(line), f))
		sscanf(line, "%127s", usual);
	if (f)
		fclose(f);
	if (!disk)
		return;
	snprintf(small, sizeof(small), "%s/darc_test_swap", disk);
	if (!make_small())
		small[0] = 0;
}

/*
 * Whoever takes swap away is the first to be killed when there is no memory for
 * what was in it, so it is done by a process of its own.
 */
static void off(const char *path)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		alarm(PATIENCE_S);
		_exit(swapoff(path) != 0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* Memory may be too full to take back what is in swap: then nothing changes. */
bool env_swap(void)
{
	if (!usual[0])
		return false;
	switch (rnd_below(small[0] ? 4 : 3)) {
	case 0:
		off(usual);
		break;
	case 3:
		if (!swapon(small, 0) || errno == EBUSY)
			off(usual);
		break;
	default:
		swapon(usual, 0);
		if (small[0])
			off(small);
	}
	return true;
}

void swap_undo(void)
{
	if (!usual[0])
		return;
	if (swapon(usual, 0) && errno != EBUSY)
		broken("swap does not come back: %m");
	if (small[0]) {
		off(small);
		unlink(small);
	}
}
