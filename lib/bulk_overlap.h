/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * expand_mixed() of bulk_words.h for processors that cannot do better: of each
 * word as much is stored as the longest has, and the next word's over it.
 */
#ifndef BULK_OVERLAP_H
#define BULK_OVERLAP_H

#define BULK_MIXED 64

#include "bulk_words.h"

/* A power of two. */
#define LONGEST 16
#define ROOM_OF_EIGHT (8ULL * LONGEST)

/* All eight words, less one OS page, ORed: a size of 0 has all bits. */
BULK_TARGET static inline u64 less_one(const __le64 *slot)
{
	unsigned int i;
	u64 all = 0;

	for (i = 0; i < BULK_EIGHT; i++)
		all |= le64_to_cpu(slot[i]) - (1ULL << BULK_SIZE_SHIFT);
	return all;
}

/* Of each word @largest are stored, 4 or a multiple of it. */
BULK_TARGET static inline void
expand_eight(const __le64 *slot, unsigned int largest, struct bulk_pfns *to)
{
	u64 *pfns = to->pfn;
	unsigned int i, at;
	u64 word, pfn;

	for (i = 0; i < BULK_EIGHT; i++) {
		word = le64_to_cpu(slot[i]);
		pfn = word & BULK_PFN_MASK;
		for (at = 0; at < largest; at += BULK_LANES)
			store_step(pfns + at, pfn + at);
		pfns += word >> BULK_SIZE_SHIFT;
	}
	bulk_pass(to, (size_t)(pfns - to->pfn));
}

BULK_TARGET static inline unsigned int
expand_mixed(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	unsigned int i;
	u64 all, size;

	for (i = 0; nr - i >= BULK_EIGHT; i += BULK_EIGHT) {
		all = less_one(slot + i);
		size = all >> BULK_SIZE_SHIFT;
		if (size >= LONGEST || all & BULK_PFN_HALF ||
		    to->nr_free < ROOM_OF_EIGHT)
			break;
		if (size < 4)
			expand_eight(slot + i, 4, to);
		else
			expand_eight(slot + i, LONGEST, to);
	}
	return i;
}

BULK_TARGET static unsigned int pass_words(const __le64 *slot, unsigned int nr,
					   u64 *left)
{
	unsigned int i = pass_groups(slot, nr, left);

	return i + pass_one_by_one(slot + i, nr - i, left);
}

BULK_TARGET static unsigned int count_words(const __le64 *slot, unsigned int nr)
{
	u64 left = ~0ULL;

	return pass_words(slot, nr, &left);
}

#endif /* BULK_OVERLAP_H */
