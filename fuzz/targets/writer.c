// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A program for a writer: after every operation each byte is the model's.
 *
 * Input: a head, with the packed pages in byte 0, whether they are in a table
 * in byte 1, and what fills them in byte 2; a program.
 */
#include "../program.h"
#include "property/compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct property p = { .name = "writer" };
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);
	unsigned int nr_packed = (head & 0xff) % (MODEL_PACKED + 1);
	struct program_writer w = {
		.p = &p,
		.list = compare_writers_start(nr_packed, head >> 8 & 1,
					      (uint8_t)(head >> 16)),
		.append = compare_append,
		.fill = compare_fill,
		.break_here = compare_break,
		.seal = compare_seal,
		.checkpoint = compare_checkpoint,
		.rollback = compare_rollback,
	};

	program_run(&w, &in, 300);
	fuzz_must(compare_seal(&p));
	return 0;
}
