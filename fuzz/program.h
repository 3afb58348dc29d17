/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Programs for a writer, from the units of an input.
 *
 * A unit is an operation.  One with a size, as a word has it, appends that
 * range, and when the size is 65535 the next unit is the count.  In others
 * byte 0 says what to do, and the bits from 8 on with what.
 */
#ifndef PFNPACK_FUZZ_PROGRAM_H
#define PFNPACK_FUZZ_PROGRAM_H

#include "input.h"
#include "property/property.h"

/* In the order of their numbers in byte 0. */
enum operation {
	BREAK,
	CHECKPOINT,
	ROLLBACK, /* to the checkpoint with this number, 0 to 3 */
	SEAL,
	FILL, /* up to so many slots, 0 to 7, with what the next unit says */
	CONTINUE, /* the last range, by so many OS pages */
	CONTINUE_TO_BORDER, /* of what fits in a word, about */
	APPEND_ANYTHING, /* PFN, count and tag from the next three units */
	NR_OPERATIONS,
};

/* Each is given @p, and false ends everything. */
struct program_writer {
	struct property *p;
	const struct model_list *list; /* what has been written */
	bool (*append)(struct property *p, const struct model_range *range);
	bool (*fill)(struct property *p, struct model_range range,
		     unsigned int keep);
	bool (*break_here)(struct property *p);
	bool (*seal)(struct property *p);
	bool (*checkpoint)(struct property *p);
	bool (*rollback)(struct property *p, unsigned int to);
};

/* At most @nr operations, so that it does not take long. */
void program_run(const struct program_writer *w, struct input *in,
		 unsigned int nr);

#endif /* PFNPACK_FUZZ_PROGRAM_H */
