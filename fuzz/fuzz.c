// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void fuzz_must(bool holds)
{
	if (!holds)
		abort();
}

void fuzz_must_hold(const char *file, int line, const char *text, bool holds)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
	abort();
}
