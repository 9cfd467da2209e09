// SPDX-License-Identifier: GPL-2.0
/*
 * The parsers against a reference that is written another way: whole tokens
 * only, the right value, and nothing touched where they refuse.
 */
#include <errno.h>
#include <string.h>

#include "../../mm/darc/parse.h"
#include "input.h"

#define UNTOUCHED	0xdeadbeefcafef00dULL

/* Arithmetic in 128 bits; a value too large stays too large. */
static int want_bytes(const char *text, size_t len, bool suffixes, u64 *val)
{
	unsigned __int128 v = 0;
	const char *at = text, *end = text + len;
	unsigned int shift = 0;

	if (at < end && end[-1] == '\n')
		end--;
	if (suffixes && at < end) {
		const char *s = memchr("kmgKMG", end[-1], 6);

		if (s) {
			shift = 10 * ((s - "kmgKMG") % 3 + 1);
			end--;
		}
	}
	if (at == end)
		return -EINVAL;
	for (const char *c = at; c < end; c++)
		if (*c < '0' || *c > '9')
			return -EINVAL;
	for (; at < end; at++)
		if (v <= U64_MAX)
			v = 10 * v + (*at - '0');
	v <<= shift;
	if (v > U64_MAX)
		return -ERANGE;
	*val = v;
	return 0;
}

static int want_word(const char *text, size_t len, const char *const *words,
		     unsigned int nr)
{
	if (len && text[len - 1] == '\n')
		len--;
	for (unsigned int i = 0; i < nr; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], text, len))
			return i;
	return -EINVAL;
}

static void check_bool(const char *text, size_t len)
{
	static const char *const yes[] = { "Y", "y", "1", "on" };
	static const char *const no[] = { "N", "n", "0", "off" };
	bool is = want_word(text, len, yes, 4) >= 0;
	bool known = is || want_word(text, len, no, 4) >= 0;

	for (int old = 0; old < 2; old++) {
		bool val = old;
		int err = darc_parse_bool(text, len, &val);

		must(err == (known ? 0 : -EINVAL));
		must(val == (known ? is : old));
	}
}

/*
 * An invalid digit and an overflow may both be wrong with a text; a reader
 * that goes from left to right says what it meets first.
 */
static void check_number(const char *text, size_t len, bool suffixes)
{
	u64 val = UNTOUCHED, want = UNTOUCHED;
	int wanted = want_bytes(text, len, suffixes, &want);
	int err = suffixes ? darc_parse_bytes(text, len, &val) :
		darc_parse_u64(text, len, &val);

	must(val == want);
	must(!err == !wanted);
	must(!err || err == -EINVAL || err == -ERANGE);
	if (wanted == -ERANGE)
		must(err == -ERANGE);
}

static void check_words(const char *text, size_t len)
{
	static const char *const words[] = {
		"strict", "handback", "never", "auto", "", "a\nb",
	};

	for (unsigned int nr = 0; nr <= 6; nr++)
		must(darc_parse_word(text, len, words, nr) ==
		     want_word(text, len, words, nr));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	/* Memory of its own, so that a byte read beyond its end is seen. */
	char *text = calloc(1, size);

	if (size)
		memcpy(text, data, size);
	check_number(text, size, false);
	check_number(text, size, true);
	check_bool(text, size);
	check_words(text, size);
	free(text);
	return 0;
}
