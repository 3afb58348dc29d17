/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From words to PFNs: the loops that each code compiles for its processor.
 *
 * Where the next run starts cannot be foreseen, so branches are taken for a
 * group of words, and not for a word.
 *
 * Whoever includes this has defined
 *
 *   BULK_TARGET	the attribute of functions for that processor
 *   BULK_LANES		PFNs that are stored together
 *   BULK_MIXED		slots expanded as mixed words before it is looked again
 *			whether all are of one OS page
 *   store_step()	stores so many that follow one another
 *   store_singles()	stores the PFNs of a group of words as if each were of
 *			one OS page; returns whether that is so
 *   sum_group()		the OS pages of a group of words, all of them valid, and
 *			of 2^15 OS pages at most; 0 if one is not
 *   expand_mixed()	as expand_one_by_one(), but for eights of words, and
 *			only up to the first that is not made for it
 */
#ifndef BULK_WORDS_H
#define BULK_WORDS_H

#include "bulk_runs.h"

#define BULK_PFN_MASK (PFNPACK_PFN_END - 1)

/* What starts below this ends before the last PFN, unless it has a descriptor. */
#define BULK_PFN_HALF (PFNPACK_PFN_END >> 1)

/*
 * Bits of a word, less one OS page, that are not there if it was of one, and
 * if it was of 1 to 2^15 and is valid.
 */
#define BULK_NOT_ONE (~0ULL << BULK_SIZE_SHIFT | BULK_PFN_HALF)
#define BULK_NOT_VALID (1ULL << 63 | BULK_PFN_HALF)

/* Words looked at together, and those that expand_mixed() does. */
#define BULK_GROUP 64
#define BULK_EIGHT 8

static inline void store_step(u64 *to, u64 pfn);
static inline bool store_singles(u64 *to, const __le64 *slot);
static inline u64 sum_group(const __le64 *slot);
static inline unsigned int expand_mixed(const __le64 *slot, unsigned int nr,
					struct bulk_pfns *to);

static inline unsigned int bulk_at_most(unsigned int nr, unsigned int most)
{
	return nr < most ? nr : most;
}

static inline void bulk_pass(struct bulk_pfns *to, u64 nr)
{
	to->pfn += nr;
	to->nr_free -= nr;
}

/* Return: false when it is for the reader. */
BULK_TARGET static inline bool expand_word(u64 word, struct bulk_pfns *to)
{
	struct pfnpack_range range = pfnpack_word_range(word);
	u64 i;

	/* Too much for whole steps? */
	if (!bulk_is_short(&range) || range.nr + BULK_LANES > to->nr_free)
		return false;
	for (i = 0; i < range.nr; i += BULK_LANES)
		store_step(to->pfn + i, range.pfn + i);
	bulk_pass(to, range.nr);
	return true;
}

/* @nr words; fewer when one is for the reader. */
BULK_TARGET static inline unsigned int
expand_one_by_one(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	unsigned int i;

	for (i = 0; i < nr && expand_word(le64_to_cpu(slot[i]), to); i++)
		;
	return i;
}

/* Whole groups of words of one OS page each. */
BULK_TARGET static inline unsigned int
expand_singles(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	unsigned int i;

	if (nr > to->nr_free)
		nr = (unsigned int)to->nr_free;
	for (i = 0; nr - i >= BULK_GROUP; i += BULK_GROUP) {
		if (!store_singles(to->pfn + i, slot + i))
			break;
	}
	bulk_pass(to, i);
	return i;
}

/* @nr words; fewer when one is for the reader.  Inlined for what it has in @to. */
BULK_TARGET static inline __attribute__((always_inline)) unsigned int
expand_group(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	unsigned int i = 0;
	unsigned int nr_eight, nr_done;

	while (i < nr) {
		i += expand_mixed(slot + i, nr - i, to);
		nr_eight = bulk_at_most(nr - i, BULK_EIGHT);
		nr_done = expand_one_by_one(slot + i, nr_eight, to);
		i += nr_done;
		if (nr_done < nr_eight)
			break;
	}
	return i;
}

BULK_TARGET static unsigned int
expand_words(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	/* Which no store of a PFN may change, for all that compilers know. */
	struct bulk_pfns at = *to;
	unsigned int nr_mixed, nr_done;
	unsigned int i = 0;
	bool singles = true;
	const u64 *before;

	while (i < nr) {
		if (singles)
			i += expand_singles(slot + i, nr - i, &at);
		before = at.pfn;
		nr_mixed = bulk_at_most(nr - i, BULK_MIXED);
		nr_done = expand_group(slot + i, nr_mixed, &at);
		i += nr_done;
		if (nr_done < nr_mixed)
			break;
		/* What has just been is what comes, most of the time. */
		singles = (size_t)(at.pfn - before) == nr_done;
	}
	*to = at;
	return i;
}

/* Return: false when it is for the reader, or has more than @left OS pages. */
static inline bool pass_word(u64 word, u64 *left)
{
	struct pfnpack_range range = pfnpack_word_range(word);

	if (!bulk_is_short(&range) || range.nr > *left)
		return false;
	*left -= range.nr;
	return true;
}

/* Whole groups of words. */
BULK_TARGET static inline unsigned int pass_groups(const __le64 *slot,
						   unsigned int nr, u64 *left)
{
	unsigned int i;
	u64 sum;

	for (i = 0; nr - i >= BULK_GROUP; i += BULK_GROUP) {
		sum = sum_group(slot + i);
		if (!sum || sum > *left)
			break;
		*left -= sum;
	}
	return i;
}

static inline unsigned int pass_one_by_one(const __le64 *slot, unsigned int nr,
					   u64 *left)
{
	unsigned int i;

	for (i = 0; i < nr && pass_word(le64_to_cpu(slot[i]), left); i++)
		;
	return i;
}

#endif /* BULK_WORDS_H */
