// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Changes to inputs that know of units, words and size descriptors: borders
 * of the format, ranges that continue one another, units put in and taken out.
 */
#include "mutate.h"

#include "property/rng.h"

#define PFN_BITS 44
#define SIZE_SHIFT 48
#define PFN_END (1ULL << PFN_BITS)
#define KEY_MASK ((1ULL << SIZE_SHIFT) - 1)

struct input_units {
	struct rng rng;
	uint8_t *data;
	size_t nr;
	size_t max;
};

static uint64_t get(const struct input_units *u, size_t i)
{
	return unit_get(u->data + i * UNIT_BYTES);
}

static void put(struct input_units *u, size_t i, uint64_t value)
{
	unit_put(u->data + i * UNIT_BYTES, value);
}

/* Any but the head; there is one. */
static size_t any_unit(struct input_units *u)
{
	return 1 + rng_below(&u->rng, (unsigned int)(u->nr - 1));
}

/* --- Units ---------------------------------------------------------------- */

static uint64_t any_count(struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return 65533 + rng_below(rng, 4);
	case 1:
		return PFN_END + 1 - rng_below(rng, 3);
	case 2:
		return rng_bits(rng, 45);
	default:
		return 1 + rng_below(rng, 4);
	}
}

static uint64_t any_size(struct rng *rng)
{
	static const uint64_t sizes[] = { 0, 1, 2, 512, 65533, 65534, 65535 };

	return rng_one_in(rng, 4) ? rng_bits(rng, 16) :
				    sizes[rng_below(rng, 7)];
}

static uint64_t any_word(struct rng *rng)
{
	uint64_t pfn = rng_bits(rng, PFN_BITS);
	uint64_t tag = rng_one_in(rng, 2) ? 0 : rng_below(rng, 16);

	if (rng_one_in(rng, 4))
		pfn = PFN_END - 1 - rng_bits(rng, 17);
	return any_size(rng) << SIZE_SHIFT | tag << PFN_BITS | pfn;
}

static uint64_t any_value(struct rng *rng)
{
	switch (rng_below(rng, 6)) {
	case 0:
		return any_count(rng);
	case 1: /* an operation, or an item */
		return rng_below(rng, 8) | rng_bits(rng, 40) << 8;
	case 2:
		return 0;
	case 3:
		return rng_bits(rng, 64);
	default:
		return any_word(rng);
	}
}

/* What continues the word before it. */
static uint64_t continuation(struct input_units *u, size_t i)
{
	uint64_t before = get(u, i - 1);
	uint64_t size = before >> SIZE_SHIFT;

	return any_size(&u->rng) << SIZE_SHIFT | ((before + size) & KEY_MASK);
}

static uint64_t other_size(struct input_units *u, size_t i)
{
	return any_size(&u->rng) << SIZE_SHIFT | (get(u, i) & KEY_MASK);
}

static uint64_t nearby(struct input_units *u, size_t i)
{
	uint64_t step = 1 + rng_below(&u->rng, 3);
	unsigned int shift = 4 * rng_below(&u->rng, 16);

	if (rng_one_in(&u->rng, 2))
		step = 0 - step;
	return get(u, i) + (step << shift);
}

/* --- Changes -------------------------------------------------------------- */

static void put_in(struct input_units *u)
{
	size_t at = u->nr > 1 ? any_unit(u) : 1;
	uint8_t *from = u->data + at * UNIT_BYTES;

	if ((u->nr + 1) * UNIT_BYTES > u->max)
		return;
	mutate_count(u->data, at, true);
	memmove(from + UNIT_BYTES, from, (u->nr - at) * UNIT_BYTES);
	u->nr++;
	put(u, at, any_value(&u->rng));
}

static void take_out(struct input_units *u)
{
	size_t at = any_unit(u);
	uint8_t *to = u->data + at * UNIT_BYTES;

	mutate_count(u->data, at, false);
	u->nr--;
	memmove(to, to + UNIT_BYTES, (u->nr - at) * UNIT_BYTES);
}

static void swap(struct input_units *u)
{
	size_t a = any_unit(u), b = any_unit(u);
	uint64_t value = get(u, a);

	put(u, a, get(u, b));
	put(u, b, value);
}

static void change_head(struct input_units *u)
{
	u->data[rng_below(&u->rng, 4)] = (uint8_t)rng_bits(&u->rng, 8);
}

static void change_unit(struct input_units *u)
{
	size_t i = any_unit(u);

	switch (rng_below(&u->rng, 6)) {
	case 0:
		put(u, i, any_value(&u->rng));
		break;
	case 1:
		put(u, i, get(u, i) ^ 1ULL << rng_below(&u->rng, 64));
		break;
	case 2:
		put(u, i, nearby(u, i));
		break;
	case 3:
		put(u, i, other_size(u, i));
		break;
	case 4:
		put(u, i, continuation(u, i));
		break;
	default:
		put(u, i, get(u, any_unit(u)));
		break;
	}
}

static void change(struct input_units *u)
{
	unsigned int choice = rng_below(&u->rng, 16);

	if (choice < 3 || u->nr == 1)
		put_in(u);
	else if (choice == 3)
		take_out(u);
	else if (choice == 4)
		swap(u);
	else if (choice == 5)
		change_head(u);
	else
		change_unit(u);
}

/* Bytes behind the last whole unit are dropped. */
size_t fuzz_mutate(uint64_t seed, uint8_t *data, size_t size, size_t max)
{
	struct input_units u = {
		.rng = { seed },
		.data = data,
		.nr = size / UNIT_BYTES,
		.max = max,
	};
	unsigned int nr;

	if (max < UNIT_BYTES)
		return size;
	if (!u.nr) {
		u.nr = 1;
		put(&u, 0, 1);
	}
	for (nr = 1 + rng_below(&u.rng, 6); nr; nr--)
		change(&u);
	return u.nr * UNIT_BYTES;
}
