// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A program for a writer: whatever instant of it a snapshot of the packed
 * pages is taken at, that decodes to a prefix of the list (F-13).
 *
 * Input: a head, with the packed pages in byte 0; a program.
 */
#include "../program.h"
#include "property/compare.h"

/* Of up to 3, since a rollback gives back slots one by one. */
#define PACKED_MAX 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct property p = { .name = "instants" };
	struct input in = input_of(data, size);
	unsigned int nr_packed = (take_unit(&in) & 0xff) % (PACKED_MAX + 1);
	struct program_writer w = {
		.p = &p,
		.list = compare_instants_start(&p, nr_packed),
		.append = compare_instants_append,
		.fill = compare_instants_fill,
		.break_here = compare_instants_break,
		.seal = compare_instants_seal,
		.checkpoint = compare_instants_checkpoint,
		.rollback = compare_instants_rollback,
	};

	program_run(&w, &in, 60);
	return 0;
}
