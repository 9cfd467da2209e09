// SPDX-License-Identifier: GPL-2.0
/*
 * Writes exact bytes to a file with a single write() and says what came of it:
 * "ok", "short" or the name of the error. A shell's echo may split, buffer or
 * change what it writes, and does not tell the errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void usage(void)
{
	fprintf(stderr,
		"usage: darc_put [-n COUNT] FILE [TEXT [TAIL]]\n"
		"Writes TEXT COUNT times (once by default), then TAIL.\n"
		"\\n, \\\\ and \\xHH are understood in both.\n");
	exit(2);
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;

	if (!at)
		usage();
	return at - digits;
}

static size_t decode(char *text)
{
	char *to = text;

	for (char *p = text; *p; p++) {
		if (*p != '\\') {
			*to++ = *p;
			continue;
		}
		switch (*++p) {
		case 'n':
			*to++ = '\n';
			break;
		case '\\':
			*to++ = '\\';
			break;
		case 'x':
			*to++ = hex_digit(p[1]) << 4 | hex_digit(p[2]);
			p += 2;
			break;
		default:
			usage();
		}
	}
	return to - text;
}

static int report(ssize_t done, size_t want)
{
	if (done < 0) {
		puts(strerrorname_np(errno));
		return 1;
	}
	puts((size_t)done == want ? "ok" : "short");
	return (size_t)done != want;
}

int main(int argc, char **argv)
{
	char empty[] = "", *text, *tail, *data;
	size_t text_len, tail_len, len;
	unsigned long count = 1;
	int opt, fd;

	while ((opt = getopt(argc, argv, "+n:")) != -1) {
		if (opt != 'n')
			usage();
		count = strtoul(optarg, NULL, 10);
	}
	argc -= optind;
	argv += optind;
	if (argc < 1 || argc > 3)
		usage();
	text = argc > 1 ? argv[1] : empty;
	tail = argc > 2 ? argv[2] : empty;
	text_len = decode(text);
	tail_len = decode(tail);
	len = count * text_len + tail_len;

	data = malloc(len + 1);
	if (!data)
		return 2;
	for (unsigned long i = 0; i < count; i++)
		memcpy(data + i * text_len, text, text_len);
	memcpy(data + count * text_len, tail, tail_len);

	fd = open(argv[0], O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return report(fd, len);
	return report(write(fd, data, len), len);
}
