/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of KUnit as DARC's pure tests need to run on the host, where the
 * sanitizers and llvm-cov can watch them.
 */
#ifndef _FUZZ_KUNIT_TEST_H
#define _FUZZ_KUNIT_TEST_H

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/limits.h>
#include <linux/types.h>

#define KUNIT_PARAM_DESC_SIZE	128
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof(*(a)))
#define MODULE_DESCRIPTION(s)	struct kunit
#define MODULE_LICENSE(s)	struct kunit
#define GFP_KERNEL		0

struct kunit {
	const void *param_value;
	jmp_buf end;
	int failed;
	void *blocks[64];
	unsigned int nr_blocks;
};

struct kunit_case {
	const char *name;
	void (*run)(struct kunit *test);
	const void *(*generate)(const void *prev, char *desc);
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
	struct kunit_suite *next;
};

void kunit_register(struct kunit_suite *suite);

#define KUNIT_CASE(f)		{ #f, f, NULL }
#define KUNIT_CASE_PARAM(f, g)	{ #f, f, g }

#define kunit_test_suite(suite)						\
	static void __attribute__((constructor)) suite##_register(void)	\
	{								\
		kunit_register(&suite);					\
	}								\
	struct kunit

#define KUNIT_ARRAY_PARAM_DESC(name, array, member)			\
	static const void *name##_gen_params(const void *prev, char *desc) \
	{								\
		__typeof__((array)[0]) *at = prev;			\
									\
		at = prev ? at + 1 : (array);				\
		if (at == (array) + ARRAY_SIZE(array))			\
			return NULL;					\
		snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", at->member); \
		return at;						\
	}

/* Freed when the test ends; a test that wants more gets NULL. */
static inline void *kunit_kmalloc(struct kunit *test, size_t size, int flags)
{
	(void)flags;
	if (test->nr_blocks == ARRAY_SIZE(test->blocks))
		return NULL;
	return test->blocks[test->nr_blocks++] = malloc(size);
}

#define kunit_want(test, ok, text, on_failure) do {			\
	if (!(ok)) {							\
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__,	\
			__LINE__, text);				\
		(test)->failed = 1;					\
		on_failure;						\
	}								\
} while (0)
#define kunit_expect(test, ok, text)	kunit_want(test, ok, text, (void)0)
#define kunit_assert(test, ok, text)	\
	kunit_want(test, ok, text, longjmp((test)->end, 1))

#define KUNIT_EXPECT_EQ(t, a, b)	kunit_expect(t, (a) == (b), #a " == " #b)
#define KUNIT_EXPECT_NE(t, a, b)	kunit_expect(t, (a) != (b), #a " != " #b)
#define KUNIT_EXPECT_LT(t, a, b)	kunit_expect(t, (a) < (b), #a " < " #b)
#define KUNIT_EXPECT_LE(t, a, b)	kunit_expect(t, (a) <= (b), #a " <= " #b)
#define KUNIT_EXPECT_GT(t, a, b)	kunit_expect(t, (a) > (b), #a " > " #b)
#define KUNIT_EXPECT_GE(t, a, b)	kunit_expect(t, (a) >= (b), #a " >= " #b)
#define KUNIT_EXPECT_TRUE(t, a)		kunit_expect(t, (a), #a)
#define KUNIT_EXPECT_FALSE(t, a)	kunit_expect(t, !(a), "!" #a)
#define KUNIT_EXPECT_MEMEQ(t, a, b, n)	\
	kunit_expect(t, !memcmp(a, b, n), "memory " #a " == " #b)
/* The line says which check it was, so what goes with it is left out. */
#define KUNIT_EXPECT_EQ_MSG(t, a, b, ...)	KUNIT_EXPECT_EQ(t, a, b)
#define KUNIT_EXPECT_TRUE_MSG(t, a, ...)	KUNIT_EXPECT_TRUE(t, a)
#define KUNIT_EXPECT_FALSE_MSG(t, a, ...)	KUNIT_EXPECT_FALSE(t, a)
#define KUNIT_ASSERT_EQ(t, a, b)	kunit_assert(t, (a) == (b), #a " == " #b)
#define KUNIT_ASSERT_NE(t, a, b)	kunit_assert(t, (a) != (b), #a " != " #b)
#define KUNIT_ASSERT_LT(t, a, b)	kunit_assert(t, (a) < (b), #a " < " #b)
#define KUNIT_ASSERT_LE(t, a, b)	kunit_assert(t, (a) <= (b), #a " <= " #b)
#define KUNIT_ASSERT_GT(t, a, b)	kunit_assert(t, (a) > (b), #a " > " #b)
#define KUNIT_ASSERT_GE(t, a, b)	kunit_assert(t, (a) >= (b), #a " >= " #b)
#define KUNIT_ASSERT_TRUE(t, a)		kunit_assert(t, (a), #a)
#define KUNIT_ASSERT_FALSE(t, a)	kunit_assert(t, !(a), "!" #a)
#define KUNIT_ASSERT_NOT_NULL(t, a)	kunit_assert(t, (a) != NULL, #a)

#endif
