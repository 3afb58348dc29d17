// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A program for a writer: after every operation each byte is the model's.
 *
 * Input: a head, with the packed pages in byte 0, whether they are in a table
 * in byte 1, and what fills them in byte 2; operations.
 *
 * A unit is an operation.  One with a size, as a word has it, appends that
 * range, and when the size is 65535 the next unit is the count.  In others
 * byte 0 says what to do, and the bits from 8 on with what.
 */
#include "../input.h"
#include "property/compare.h"

/* A program is not to take long. */
#define MAX_OPERATIONS 300
#define MAX_FILLS 6

#define PFN_BITS 44
#define SIZE_SHIFT 48
#define PFN_MASK (MODEL_END - 1)

enum operation {
	BREAK,
	CHECKPOINT,
	ROLLBACK,
	SEAL,
	FILL,
	CONTINUE,
	CONTINUE_TO_BORDER,
	APPEND_ANYTHING,
	NR_OPERATIONS,
};

static struct property p = { .name = "writer" };
static const struct model_list *list;
static unsigned int nr_fills;

static struct model_range take_range(struct input *in, uint64_t word)
{
	struct model_range range = {
		.pfn = word & PFN_MASK,
		.nr = word >> SIZE_SHIFT,
		.tag = word >> PFN_BITS & 15,
	};

	if (range.nr > MODEL_INLINE)
		range.nr = take_unit(in);
	return range;
}

/* What follows the last range. */
static bool append_next(uint64_t nr)
{
	struct model_range range = { .nr = nr };
	const struct model_range *last;

	if (list->nr) {
		last = &list->ranges[list->nr - 1];
		range.pfn = last->pfn + last->nr;
		range.tag = last->tag;
	}
	return compare_append(&p, &range);
}

/* So that the last range has about as many OS pages as a word can say. */
static bool append_to_border(uint64_t nr)
{
	uint64_t nr_last = list->nr ? list->ranges[list->nr - 1].nr : 0;

	return append_next(MODEL_INLINE - 1 + (nr & 3) - nr_last);
}

static bool append_anything(struct input *in)
{
	struct model_range range = { .pfn = take_unit(in) };

	range.nr = take_unit(in);
	range.tag = (unsigned int)take_unit(in);
	return compare_append(&p, &range);
}

static bool fill(struct input *in, unsigned int keep)
{
	struct model_range range = take_range(in, take_unit(in));

	return nr_fills++ >= MAX_FILLS || compare_fill(&p, range, keep);
}

static bool operate(struct input *in, uint64_t unit)
{
	uint64_t nr = unit >> 8;

	if (unit >> SIZE_SHIFT) {
		struct model_range range = take_range(in, unit);

		return compare_append(&p, &range);
	}
	switch ((unit & 0xff) % NR_OPERATIONS) {
	case BREAK:
		return compare_break(&p);
	case CHECKPOINT:
		return compare_checkpoint(&p);
	case ROLLBACK:
		return compare_rollback(&p, nr & 3);
	case SEAL:
		return compare_seal(&p);
	case FILL:
		return fill(in, nr & 7);
	case CONTINUE:
		return append_next(nr);
	case CONTINUE_TO_BORDER:
		return append_to_border(nr);
	default:
		return append_anything(in);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);
	unsigned int nr = MAX_OPERATIONS;

	nr_fills = 0;
	list = compare_writers_start((head & 0xff) % (MODEL_PACKED + 1),
				     head >> 8 & 1, (uint8_t)(head >> 16));
	while (in.nr && nr--)
		fuzz_must(operate(&in, take_unit(&in)));
	fuzz_must(compare_seal(&p));
	return 0;
}
