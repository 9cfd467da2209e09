// SPDX-License-Identifier: GPL-2.0
/*
 * The parsers: what is taken, and every form that is not.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "../parse.h"

#define UNTOUCHED	0x5a5a5a5a5a5a5a5aULL

struct row {
	const char *desc;
	const char *in;
	size_t len;
	int err;
	u64 val;
};

#define GOOD(_desc, _in, _val)						\
	{ .desc = _desc, .in = _in, .len = sizeof(_in) - 1, .val = _val }
#define BAD(_desc, _in, _err)						\
	{ .desc = _desc, .in = _in, .len = sizeof(_in) - 1, .err = -(_err) }

/* Neither parser of numbers takes these. */
static const struct row bad_rows[] = {
	BAD("empty", "", EINVAL),
	BAD("newline only", "\n", EINVAL),
	BAD("two newlines only", "\n\n", EINVAL),
	BAD("two newlines", "7\n\n", EINVAL),
	BAD("newline first", "\n7", EINVAL),
	BAD("newline inside", "1\n2", EINVAL),
	BAD("carriage return", "7\r\n", EINVAL),
	BAD("one more than fits", "18446744073709551616", ERANGE),
	BAD("one digit too many", "99999999999999999999", ERANGE),
	BAD("far more digits", "100000000000000000000000000000", ERANGE),
	BAD("minus", "-1", EINVAL),
	BAD("minus zero", "-0", EINVAL),
	BAD("minus alone", "-", EINVAL),
	BAD("plus", "+1", EINVAL),
	BAD("hexadecimal", "0x10", EINVAL),
	BAD("hexadecimal digits", "1f", EINVAL),
	BAD("blank", " ", EINVAL),
	BAD("blank first", " 7", EINVAL),
	BAD("blank last", "7 ", EINVAL),
	BAD("blank before the newline", "7\x20\n", EINVAL),
	BAD("two numbers", "7 8", EINVAL),
	BAD("tab", "\t7", EINVAL),
	BAD("junk last", "7x", EINVAL),
	BAD("junk only", "x", EINVAL),
	BAD("fraction", "1.5", EINVAL),
	BAD("exponent", "1e3", EINVAL),
	BAD("grouping", "1,000", EINVAL),
	BAD("NUL alone", "\0", EINVAL),
	BAD("NUL last", "7\0", EINVAL),
	BAD("NUL inside", "7\0007", EINVAL),
	BAD("NUL before the newline", "7\0\n", EINVAL),
	BAD("byte above ASCII", "7\xb7", EINVAL),
	BAD("character after 9", "7:", EINVAL),
	BAD("character before 0", "7/", EINVAL),
};

KUNIT_ARRAY_PARAM_DESC(bad, bad_rows, desc);

static const struct row u64_rows[] = {
	GOOD("zero", "0", 0),
	GOOD("one", "1", 1),
	GOOD("newline", "42\n", 42),
	GOOD("all digits", "1234567890", 1234567890),
	GOOD("leading zeros are decimal", "0010", 10),
	GOOD("past 32 bits", "4294967296", 1ULL << 32),
	GOOD("largest", "18446744073709551615", U64_MAX),
	GOOD("largest, newline", "18446744073709551615\n", U64_MAX),
	BAD("a suffix", "1K", EINVAL),
};

KUNIT_ARRAY_PARAM_DESC(u64, u64_rows, desc);

static const struct row bytes_rows[] = {
	GOOD("zero", "0", 0),
	GOOD("no suffix", "4096", 4096),
	GOOD("newline", "4096\n", 4096),
	GOOD("K", "3K", 3 << 10),
	GOOD("k", "3k", 3 << 10),
	GOOD("M", "3M", 3 << 20),
	GOOD("m", "3m", 3 << 20),
	GOOD("G", "3G", 3ULL << 30),
	GOOD("g", "3g", 3ULL << 30),
	GOOD("suffix, newline", "64M\n", 64 << 20),
	GOOD("zero K", "0K", 0),
	GOOD("largest", "18446744073709551615", U64_MAX),
	GOOD("largest K", "18014398509481983K", U64_MAX << 10),
	GOOD("largest M", "17592186044415M", U64_MAX << 20),
	GOOD("largest G", "17179869183G", U64_MAX << 30),
	BAD("K overflows by one", "18014398509481984K", ERANGE),
	BAD("M overflows by one", "17592186044416M", ERANGE),
	BAD("G overflows by one", "17179869184G", ERANGE),
	BAD("digits overflow ahead of the suffix", "18446744073709551616K", ERANGE),
	BAD("suffix alone", "K", EINVAL),
	BAD("suffix alone, newline", "M\n", EINVAL),
	BAD("suffix first", "K1", EINVAL),
	BAD("suffix twice", "1KK", EINVAL),
	BAD("two suffixes", "1MG", EINVAL),
	BAD("unit after the suffix", "1KB", EINVAL),
	BAD("binary unit", "1KiB", EINVAL),
	BAD("unknown suffix", "1T", EINVAL),
	BAD("blank ahead of the suffix", "1 K", EINVAL),
	BAD("newline ahead of the suffix", "1\nK", EINVAL),
	BAD("NUL ahead of the suffix", "1\0K", EINVAL),
	BAD("minus and a suffix", "-1K", EINVAL),
	BAD("percent", "10%", EINVAL),
	BAD("word", "auto", EINVAL),
};

KUNIT_ARRAY_PARAM_DESC(bytes, bytes_rows, desc);

static const struct row bool_rows[] = {
	GOOD("Y", "Y", 1), GOOD("y", "y", 1), GOOD("1", "1", 1),
	GOOD("on", "on", 1), GOOD("N", "N", 0), GOOD("n", "n", 0),
	GOOD("0", "0", 0), GOOD("off", "off", 0),
	GOOD("Y, newline", "Y\n", 1), GOOD("0, newline", "0\n", 0),
	GOOD("off, newline", "off\n", 0),
	BAD("empty", "", EINVAL),
	BAD("newline only", "\n", EINVAL),
	BAD("two newlines", "Y\n\n", EINVAL),
	BAD("twice", "YY", EINVAL),
	BAD("first letter of a word", "Yes please", EINVAL),
	BAD("yes", "yes", EINVAL),
	BAD("true", "true", EINVAL),
	BAD("2", "2", EINVAL),
	BAD("10", "10", EINVAL),
	BAD("-1", "-1", EINVAL),
	BAD("01", "01", EINVAL),
	BAD("piece of on and off", "o", EINVAL),
	BAD("piece of off", "of", EINVAL),
	BAD("more than off", "offf", EINVAL),
	BAD("more than on", "once", EINVAL),
	BAD("blank first", " Y", EINVAL),
	BAD("blank last", "Y ", EINVAL),
	BAD("NUL alone", "\0", EINVAL),
	BAD("NUL last", "Y\0", EINVAL),
	BAD("NUL first", "\0Y", EINVAL),
};

KUNIT_ARRAY_PARAM_DESC(bool, bool_rows, desc);

static const char *const words[] = { "strict", "handback", "never" };

static const struct row word_rows[] = {
	GOOD("first", "strict", 0),
	GOOD("second", "handback", 1),
	GOOD("last", "never", 2),
	GOOD("newline", "never\n", 2),
	BAD("empty", "", EINVAL),
	BAD("newline only", "\n", EINVAL),
	BAD("two newlines", "never\n\n", EINVAL),
	BAD("start of a word", "hand", EINVAL),
	BAD("end of a word", "back", EINVAL),
	BAD("more than a word", "strictly", EINVAL),
	BAD("two words", "strict never", EINVAL),
	BAD("other case", "Never", EINVAL),
	BAD("index", "1", EINVAL),
	BAD("blank first", " never", EINVAL),
	BAD("blank last", "never ", EINVAL),
	BAD("NUL last", "never\0", EINVAL),
	BAD("NUL inside", "str\0ict", EINVAL),
};

KUNIT_ARRAY_PARAM_DESC(word, word_rows, desc);

/* The row's input with what must not be read behind it: no NUL, more digits. */
static const char *input(struct kunit *test, const struct row *row)
{
	char *buf = kunit_kmalloc(test, row->len + 2, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memcpy(buf, row->in, row->len);
	memcpy(buf + row->len, "9K", 2);
	return buf;
}

static void expect_u64(struct kunit *test, int err, u64 val)
{
	const struct row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, err, row->err);
	KUNIT_EXPECT_EQ(test, val, row->err ? UNTOUCHED : row->val);
}

static void bad_test(struct kunit *test)
{
	const struct row *row = test->param_value;
	const char *buf = input(test, row);
	u64 val = UNTOUCHED;

	KUNIT_EXPECT_EQ(test, darc_parse_u64(buf, row->len, &val), row->err);
	KUNIT_EXPECT_EQ(test, darc_parse_bytes(buf, row->len, &val), row->err);
	KUNIT_EXPECT_EQ(test, val, UNTOUCHED);
}

static void u64_test(struct kunit *test)
{
	const struct row *row = test->param_value;
	u64 val = UNTOUCHED;
	int err = darc_parse_u64(input(test, row), row->len, &val);

	expect_u64(test, err, val);
}

static void bytes_test(struct kunit *test)
{
	const struct row *row = test->param_value;
	u64 val = UNTOUCHED;
	int err = darc_parse_bytes(input(test, row), row->len, &val);

	expect_u64(test, err, val);
}

static void bool_test(struct kunit *test)
{
	const struct row *row = test->param_value;
	const char *buf = input(test, row);
	int before;

	for (before = 0; before < 2; before++) {
		bool val = before;
		int err = darc_parse_bool(buf, row->len, &val);

		KUNIT_EXPECT_EQ(test, err, row->err);
		KUNIT_EXPECT_EQ(test, (int)val, row->err ? before : (int)row->val);
	}
}

static void word_test(struct kunit *test)
{
	const struct row *row = test->param_value;
	const char *buf = input(test, row);

	KUNIT_EXPECT_EQ(test,
			darc_parse_word(buf, row->len, words, ARRAY_SIZE(words)),
			row->err ?: (int)row->val);
	KUNIT_EXPECT_EQ(test, darc_parse_word(buf, row->len, words, 0), -EINVAL);
}

/* A page full of digits, as large as a write to a file gets. */
static void huge_test(struct kunit *test)
{
	const size_t len = 4096;
	char *buf = kunit_kmalloc(test, len, GFP_KERNEL);
	u64 val = UNTOUCHED;
	bool flag = true;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset(buf, '9', len);
	KUNIT_EXPECT_EQ(test, darc_parse_u64(buf, len, &val), -ERANGE);
	KUNIT_EXPECT_EQ(test, darc_parse_bytes(buf, len, &val), -ERANGE);
	buf[len - 1] = 'G';
	KUNIT_EXPECT_EQ(test, darc_parse_bytes(buf, len, &val), -ERANGE);
	memset(buf, '1', len);
	KUNIT_EXPECT_EQ(test, darc_parse_bool(buf, len, &flag), -EINVAL);
	KUNIT_EXPECT_EQ(test, darc_parse_word(buf, len, words, ARRAY_SIZE(words)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, val, UNTOUCHED);
	KUNIT_EXPECT_TRUE(test, flag);
}

static struct kunit_case parse_cases[] = {
	KUNIT_CASE_PARAM(bad_test, bad_gen_params),
	KUNIT_CASE_PARAM(u64_test, u64_gen_params),
	KUNIT_CASE_PARAM(bytes_test, bytes_gen_params),
	KUNIT_CASE_PARAM(bool_test, bool_gen_params),
	KUNIT_CASE_PARAM(word_test, word_gen_params),
	KUNIT_CASE(huge_test),
	{}
};

static struct kunit_suite parse_suite = {
	.name = "darc_parse",
	.test_cases = parse_cases,
};

kunit_test_suite(parse_suite);

MODULE_DESCRIPTION("KUnit tests of DARC's parsers");
MODULE_LICENSE("GPL");
