// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "steps.h"

#define WORDS_BITS 10

static bool next_words(struct property *p, struct readers *r, uint64_t nr)
{
	uint64_t max = nr >> WORDS_BITS;

	return compare_next_words(p, r, max ? max : ~0ULL,
				  nr & ((1 << WORDS_BITS) - 1));
}

bool step(struct property *p, struct readers *r, uint64_t unit)
{
	uint64_t nr = unit >> STEP_BITS;

	switch (unit & ((1 << STEP_BITS) - 1)) {
	case SKIP:
		return compare_skip(p, r, nr);
	case NEXT_BLOCK:
		return compare_next_block(p, r, (unsigned int)nr % 70);
	case JOIN:
		compare_join(r);
		return true;
	case NEXT_MAX:
		return compare_next_max(p, r, nr ? nr : 1);
	case NEXT_WORDS:
		return next_words(p, r, nr);
	default:
		return compare_next(p, r);
	}
}
