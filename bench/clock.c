// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long is a cycle?  Each operation waits for the one before it, and takes
 * one.  (Not an addition, as there are processors that add constants for free.)
 */
#include "bench.h"

#define NR_ROUNDS 1000
#define NR_IN_ROUND 8

/* Out of sight of the compiler, which would know that two are none. */
#define step(x, y) \
	do { \
		(x) ^= (y); \
		__asm__ volatile("" : "+r"(x)); \
	} while (0)

static void measure(struct bench_run *run, const void *arg)
{
	u64 y = (u64)arg;
	u64 x = 1;
	int i;

	while (bench_more(run)) {
		for (i = 0; i < NR_ROUNDS; i++) {
			step(x, y);
			step(x, y);
			step(x, y);
			step(x, y);
			step(x, y);
			step(x, y);
			step(x, y);
			step(x, y);
		}
	}
}

void add_clock(void)
{
	bench_add("clock/none/none", measure, NULL, NR_ROUNDS * NR_IN_ROUND);
}
