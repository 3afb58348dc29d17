// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A small user of the library: ranges in, the same ranges out. */
#include <pfnpack.h>

static const struct pfnpack_range ranges[] = {
	{ .pfn = 0, .nr = 1, .tag = 0 },
	{ .pfn = 0x1000, .nr = 37, .tag = 3 },
	{ .pfn = 0x200000, .nr = 1ULL << 20, .tag = PFNPACK_TAG_MAX },
};

#define NR_RANGES (sizeof(ranges) / sizeof(ranges[0]))

static struct pfnpack_page packed;

static int write_ranges(void)
{
	struct pfnpack_writer w;
	unsigned int i;

	pfnpack_writer_init(&w, &packed, 1);
	for (i = 0; i < NR_RANGES; i++) {
		if (pfnpack_append(&w, ranges[i].pfn, ranges[i].nr,
				   ranges[i].tag) != PFNPACK_OK)
			return 0;
	}
	return pfnpack_seal(&w) == 1;
}

static int read_ranges(void)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;
	unsigned int i;

	pfnpack_reader_init(&r, &packed, 1);
	for (i = 0; i < NR_RANGES; i++) {
		if (pfnpack_next(&r, &range) != PFNPACK_OK ||
		    range.pfn != ranges[i].pfn || range.nr != ranges[i].nr ||
		    range.tag != ranges[i].tag)
			return 0;
	}
	return pfnpack_next(&r, &range) == PFNPACK_END;
}

int main(void)
{
	struct pfnpack_fault fault;

	if (!write_ranges())
		return 1;
	if (!read_ranges())
		return 2;
	if (pfnpack_check(&packed, &fault) != PFNPACK_OK)
		return 3;
	return 0;
}
