// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How small can it get?  For each run two numbers in the manner of Stream
 * VByte, how far it starts from where the last one ended, and its length: 2
 * control bits for each, which say 1, 2, 4 or 8 bytes.  Only the size is
 * computed: to find a range in such a list, all before it must be decoded.
 */
#include <stdlib.h>

#include "../bench.h"

static void *deltas_create(const struct input *in)
{
	const struct input **list = bench_alloc(sizeof(*list));

	*list = in;
	return list;
}

static size_t width(u64 value)
{
	if (value >> 8 == 0)
		return 1;
	if (value >> 16 == 0)
		return 2;
	return value >> 32 == 0 ? 4 : 8;
}

/* Small numbers, whatever the sign. */
static u64 zigzag(int64_t value)
{
	return (u64)value << 1 ^ (u64)(value >> 63);
}

static size_t deltas_bytes(void *arg)
{
	const struct input *in = *(const struct input **)arg;
	size_t bytes = (2 * in->nr_runs + 3) / 4;
	u64 end = 0;
	size_t i;

	for (i = 0; i < in->nr_runs; i++) {
		bytes += width(zigzag((int64_t)(in->run[i].pfn - end)));
		bytes += width(in->run[i].nr);
		end = in->run[i].pfn + in->run[i].nr;
	}
	return bytes;
}

const struct peer peer_byte_deltas = {
	.name = "byte_deltas",
	.create = deltas_create,
	.destroy = free,
	.bytes = deltas_bytes,
};
