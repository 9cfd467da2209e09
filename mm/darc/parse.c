// SPDX-License-Identifier: GPL-2.0
/*
 * Strict parsers for what is written to DARC's files.
 *
 * memparse() drops overflow silently and kstrtobool() reads one character.
 * These take the whole buffer as one token, one newline at its end allowed,
 * and refuse anything else, embedded NULs included.  Pure, as policy.c is.
 */
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/types.h>

#include "parse.h"

static size_t chomp(const char *buf, size_t len)
{
	return len && buf[len - 1] == '\n' ? len - 1 : len;
}

/* Digits only. */
static int parse_digits(const char *buf, size_t len, u64 *val)
{
	u64 v = 0;
	size_t i;

	if (!len)
		return -EINVAL;
	for (i = 0; i < len; i++) {
		unsigned int digit = (unsigned char)buf[i] - '0';

		if (digit > 9)
			return -EINVAL;
		/* U64_MAX / 10 and U64_MAX % 10 */
		if (v > 1844674407370955161ULL ||
		    (v == 1844674407370955161ULL && digit > 5))
			return -ERANGE;
		v = 10 * v + digit;
	}
	*val = v;
	return 0;
}

/**
 * darc_parse_u64() - parse a decimal number
 * @buf:	what was written, not necessarily terminated
 * @len:	its length in bytes
 * @val:	set to the number; untouched on error
 *
 * Context: any.
 * Return: 0, -EINVAL for anything but digits, -ERANGE on overflow.
 */
int darc_parse_u64(const char *buf, size_t len, u64 *val)
{
	return parse_digits(buf, chomp(buf, len), val);
}

/**
 * darc_parse_bytes() - parse a size with an optional suffix K, M or G
 * @buf:	what was written, not necessarily terminated
 * @len:	its length in bytes
 * @val:	set to the size in bytes; untouched on error
 *
 * Context: any.
 * Return: 0, -EINVAL for anything but a size, -ERANGE on overflow.
 */
int darc_parse_bytes(const char *buf, size_t len, u64 *val)
{
	unsigned int shift = 0;
	u64 v;
	int err;

	len = chomp(buf, len);
	if (!len)
		return -EINVAL;
	switch (buf[len - 1]) {
	case 'k':
	case 'K':
		shift = 10;
		break;
	case 'm':
	case 'M':
		shift = 20;
		break;
	case 'g':
	case 'G':
		shift = 30;
		break;
	}
	err = parse_digits(buf, shift ? len - 1 : len, &v);
	if (err)
		return err;
	if (v > U64_MAX >> shift)
		return -ERANGE;
	*val = v << shift;
	return 0;
}

/**
 * darc_parse_word() - find the one of a list of words that was written
 * @buf:	what was written, not necessarily terminated
 * @len:	its length in bytes
 * @words:	the words, each terminated
 * @nr_words:	how many
 *
 * Context: any.
 * Return: the word's index, or -EINVAL.
 */
int darc_parse_word(const char *buf, size_t len, const char *const *words,
		    unsigned int nr_words)
{
	unsigned int w;
	size_t i;

	len = chomp(buf, len);
	for (w = 0; w < nr_words; w++) {
		for (i = 0; i < len && words[w][i] && words[w][i] == buf[i]; i++)
			;
		if (i == len && !words[w][i])
			return w;
	}
	return -EINVAL;
}

/**
 * darc_parse_bool() - parse Y, N, y, n, 1, 0, on or off
 * @buf:	what was written, not necessarily terminated
 * @len:	its length in bytes
 * @val:	set to the value; untouched on error
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int darc_parse_bool(const char *buf, size_t len, bool *val)
{
	static const char *const words[] = {
		"N", "Y", "0", "1", "off", "on", "n", "y",
	};
	int w = darc_parse_word(buf, len, words, sizeof(words) / sizeof(*words));

	if (w < 0)
		return w;
	*val = w & 1;
	return 0;
}
