// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The unit cases, and the vectors in the files given, to the first failure. */
#include <stdlib.h>

#include "cases/case.h"
#include "vectors/vector.h"

static void case_failed(struct pfnpack_test *t,
			const struct pfnpack_failure *failure)
{
	(void)t;
	(void)failure;
	exit(1);
}

int main(int argc, char **argv)
{
	const struct pfnpack_case *one;
	int i;

	for (one = pfnpack_cases; one->name; one++) {
		struct pfnpack_test t = { .failed = case_failed };

		one->run(&t);
	}
	for (i = 1; i < argc; i++) {
		if (vector_run_file(argv[i]).nr_failed)
			return 1;
	}
	return 0;
}
