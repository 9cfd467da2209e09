// SPDX-License-Identifier: GPL-2.0
/* Files on persistent memory that a workload reads through the page cache. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "lab.h"

#define FOLDER "/mnt/pmem"

static int fds[FILES_MAX];
static char buffer[FILES_BLOCK] __attribute__((aligned(64)));

static void file_path(char *path, size_t size, unsigned int nr)
{
	if (nr >= FILES_MAX)
		lab_die("more than %d files", FILES_MAX);
	snprintf(path, size, FOLDER "/stream%u", nr);
}

/**
 * files_lay_out() - write a file, before the run (--prepare)
 * @nr: which
 * @blocks: its size in FILES_BLOCK
 * @seed: of the content
 */
void files_lay_out(unsigned int nr, uint64_t blocks, uint64_t seed)
{
	char path[64];
	uint64_t i;
	int fd;

	file_path(path, sizeof(path), nr);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		lab_die("%s: %s", path, strerror(errno));
	for (i = 0; i < blocks; i++) {
		lab_fill(buffer, 0, FILES_BLOCK / LAB_PAGE,
			 seed + nr + (i << 8));
		if (write(fd, buffer, FILES_BLOCK) != FILES_BLOCK)
			lab_die("%s: %s", path, strerror(errno));
	}
	if (fsync(fd) || close(fd))
		lab_die("%s: %s", path, strerror(errno));
}

/**
 * files_open() - open a file for files_read()
 * @nr: which
 * @blocks: its size, as it was laid out
 */
void files_open(unsigned int nr, uint64_t blocks)
{
	char path[64];

	(void)blocks;
	file_path(path, sizeof(path), nr);
	fds[nr] = open(path, O_RDONLY | O_CLOEXEC);
	if (fds[nr] < 0)
		lab_die("%s: %s", path, strerror(errno));
}

/**
 * files_read() - read one block
 * @nr: file
 * @block: place in it, in blocks
 */
void files_read(unsigned int nr, uint64_t block)
{
	if (pread(fds[nr], buffer, FILES_BLOCK, block * FILES_BLOCK) !=
	    FILES_BLOCK)
		lab_die(FOLDER "/stream%u: %s", nr, strerror(errno));
}
