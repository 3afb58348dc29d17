/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps of a reader, from the units of an input. */
#ifndef PFNPACK_FUZZ_STEPS_H
#define PFNPACK_FUZZ_STEPS_H

#include "input.h"
#include "property/compare.h"

#define STEP_BITS 3

/* In bits 0 to 2; the bits above say with what. */
enum step {
	NEXT,
	SKIP, /* so many OS pages */
	NEXT_BLOCK, /* of this order, or less */
	JOIN,
	NEXT_MAX, /* so many OS pages at most */
	NEXT_WORDS, /* words in 10 bits, OS pages in the others; 0: any number */
	/* Of the target expand only; for others, NEXT. */
	ADVANCE, /* over so many OS pages */
	IN_PLACE_OR_SEEK, /* bit 0: to so many OS pages from the start on */
};

/* False when the reader is not the model. */
bool step(struct property *p, struct readers *r, uint64_t unit);

#endif /* PFNPACK_FUZZ_STEPS_H */
