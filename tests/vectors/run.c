// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Runs the vectors in the files that are given. */
#include <stdio.h>

#include "vector.h"

int main(int argc, char **argv)
{
	struct vector_result one, all = { 0, 0 };
	int i;

	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE...\n", argv[0]);
		return 2;
	}
	for (i = 1; i < argc; i++) {
		one = vector_run_file(argv[i]);
		all.nr_run += one.nr_run;
		all.nr_failed += one.nr_failed;
	}
	printf("%u vectors, %u failed\n", all.nr_run, all.nr_failed);
	return all.nr_failed ? 1 : 0;
}
