// SPDX-License-Identifier: GPL-2.0
/* Small files of /proc, /sys and cgroups, kept open and read again and again. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "meter.h"

/* Shared by all files: each text is used up before the next is read. */
static char text[1 << 16];

/**
 * meter_open() - open a file that may be missing
 * @file: result
 * @format: its path, as in printf
 *
 * Return: whether the kernel has it
 */
bool meter_open(struct meter_file *file, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(file->path, sizeof(file->path), format, args);
	va_end(args);
	file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	return file->fd >= 0;
}

/**
 * meter_read() - the file's content now
 * @file: an open file
 *
 * Return: text, valid until the next call, or NULL when the file has gone
 */
const char *meter_read(struct meter_file *file)
{
	size_t len = 0;
	ssize_t n;

	if (file->fd < 0)
		return NULL;
	do {
		n = pread(file->fd, text + len, sizeof(text) - 1 - len, len);
		if (n > 0)
			len += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		return NULL;
	text[len] = '\0';
	return text;
}

/**
 * meter_number() - the first number of a file
 * @file: a file, open or not
 *
 * Return: the number, 0 when there is none
 */
uint64_t meter_number(struct meter_file *file)
{
	const char *content = meter_read(file);

	return content ? strtoull(content, NULL, 10) : 0;
}

/* The value of the next line at *@line, which is advanced past it. */
static uint64_t line_value(const char **line)
{
	const char *p = *line;
	uint64_t value;

	while (*p && *p != '\n' && !isspace((unsigned char)*p))
		p++;
	value = strtoull(p, NULL, 10);
	p = strchr(p, '\n');
	*line = p ? p + 1 : "";
	return value;
}

/**
 * meter_field() - value in a text of "key value" lines
 * @content: the text
 * @key: the whole key
 *
 * Return: the value; does not come back without it, for a counter that is
 * taken as zero would pass as a good result
 */
uint64_t meter_field(const char *content, const char *key)
{
	size_t len = strlen(key);

	while (content && *content) {
		bool found = !strncmp(content, key, len) &&
			     isspace((unsigned char)content[len]);
		uint64_t value = line_value(&content);

		if (found)
			return value;
	}
	lab_die("the kernel does not count '%s'", key);
}

/**
 * meter_field_prefix() - sum of the values whose keys begin alike
 * @content: text of "key value" lines
 * @prefix: common beginning of the keys
 *
 * Return: the sum
 */
uint64_t meter_field_prefix(const char *content, const char *prefix)
{
	size_t len = strlen(prefix);
	uint64_t sum = 0;

	while (content && *content) {
		bool found = !strncmp(content, prefix, len);
		uint64_t value = line_value(&content);

		if (found)
			sum += value;
	}
	return sum;
}

/**
 * meter_psi_some_us() - time during which somebody in a cgroup waited
 * @file: its memory.pressure
 *
 * Return: microseconds since the cgroup was made
 */
uint64_t meter_psi_some_us(struct meter_file *file)
{
	const char *content = meter_read(file);
	const char *total = content ? strstr(content, "total=") : NULL;

	if (!total)
		lab_die("%s cannot be read", file->path);
	return strtoull(total + strlen("total="), NULL, 10);
}

/**
 * meter_write() - write one value to a control file
 * @path: the file
 * @value: what to write
 *
 * Return: whether it was taken
 */
bool meter_write(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = write(fd, value, strlen(value));
	close(fd);
	return n == (ssize_t)strlen(value);
}
