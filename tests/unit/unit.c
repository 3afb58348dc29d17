// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Runs every unit test case as a Criterion test of its own. */
#include <criterion/criterion.h>
#include <inttypes.h>

#include "cases/cases.h"

static void failed(struct pfnpack_test *t,
		   const struct pfnpack_failure *failure)
{
	const struct case_place *at = &failure->at;

	(void)t;
	if (failure->compares)
		cr_log_error("%s:%d: %s: 0x%" PRIx64 " and 0x%" PRIx64,
			     at->file, at->line, at->text,
			     (uint64_t)failure->left, (uint64_t)failure->right);
	else
		cr_log_error("%s:%d: %s", at->file, at->line, at->text);
}

static void run(void (*run_case)(struct pfnpack_test *t))
{
	struct pfnpack_test t = { .failed = failed };

	run_case(&t);
	cr_assert_eq(t.nr_failed, 0, "%u checks failed", t.nr_failed);
}

#define CRITERION_TEST(name) \
	Test(cases, name) \
	{ \
		run(case_##name); \
	}
PFNPACK_CASES(CRITERION_TEST)
