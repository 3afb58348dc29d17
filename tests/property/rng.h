/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef PFNPACK_RNG_H
#define PFNPACK_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

/* splitmix64: the same numbers from the same seed on every machine. */
static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* 0 to @nr - 1; the bias is of no matter here. */
static inline unsigned int rng_below(struct rng *rng, unsigned int nr)
{
	return (unsigned int)(rng_next(rng) >> 32) % nr;
}

static inline bool rng_one_in(struct rng *rng, unsigned int nr)
{
	return rng_below(rng, nr) == 0;
}

/* Any number of up to @bits bits, small ones as likely as large ones. */
static inline uint64_t rng_bits(struct rng *rng, unsigned int bits)
{
	unsigned int width = 1 + rng_below(rng, bits);

	return rng_next(rng) >> (64 - width);
}

#endif /* PFNPACK_RNG_H */
