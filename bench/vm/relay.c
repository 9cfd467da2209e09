// SPDX-License-Identifier: GPL-2.0
/* Carries the output of the guest's command to the host's two UARTs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "init.h"

#define PIPE_BYTES 65536

static int open_raw(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios t;

	if (fd < 0 || tcgetattr(fd, &t))
		fail("guest has no %s", path);
	cfmakeraw(&t);
	t.c_cflag |= CLOCAL;
	cfsetspeed(&t, B115200);
	tcsetattr(fd, TCSANOW, &t);
	return fd;
}

static int copy_some(int from, int to)
{
	char buf[PIPE_BYTES];
	ssize_t n = read(from, buf, sizeof(buf));

	if (n > 0)
		write_all(to, buf, n);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/*
 * The command gets pipes, as it would in a shell's pipeline: a terminal would
 * change how programs buffer, colour and fold their output.
 */
int run_command(char *const argv[])
{
	int out[2], err[2], tty_out, tty_err, status = -1, got;
	struct pollfd p[3];
	sigset_t chld;
	pid_t pid, ended;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	tty_out = open_raw("/dev/ttyS1");
	tty_err = open_raw("/dev/ttyS2");
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		fail("guest has no pipes");
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	p[0] = (struct pollfd){ .fd = out[0], .events = POLLIN };
	p[1] = (struct pollfd){ .fd = err[0], .events = POLLIN };
	p[2] = (struct pollfd){ .fd = signalfd(-1, &chld, SFD_CLOEXEC),
				.events = POLLIN };
	pid = fork();
	if (!pid)
		exec_child(argv, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	while (status < 0) {
		poll(p, 3, -1);
		if (p[0].revents && !copy_some(out[0], tty_out))
			p[0].fd = -1;
		if (p[1].revents && !copy_some(err[0], tty_err))
			p[1].fd = -1;
		if (p[2].revents) {
			struct signalfd_siginfo si;

			if (read(p[2].fd, &si, sizeof(si)) < 0)
				continue;
			while ((ended = waitpid(-1, &got, WNOHANG)) > 0)
				if (ended == pid)
					status = got;
		}
	}
	/* What it left in the pipes; a child of its may hold them open. */
	copy_some(out[0], tty_out);
	copy_some(err[0], tty_err);
	tcdrain(tty_out);
	tcdrain(tty_err);
	sigprocmask(SIG_UNBLOCK, &chld, NULL);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
