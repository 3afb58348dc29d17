// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "program.h"

#define FILLS_MAX 6

#define PFN_BITS 44
#define SIZE_SHIFT 48
#define PFN_MASK (MODEL_END - 1)

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
static bool append_next(const struct program_writer *w, uint64_t nr)
{
	struct model_range range = { .nr = nr };
	const struct model_range *last;

	if (w->list->nr) {
		last = &w->list->ranges[w->list->nr - 1];
		range.pfn = last->pfn + last->nr;
		range.tag = last->tag;
	}
	return w->append(w->p, &range);
}

static bool append_to_border(const struct program_writer *w, uint64_t nr)
{
	unsigned int i = w->list->nr;
	uint64_t nr_last = i ? w->list->ranges[i - 1].nr : 0;

	return append_next(w, MODEL_INLINE - 1 + (nr & 3) - nr_last);
}

static bool append_anything(const struct program_writer *w, struct input *in)
{
	struct model_range range = { .pfn = take_unit(in) };

	range.nr = take_unit(in);
	range.tag = (unsigned int)take_unit(in);
	return w->append(w->p, &range);
}

static bool operate(const struct program_writer *w, struct input *in,
		    uint64_t unit, unsigned int *nr_fills)
{
	struct model_range range;
	uint64_t nr = unit >> 8;

	if (unit >> SIZE_SHIFT) {
		range = take_range(in, unit);
		return w->append(w->p, &range);
	}
	switch ((unit & 0xff) % NR_OPERATIONS) {
	case BREAK:
		return w->break_here(w->p);
	case CHECKPOINT:
		return w->checkpoint(w->p);
	case ROLLBACK:
		return w->rollback(w->p, nr & 3);
	case SEAL:
		return w->seal(w->p);
	case FILL:
		range = take_range(in, take_unit(in));
		return ++*nr_fills > FILLS_MAX || w->fill(w->p, range, nr & 7);
	case CONTINUE:
		return append_next(w, nr);
	case CONTINUE_TO_BORDER:
		return append_to_border(w, nr);
	default:
		return append_anything(w, in);
	}
}

void program_run(const struct program_writer *w, struct input *in,
		 unsigned int nr)
{
	unsigned int nr_fills = 0;

	while (in->nr && nr--)
		fuzz_must(operate(w, in, take_unit(in), &nr_fills));
}
