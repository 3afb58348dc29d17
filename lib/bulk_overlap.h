/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * expand_mixed() of bulk_words.h for processors that cannot do better: of each
 * word as much is stored as the longest has, and the next word's over it.
 */
#ifndef BULK_OVERLAP_H
#define BULK_OVERLAP_H

#include "bulk_words.h"

/* A power of two. */
#define LONGEST 16

/* All eight words, less one OS page, ORed: a size of 0 has all bits. */
BULK_TARGET static inline u64 less_one(const __le64 *slot)
{
	unsigned int i;
	u64 all = 0;

	for (i = 0; i < BULK_EIGHT; i++)
		all |= le64_to_cpu(slot[i]) - (1ULL << BULK_SIZE_SHIFT);
	return all;
}

BULK_TARGET static inline void expand_eight(const __le64 *slot,
					    struct bulk_pfns *to)
{
	unsigned int i, at;
	u64 word, pfn;

	for (i = 0; i < BULK_EIGHT; i++) {
		word = le64_to_cpu(slot[i]);
		pfn = word & BULK_PFN_MASK;
		for (at = 0; at < LONGEST; at += BULK_LANES)
			store_step(to->pfn + at, pfn + at);
		bulk_pass(to, word >> BULK_SIZE_SHIFT);
	}
}

BULK_TARGET static inline unsigned int
expand_mixed(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	unsigned int i;
	u64 all;

	for (i = 0; nr - i >= BULK_EIGHT; i += BULK_EIGHT) {
		all = less_one(slot + i);
		if (all >> BULK_SIZE_SHIFT >= LONGEST || all & BULK_PFN_HALF ||
		    to->nr_free < BULK_EIGHT * LONGEST)
			break;
		expand_eight(slot + i, to);
	}
	return i;
}

#endif /* BULK_OVERLAP_H */
