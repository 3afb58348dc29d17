// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Arrays of PFNs, by every code that this processor can run: the bytes and
 * the writer are what one OS page at a time makes them.
 *
 * Input: a head, with the packed pages in byte 0, the tag in byte 1 (16 and
 * more: a tag for each key), and the OS pages in front of the keys in bytes 2
 * and 3; the OS pages that the first key continues; runs.
 *
 * A unit is a run, as a word has it.  When its size is 0, the next unit is a
 * key, whatever its bits.
 */
#include "../input.h"
#include "property/compare.h"

#define KEYS_MAX 1200
#define SIZE_SHIFT 48

static __u64 keys[KEYS_MAX];
static size_t nr_keys;

static void add_run(struct input *in)
{
	uint64_t word = take_unit(in);
	uint64_t nr = word >> SIZE_SHIFT;
	uint64_t key = word & ((1ULL << SIZE_SHIFT) - 1);

	if (!nr) {
		key = take_unit(in);
		nr = 1;
	}
	while (nr-- && nr_keys < KEYS_MAX)
		keys[nr_keys++] = key++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct property p = { .name = "bulk" };
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);
	unsigned int tag = head >> 8 & 0xff;
	struct bulk_start start = {
		.nr_packed = (head & 0xff) % (MODEL_PACKED + 1),
		.nr_scattered = (head >> 16 & 0xffff) % (2 * MODEL_SLOTS),
		.nr_before = take_unit(&in),
	};

	nr_keys = 0;
	while (in.nr && nr_keys < KEYS_MAX)
		add_run(&in);
	fuzz_must(compare_bulk(&p, &start, keys, nr_keys,
			       tag < 16 ? &tag : NULL));
	return 0;
}
