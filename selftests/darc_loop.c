// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a file a block device with direct I/O: one that, unlike zram, does not
 * write at once, and keeps nothing in the page cache.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int complain(const char *what)
{
	fprintf(stderr, "darc_loop: %s: %s\n", what, strerror(errno));
	return 1;
}

static int attach(const char *file)
{
	struct loop_config config = { .info.lo_flags = LO_FLAGS_DIRECT_IO };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int nr = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
	char path[32];
	int fd;

	if (nr < 0)
		return complain("no loop device");
	snprintf(path, sizeof(path), "/dev/loop%d", nr);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return complain(path);
	config.fd = open(file, O_RDWR | O_CLOEXEC);
	if ((int)config.fd < 0)
		return complain(file);
	if (ioctl(fd, LOOP_CONFIGURE, &config))
		return complain(path);
	puts(path);
	return 0;
}

static int detach(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, LOOP_CLR_FD))
		return complain(path);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "attach"))
		return attach(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "detach"))
		return detach(argv[2]);
	fprintf(stderr, "usage: darc_loop attach FILE, prints the device\n"
			"       darc_loop detach DEVICE\n");
	return 2;
}
