/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers that look random and are the same each time.
 */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include "bench.h"

/* SplitMix64 */
static inline u64 random_u64(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

#endif /* BENCH_RANDOM_H */
