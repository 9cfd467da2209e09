// SPDX-License-Identifier: GPL-2.0
/* Runs the KUnit suites that are linked in, on the host. */
#include <kunit/test.h>

static struct kunit_suite *suites;
static unsigned int passed, failed;

void kunit_register(struct kunit_suite *suite)
{
	suite->next = suites;
	suites = suite;
}

static void run_one(const struct kunit_suite *suite, const struct kunit_case *c,
		    const void *param, const char *desc)
{
	struct kunit test = { .param_value = param };

	if (!setjmp(test.end))
		c->run(&test);
	while (test.nr_blocks)
		free(test.blocks[--test.nr_blocks]);
	if (!test.failed) {
		passed++;
		return;
	}
	failed++;
	printf("not ok %s.%s %s\n", suite->name, c->name, desc);
}

int main(void)
{
	for (const struct kunit_suite *s = suites; s; s = s->next) {
		for (const struct kunit_case *c = s->test_cases; c->run; c++) {
			char desc[KUNIT_PARAM_DESC_SIZE] = "";
			const void *param = NULL;

			if (!c->generate) {
				run_one(s, c, NULL, desc);
				continue;
			}
			while ((param = c->generate(param, desc)))
				run_one(s, c, param, desc);
		}
	}
	printf("kunit on the host: %u passed, %u failed\n", passed, failed);
	return failed || !passed;
}
