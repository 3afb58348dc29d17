// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Any 4096 bytes: check, summary, decoding and reader say what the model says.
 *
 * Input: a head without a meaning, a block.
 */
#include "../input.h"
#include "property/compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct property p = { .name = "page" };
	static uint8_t bytes[BLOCK_BYTES];
	struct input in = input_of(data, size);

	take_unit(&in);
	take_block(&in, bytes);
	fuzz_must(compare_packed(&p, bytes));
	return 0;
}
