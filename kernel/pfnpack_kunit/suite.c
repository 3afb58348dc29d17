// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * KUnit suite of the library: the cases that the user tests run, each as a
 * KUnit case of its own, and a reader beside a writer.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "beside.h"
#include "cases.h"

static void failed(struct pfnpack_test *t,
		   const struct pfnpack_failure *failure)
{
	const struct case_place *at = &failure->at;
	struct kunit *test = t->private;

	if (failure->compares)
		KUNIT_FAIL(test, "%s:%d: %s: 0x%llx and 0x%llx", at->file,
			   at->line, at->text, failure->left, failure->right);
	else
		KUNIT_FAIL(test, "%s:%d: %s", at->file, at->line, at->text);
}

static void run(struct kunit *test, void (*run_case)(struct pfnpack_test *t))
{
	struct pfnpack_test t = { .failed = failed, .private = test };

	run_case(&t);
	KUNIT_EXPECT_EQ_MSG(test, t.nr_failed, 0, "checks failed");
}

#define DEFINE_TEST(name) \
	static void test_##name(struct kunit *test) \
	{ \
		run(test, case_##name); \
	}
PFNPACK_CASES(DEFINE_TEST)

#define LIST_TEST(name) KUNIT_CASE(test_##name),

static struct kunit_case tests[] = {
	PFNPACK_CASES(LIST_TEST) KUNIT_CASE(test_reader_beside_a_writer), {}
};

static struct kunit_suite suite = {
	.name = "pfnpack",
	.test_cases = tests,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of packed pages");
MODULE_LICENSE("Dual BSD/GPL");
