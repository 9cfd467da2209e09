// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a program on a terminal of its own, as a person would.
 *
 *	darc_pty [-u UID] [STEP]... -- COMMAND ARG...
 *
 * Steps, one after the other: WAIT, in ms; "size ROWS COLUMNS" as one argument;
 * "key TEXT"; "int", Ctrl-C. After the last step the program gets 10 s to end.
 * What it wrote goes to standard output; the last line tells how it ended and
 * whether it left the terminal's settings as they were:
 *
 *	#exit N|#signal N same|changed
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define LAST_WAIT_MS	10000

static int master;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Passes on what is written for so long, or until the other side has gone. */
static void pass_on(long ms)
{
	struct pollfd fd = { .fd = master, .events = POLLIN };
	long end = now_ms() + ms, left;
	char buf[4096];

	while ((left = end - now_ms()) > 0) {
		ssize_t n;

		if (poll(&fd, 1, left) <= 0)
			continue;
		n = read(master, buf, sizeof(buf));
		if (n <= 0)
			return;
		fwrite(buf, 1, n, stdout);
	}
}

static void set_size(int rows, int columns)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };

	if (ioctl(master, TIOCSWINSZ, &size))
		fail("TIOCSWINSZ");
}

static void step(const char *text)
{
	int rows, columns;

	if (sscanf(text, "size %d %d", &rows, &columns) == 2)
		set_size(rows, columns);
	else if (!strcmp(text, "int"))
		(void)!write(master, "\003", 1);
	else if (!strncmp(text, "key ", 4))
		(void)!write(master, text + 4, strlen(text + 4));
	else
		pass_on(atol(text));
}

static pid_t start(int slave, uid_t uid, char **command)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	setsid();
	if (ioctl(slave, TIOCSCTTY, 0))
		fail("TIOCSCTTY");
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	if (uid && (setgid(uid) || setuid(uid)))
		fail("setuid");
	execvp(command[0], command);
	fail(command[0]);
	return -1;
}

int main(int argc, char **argv)
{
	struct termios before = { 0 }, after = { 0 };
	int slave, status, first = 1, i;
	uid_t uid = 0;
	char *name;
	pid_t pid;

	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master < 0 || grantpt(master) || unlockpt(master))
		fail("posix_openpt");
	name = ptsname(master);
	slave = name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
	if (slave < 0)
		fail("terminal");
	set_size(24, 80);
	tcgetattr(slave, &before);
	if (argc > 2 && !strcmp(argv[1], "-u")) {
		uid = atoi(argv[2]);
		first = 3;
	}
	for (i = first; i < argc && strcmp(argv[i], "--"); i++)
		;
	if (i + 1 >= argc) {
		fputs("usage: darc_pty [-u UID] [STEP]... -- COMMAND ARG...\n", stderr);
		return 1;
	}
	pid = start(slave, uid, argv + i + 1);
	for (int k = first; k < i; k++)
		step(argv[k]);
	for (long end = now_ms() + LAST_WAIT_MS; now_ms() < end; pass_on(50))
		if (waitpid(pid, &status, WNOHANG) == pid)
			goto ended;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
ended:
	pass_on(50);
	tcgetattr(slave, &after);
	printf("\n#%s %d %s\n", WIFEXITED(status) ? "exit" : "signal",
	       WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
	       memcmp(&before, &after, sizeof(before)) ? "changed" : "same");
	return 0;
}
