// SPDX-License-Identifier: GPL-2.0
/*
 * The terminal, signals, and the end of the program.
 *
 * Signals arrive only while darcstat waits, so that it always ends in order:
 * what was changed is put back, then the signal does what it would have done.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "darcstat.h"

#define NR_CLEANUPS	4

bool screen_tty;
int screen_rows = 24, screen_columns = 80;

static void (*cleanups[NR_CLEANUPS])(void);
static size_t nr_cleanups;
static volatile sig_atomic_t got_signal, got_resize, got_stop;
static sigset_t waiting;	/* what is blocked while waiting: nothing of ours */
static struct termios cooked;
static bool full;
static bool keys;		/* the terminal was told to hand over each key */
static bool listening;
static char *frame;
static size_t frame_size;
static FILE *frame_file;

static void on_signal(int sig)
{
	if (sig == SIGWINCH)
		got_resize = 1;
	else if (sig == SIGTSTP)
		got_stop = 1;
	else
		got_signal = sig;
}

/* Registers what is to be done at the end, last come, first done. */
void at_end(void (*cleanup)(void))
{
	if (nr_cleanups == NR_CLEANUPS)
		abort();
	cleanups[nr_cleanups++] = cleanup;
}

/* Puts back what was changed, so that the next message is seen. */
void tidy(void)
{
	while (nr_cleanups)
		cleanups[--nr_cleanups]();
	fflush(stdout);
}

void leave(int status)
{
	tidy();
	exit(status);
}

static void measure(void)
{
	struct winsize size;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col && size.ws_row) {
		screen_columns = size.ws_col;
		screen_rows = size.ws_row;
	}
}

/* Finds out what standard output can, and takes over the signals. */
void screen_init(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH };
	struct sigaction action = { .sa_handler = on_signal };
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	struct sigaction old;
	sigset_t blocked;

	screen_tty = isatty(STDOUT_FILENO);
	coloured = screen_tty && !(no_color && *no_color) && !(term && !strcmp(term, "dumb"));
	if (screen_tty)
		measure();
	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		/* What nohup or the shell has switched off stays so. */
		sigaction(signals[i], NULL, &old);
		if (old.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &action, NULL);
		sigaddset(&blocked, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &waiting);
	/* The reader of a pipe that has gone is an error of the next write. */
	signal(SIGPIPE, SIG_IGN);
}

static void put(const char *text)
{
	fputs(text, stdout);
	fflush(stdout);
}

static void enter(void)
{
	struct termios raw;

	keys = isatty(STDIN_FILENO) && !tcgetattr(STDIN_FILENO, &cooked);
	if (keys) {
		raw = cooked;
		raw.c_lflag &= ~(ICANON | ECHO);
		raw.c_cc[VMIN] = 0;
		raw.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	}
	listening = keys;
	/* The other screen, without a cursor. */
	put("\033[?1049h\033[?25l\033[2J");
}

static void restore(void)
{
	put("\033[?25h\033[?1049l");
	if (keys)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &cooked);
}

/* Takes the whole terminal, where there is one; false where there is none. */
bool screen_full(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t stop;

	if (!screen_tty)
		return false;
	full = true;
	sigaction(SIGTSTP, &action, NULL);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	enter();
	at_end(restore);
	return true;
}

/* Where the next picture is to be written to. */
FILE *screen_frame(void)
{
	frame_file = open_memstream(&frame, &frame_size);
	if (!frame_file)
		die("out of memory");
	return frame_file;
}

/* Writes as much of a line as fits; colours take no room. */
static void put_line(const char *line, size_t len)
{
	int column = 0;

	for (size_t i = 0; i < len; i++) {
		if (line[i] == '\033') {
			while (i < len && line[i] != 'm')
				putchar(line[i++]);
			putchar('m');
		} else if (column < screen_columns) {
			putchar(line[i]);
			column++;
		}
	}
	if (coloured)
		fputs("\033[0m", stdout);
	/* In the last column it would take the last character away. */
	if (column < screen_columns)
		fputs("\033[K", stdout);
}

static void show_full(void)
{
	const char *line = frame, *end = frame + frame_size;

	fputs("\033[H", stdout);
	for (int row = 0; row < screen_rows && line < end; row++) {
		const char *stop = memchr(line, '\n', end - line) ?: end;

		if (row)
			putchar('\n');
		put_line(line, stop - line);
		line = stop + 1;
	}
	fputs("\033[J", stdout);
}

/* Shows the picture: over the one before, or after it in a file or a pipe. */
void screen_show(void)
{
	static bool first = true;

	fclose(frame_file);
	if (full)
		show_full();
	else
		printf("%s%s", first ? "" : "\n", frame);
	first = false;
	free(frame);
	frame = NULL;
	screen_flush();
}

void screen_flush(void)
{
	if (fflush(stdout) || ferror(stdout)) {
		if (errno == EPIPE)
			leave(0);
		die("standard output: %s", strerror(errno));
	}
}

/* Gives the terminal back while stopped. */
static void stop(void)
{
	got_stop = 0;
	restore();
	raise(SIGSTOP);
	enter();
	measure();
}

static void die_of(int sig)
{
	sigset_t set;

	tidy();
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	_exit(128 + sig);
}

static bool quit_typed(void)
{
	char c;
	ssize_t n = read(STDIN_FILENO, &c, 1);

	if (n <= 0)
		listening = false;
	return n == 1 && (c == 'q' || c == 'Q');
}

/* Waits until that time, or until there is something to do before. */
enum wake screen_wait(u64 until_us)
{
	for (;;) {
		struct pollfd fd = {
			.fd = listening ? STDIN_FILENO : -1,
			.events = POLLIN,
		};
		u64 now = now_us(), left = until_us > now ? until_us - now : 0;
		struct timespec ts = {
			.tv_sec = left / US_PER_S,
			.tv_nsec = left % US_PER_S * 1000,
		};
		int n = ppoll(&fd, 1, &ts, &waiting);

		if (got_signal)
			die_of(got_signal);
		if (got_stop) {
			stop();
			return WAKE_RESIZED;
		}
		if (got_resize) {
			got_resize = 0;
			measure();
			return WAKE_RESIZED;
		}
		if (n > 0 && quit_typed())
			return WAKE_QUIT;
		if (!n)
			return WAKE_TIME;
	}
}
