// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An array of packed pages, read in any way (steps.h).
 *
 * Input: a head, with the packed pages in byte 0 and whether they are in a
 * table in byte 1; so many blocks; steps.
 */
#include "../steps.h"

static struct property p = { .name = "reader" };
static uint8_t bytes[MODEL_PACKED][MODEL_BYTES];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);
	unsigned int nr_packed =
		(unsigned int)(head & 0xff) % (MODEL_PACKED + 1);
	struct readers r;
	unsigned int i;

	for (i = 0; i < nr_packed; i++)
		take_block(&in, bytes[i]);
	compare_readers_start(&r, bytes, nr_packed, head >> 8 & 1);
	while (in.nr)
		fuzz_must(step(&p, &r, take_unit(&in)));
	while (!compare_at_end(&r))
		fuzz_must(compare_next(&p, &r));
	/* The end, or the fault, is there to stay. */
	fuzz_must(compare_next(&p, &r) && compare_next_block(&p, &r, 9));
	return 0;
}
