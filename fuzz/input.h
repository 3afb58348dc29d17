/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Inputs, taken apart from the front; where they end, all that follows is
 * zero.  Most are sequences of units of 8 bytes, little-endian like slots:
 *
 *   a head, which is one unit, and what it says there is
 *   blocks of 4096 bytes, in short: a unit with two counts, then so many
 *       slots from slot 0 up, then so many from slot 511 down; others are 0
 *   units by themselves
 *
 * So a short input is a whole packed page, and any 4096 bytes are one of 513
 * units and more.
 */
#ifndef PFNPACK_FUZZ_INPUT_H
#define PFNPACK_FUZZ_INPUT_H

#include <string.h>

#include "fuzz.h"

/* Drivers are not compiled for the memory sanitizer. */
#define IS_KNOWN(p, nr) ((void)(p), (void)(nr))
#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#undef IS_KNOWN
#define IS_KNOWN(p, nr) __msan_unpoison((p), (nr))
#endif
#endif

#define UNIT_BYTES 8
#define BLOCK_BYTES 4096
#define BLOCK_SLOTS (BLOCK_BYTES / UNIT_BYTES)

/* Of a unit of two counts. */
#define NR_UP_BITS 16
#define NR_UP(unit) ((unsigned int)((unit)&0xffff))
#define NR_DOWN(unit) ((unsigned int)((unit) >> NR_UP_BITS & 0xffff))

struct input {
	const uint8_t *at;
	size_t nr;
};

static inline struct input input_of(const uint8_t *data, size_t size)
{
	struct input in = { .at = data, .nr = size };

	IS_KNOWN(&in, sizeof(in));
	IS_KNOWN(in.at, in.nr);
	return in;
}

static inline uint64_t unit_get(const uint8_t *at)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < UNIT_BYTES; i++)
		value |= (uint64_t)at[i] << 8 * i;
	return value;
}

static inline void unit_put(uint8_t *at, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < UNIT_BYTES; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* As many bytes as there are, up to @nr. */
static inline void take_bytes(struct input *in, void *to, size_t nr)
{
	if (nr > in->nr)
		nr = in->nr;
	if (nr)
		memcpy(to, in->at, nr);
	in->at += nr;
	in->nr -= nr;
}

static inline uint64_t take_unit(struct input *in)
{
	uint8_t bytes[UNIT_BYTES] = { 0 };

	take_bytes(in, bytes, sizeof(bytes));
	return unit_get(bytes);
}

/* Counts that are too large are cut: every unit says something. */
static inline void block_counts(uint64_t unit, unsigned int *nr_up,
				unsigned int *nr_down)
{
	*nr_up = NR_UP(unit) % (BLOCK_SLOTS + 1);
	*nr_down = NR_DOWN(unit) % (BLOCK_SLOTS + 1);
	if (*nr_down > BLOCK_SLOTS - *nr_up)
		*nr_down = BLOCK_SLOTS - *nr_up;
}

static inline void take_block(struct input *in, uint8_t *block)
{
	unsigned int nr_up, nr_down, i;

	block_counts(take_unit(in), &nr_up, &nr_down);
	memset(block, 0, BLOCK_BYTES);
	take_bytes(in, block, nr_up * UNIT_BYTES);
	for (i = 1; i <= nr_down; i++)
		unit_put(block + BLOCK_BYTES - i * UNIT_BYTES, take_unit(in));
}

#endif /* PFNPACK_FUZZ_INPUT_H */
