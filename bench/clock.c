// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long is a cycle?
 */
#include "bench.h"

#define NR_ROUNDS 1000
#define NR_STEPS 8

/*
 * Each waits for the one before it, and takes a cycle.  (Not an addition, as
 * there are processors that add constants for free.)
 */
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
	bench_add("clock/none/cycle", measure, NULL, NR_ROUNDS * NR_STEPS);
}
