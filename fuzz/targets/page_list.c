// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A valid packed page, to a list, to a packed page of the same bytes.
 *
 * Input: a head, whose byte 1 fills the memory written to; a block, which
 * is valid up to its first fault.
 */
#include "../input.h"
#include "property/compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct property p = { .name = "page_list" };
	static uint8_t bytes[BLOCK_BYTES];
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);

	take_block(&in, bytes);
	fuzz_must(compare_valid_comes_back(&p, bytes, (uint8_t)(head >> 8)));
	return 0;
}
