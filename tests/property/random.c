// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "property.h"

#include <string.h>

uint64_t random_count(struct rng *rng)
{
	switch (rng_below(rng, 8)) {
	case 0:
		return 65533 + rng_below(rng, 4);
	case 1:
		return (1ULL << rng_below(rng, 45)) + rng_below(rng, 3) - 1;
	case 2:
		return MODEL_END - rng_bits(rng, 17);
	case 3:
		return rng_bits(rng, 44);
	case 4:
		return rng_bits(rng, 17);
	default:
		return 1 + rng_below(rng, 4);
	}
}

uint64_t random_pfn(struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return rng_below(rng, 3);
	case 1:
		return MODEL_END - 1 - rng_bits(rng, 17);
	default:
		return rng_bits(rng, 44);
	}
}

/* Make it a range: at least an OS page, and none beyond the last. */
static void trim(struct model_range *range)
{
	if (!range->nr)
		range->nr = 1;
	if (range->nr > MODEL_END - range->pfn)
		range->nr = MODEL_END - range->pfn;
}

struct model_range random_range(struct rng *rng, const struct model_list *list)
{
	struct model_range range = {
		.pfn = random_pfn(rng),
		.nr = random_count(rng),
		.tag = rng_one_in(rng, 4) ? rng_below(rng, 16) : 2,
	};
	const struct model_range *last;

	if (list->nr && !rng_one_in(rng, 3)) {
		last = &list->ranges[list->nr - 1];
		range.pfn = last->pfn + last->nr;
		range.tag = rng_one_in(rng, 16) ? range.tag : last->tag;
		if (last->nr < MODEL_INLINE && rng_one_in(rng, 4))
			range.nr = MODEL_INLINE - last->nr;
		if (rng_one_in(rng, 32))
			range.pfn += rng_one_in(rng, 2) ? 1 : -1ULL;
		range.pfn %= MODEL_END;
	}
	trim(&range);
	return range;
}

struct model_range random_bad_range(struct rng *rng)
{
	struct model_range range = {
		.pfn = random_pfn(rng),
		.nr = random_count(rng),
		.tag = rng_below(rng, 17),
	};

	switch (rng_below(rng, 6)) {
	case 0:
		range.nr = 0;
		break;
	case 1:
		range.nr = MODEL_END - range.pfn + rng_below(rng, 2);
		break;
	case 2:
		range.nr = 0 - range.pfn + rng_below(rng, 3);
		break;
	case 3:
		range.tag = (unsigned int)rng_bits(rng, 32);
		break;
	case 4:
		range.pfn += MODEL_END;
		break;
	default:
		range.pfn = rng_bits(rng, 64);
		range.nr = rng_bits(rng, 64);
		break;
	}
	return range;
}

void random_bytes(struct rng *rng, uint8_t *bytes, unsigned int nr_bytes)
{
	unsigned int i;

	for (i = 0; i < nr_bytes; i++)
		bytes[i] = (uint8_t)(rng_next(rng) >> 56);
}

void random_list(struct rng *rng, struct model_writer *m,
		 unsigned int nr_packed)
{
	unsigned int left = rng_below(rng, 3) ? MODEL_RANGES * 4 :
						rng_below(rng, 600);
	bool small = rng_one_in(rng, 2);
	struct model_range range;

	model_start(m, nr_packed);
	while (left-- && nr_packed) {
		range = random_range(rng, &m->list);
		if (small && m->list.nr % MODEL_SLOTS < 500)
			range.nr = 1;
		m->broken |= rng_one_in(rng, 8);
		if (model_append(m, range.pfn, range.nr, range.tag) != MODEL_OK)
			break;
	}
}

static uint64_t random_slot(struct rng *rng)
{
	switch (rng_below(rng, 8)) {
	case 0:
		return 0;
	case 1: /* a word that needs a descriptor */
		return 0xffffULL << 48 | rng_bits(rng, 48);
	case 2: /* one near the last PFN */
		return (uint64_t)rng_below(rng, 0x10000) << 48 |
		       (MODEL_END - 1 - rng_bits(rng, 17));
	case 3:
		return 65533 + rng_below(rng, 4);
	case 4:
		return MODEL_END + rng_below(rng, 3) - 1;
	case 5:
		return 1ULL << rng_below(rng, 64);
	default:
		return rng_next(rng);
	}
}

static unsigned int random_slot_number(struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return rng_below(rng, 8);
	case 1:
		return MODEL_SLOTS - 1 - rng_below(rng, 8);
	default:
		return rng_below(rng, MODEL_SLOTS);
	}
}

static void swap_slots(struct rng *rng, uint8_t *bytes)
{
	unsigned int a = random_slot_number(rng);
	unsigned int b = random_slot_number(rng);
	uint64_t value = model_get_slot(bytes, a);

	model_set_slot(bytes, a, model_get_slot(bytes, b));
	model_set_slot(bytes, b, value);
}

void mutate(struct rng *rng, uint8_t *bytes)
{
	unsigned int slot = random_slot_number(rng);
	uint64_t value = model_get_slot(bytes, slot);
	unsigned int step = 1 + rng_below(rng, 3);

	switch (rng_below(rng, 6)) {
	case 0:
		swap_slots(rng, bytes);
		return;
	case 1:
		value ^= 1ULL << rng_below(rng, 64);
		break;
	case 2:
		value += step;
		break;
	case 3:
		value -= step;
		break;
	default:
		value = random_slot(rng);
		break;
	}
	model_set_slot(bytes, slot, value);
}
