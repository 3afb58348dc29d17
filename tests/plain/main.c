// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * All cases, all properties and the vectors in the files that are given,
 * with nothing but libc: for valgrind, and for machines that are emulated.
 */
#include <stdio.h>

#include "cases/case.h"
#include "property/property.h"
#include "vectors/vector.h"

static unsigned int nr_passed;
static unsigned int nr_failed;

static void count(bool passed, const char *name)
{
	if (passed) {
		nr_passed++;
	} else {
		nr_failed++;
		fprintf(stderr, "FAILED: %s\n", name);
	}
}

static void case_failed(struct pfnpack_test *t,
			const struct pfnpack_failure *failure)
{
	const struct case_place *at = &failure->at;

	(void)t;
	fprintf(stderr, "%s:%d: %s", at->file, at->line, at->text);
	if (failure->compares)
		fprintf(stderr, ": 0x%llx and 0x%llx",
			(unsigned long long)failure->left,
			(unsigned long long)failure->right);
	fputc('\n', stderr);
}

static void run_cases(void)
{
	const struct pfnpack_case *one;

	for (one = pfnpack_cases; one->name; one++) {
		struct pfnpack_test t = { .failed = case_failed };

		one->run(&t);
		count(!t.nr_failed, one->name);
	}
}

static void run_properties(void)
{
	const struct property properties[] = {
#define TABLE_ENTRY(name, rounds) PFNPACK_PROPERTY(name, rounds),
		PFNPACK_PROPERTIES(TABLE_ENTRY)
	};
	unsigned int i;

	for (i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		count(property_run(properties[i]), properties[i].name);
}

static void run_vectors(int nr, char **paths)
{
	struct vector_result result;
	int i;

	for (i = 0; i < nr; i++) {
		result = vector_run_file(paths[i]);
		count(!result.nr_failed, paths[i]);
	}
}

int main(int argc, char **argv)
{
	run_cases();
	run_properties();
	run_vectors(argc - 1, argv + 1);
	printf("%u passed, %u failed\n", nr_passed, nr_failed);
	return nr_failed ? 1 : 0;
}
