// SPDX-License-Identifier: GPL-2.0
/* Files, random numbers and time. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "../darc_page.h"
#include "torture.h"

static uint64_t state = 1;

void rnd_seed(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15ULL + 1;
	for (int i = 0; i < 16; i++)
		rnd();
}

uint64_t rnd(void)
{
	state = xorshift(state);
	return state;
}

uint64_t rnd_below(uint64_t n)
{
	return n ? (rnd() >> 8) % n : 0;
}

/* A path in memory that is used again after some more of them. */
char *path_of(const char *format, ...)
{
	static char paths[8][256];
	static unsigned int nr;
	char *path = paths[nr++ % 8];
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(*paths), format, args);
	va_end(args);
	return path;
}

int put(const char *path, const char *text)
{
	size_t len = strlen(text);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t done;
	int err;

	if (fd < 0)
		return -errno;
	done = write(fd, text, len);
	err = done < 0 ? -errno : 0;
	close(fd);
	return err ?: (size_t)done == len ? 0 : -EIO;
}

int put_num(const char *path, long long val)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", val);
	return put(path, text);
}

/* As fork(), but the child ends with its parent and prints nothing of it. */
pid_t fork_child(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

/* Some writes wait for memory to move, and give up when they are interrupted. */
int put_within(const char *path, const char *text, unsigned int seconds)
{
	int err;

	alarm(seconds);
	err = put(path, text);
	alarm(0);
	return err;
}

/* Without the newline at its end. */
int get(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	buf[0] = 0;
	if (fd < 0)
		return -errno;
	len = read(fd, buf, size - 1);
	if (len < 0)
		len = -errno;
	close(fd);
	if (len < 0)
		return len;
	if (len && buf[len - 1] == '\n')
		len--;
	buf[len] = 0;
	return 0;
}

long long get_num(const char *path)
{
	char buf[64];

	return get(path, buf, sizeof(buf)) ? -1 : atoll(buf);
}

/* The number behind a name in a file such as /proc/vmstat. */
long long field(const char *path, const char *name)
{
	size_t len = strlen(name);
	long long val = -1;
	char line[256];
	FILE *f = fopen(path, "re");

	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, name, len) || !strchr(": \t", line[len]))
			continue;
		val = atoll(line + len + 1);
		break;
	}
	if (f)
		fclose(f);
	return val;
}

/* How many threads there are whose name begins so. */
unsigned int threads(const char *name)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	unsigned int nr = 0;
	char comm[32];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		nr += !get(path_of("/proc/%s/comm", entry->d_name), comm, sizeof(comm)) &&
			!strncmp(comm, name, strlen(name));
	}
	if (dir)
		closedir(dir);
	return nr;
}

void sleep_ms(unsigned int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ULL + t.tv_nsec / 1000000;
}

/* What is being done, for whoever reads the log of a machine that hangs. */
void watch_out(const char *what)
{
	static int log = -1;
	char line[96];

	if (!getenv("TORTURE_VERBOSE"))
		return;
	if (log < 0)
		log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	snprintf(line, sizeof(line), "torture: %s\n", what);
	if (write(log, line, strlen(line)) < 0)
		perror("torture");
}

void broken(const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	printf("# broken: %s\n", line);
	fflush(stdout);
	__atomic_add_fetch(&shared->broken, 1, __ATOMIC_RELAXED);
}
