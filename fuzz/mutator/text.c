// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Changes to texts, behind a byte: pieces of them put in, bytes taken out. */
#include "property/rng.h"

#include "../fuzz.h"

#include <string.h>

static const char *const pieces[] = {
	"\n",
	"\r\n",
	" ",
	"\t",
	"#",
	"0x",
	"+",
	"-",
	",",
	",,",
	"[",
	")",
	"tag=",
	" tag=15",
	"packed-page",
	"packed-page,,\n",
	"pfn,nr,tag\n",
	"1,2,3\n",
	"[1, 9)\n",
	"0x10+2\n",
	"0",
	"1",
	"65535",
	"17592186044415",
	"17592186044416",
	"0xfffffffffff",
	"18446744073709551615",
	"18446744073709551616",
};
#define NR_PIECES (sizeof(pieces) / sizeof(pieces[0]))

static size_t put_in(struct rng *rng, uint8_t *data, size_t size, size_t max)
{
	const char *piece = pieces[rng_below(rng, NR_PIECES)];
	size_t nr = strlen(piece);
	size_t at = 1 + rng_below(rng, (unsigned int)size);

	if (size + nr > max)
		return size;
	memmove(data + at + nr, data + at, size - at);
	memcpy(data + at, piece, nr);
	return size + nr;
}

static size_t take_out(struct rng *rng, uint8_t *data, size_t size)
{
	size_t at = rng_below(rng, (unsigned int)size);
	size_t nr = 1 + rng_below(rng, 4);

	if (nr > size - at)
		nr = size - at;
	memmove(data + at, data + at + nr, size - at - nr);
	return size - nr;
}

static size_t change(struct rng *rng, uint8_t *data, size_t size, size_t max)
{
	if (!size) {
		data[0] = (uint8_t)rng_bits(rng, 8);
		return 1;
	}
	switch (rng_below(rng, 4)) {
	case 0:
		return take_out(rng, data, size);
	case 1:
		data[rng_below(rng, (unsigned int)size)] =
			(uint8_t)rng_bits(rng, 8);
		return size;
	default:
		return put_in(rng, data, size, max);
	}
}

size_t fuzz_mutate(uint64_t seed, uint8_t *data, size_t size, size_t max)
{
	struct rng rng = { seed };
	unsigned int nr;

	for (nr = 1 + rng_below(&rng, 6); nr && max; nr--)
		size = change(&rng, data, size, max);
	return size;
}
