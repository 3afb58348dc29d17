/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From words to PFNs: the loops that each code compiles for its processor.
 *
 * Branches are taken for a group of words, not for a word, whose size cannot
 * be foreseen.  A run is stored in fours or steps: what is too much is
 * overwritten by the next run.
 *
 * Whoever includes this has defined
 *
 *   BULK_TARGET	the attribute of functions for that processor
 *   BULK_STEP		PFNs of a step through a long run
 *   store_step()	stores so many PFNs that follow one another
 *   store_four()	stores four of them
 *   store_singles()	the PFNs of a group of words, whatever their sizes
 *   look_at_group()	fills in a struct bulk_group
 */
#ifndef BULK_WORDS_H
#define BULK_WORDS_H

#include "bulk_runs.h"

#define BULK_PFN_MASK (PFNPACK_PFN_END - 1)

/* Words looked at together; the small group is for what is left of a large. */
#define BULK_GROUP 64
#define BULK_SMALL_GROUP 8

/* Below this a run is small. */
#define BULK_LARGEST 16

/**
 * struct bulk_group - what is common to a group of words
 * @sizes: their sizes, ORed: none is larger
 * @smallest: the smallest size
 * @ends: the first PFN behind each, ORed
 */
struct bulk_group {
	u64 sizes;
	u64 smallest;
	u64 ends;
};

static inline void look_at_group(const __le64 *slot, unsigned int nr,
				 struct bulk_group *group);
static inline void store_four(u64 *to, u64 pfn);
static inline void store_step(u64 *to, u64 pfn);
static inline void store_singles(u64 *to, const __le64 *slot, unsigned int nr);

/* @nr words, none larger than @largest, for which there is room. */
BULK_TARGET static inline u64 *expand_small(const __le64 *slot, unsigned int nr,
					    u64 *to, unsigned int largest)
{
	unsigned int i, at;
	u64 word, pfn;

	for (i = 0; i < nr; i++) {
		word = le64_to_cpu(slot[i]);
		pfn = word & BULK_PFN_MASK;
		for (at = 0; at < largest; at += 4)
			store_four(to + at, pfn + at);
		to += word >> BULK_SIZE_SHIFT;
	}
	return to;
}

/* Return: false when it is for the reader. */
BULK_TARGET static inline bool expand_word(u64 word, struct bulk_pfns *to)
{
	u64 pfn = word & BULK_PFN_MASK;
	u64 nr = word >> BULK_SIZE_SHIFT;
	u64 i;

	/* No word or a descriptor, nothing valid, or too much for whole steps. */
	if (nr - 1 >= PFNPACK_INLINE_MAX || pfn + nr > PFNPACK_PFN_END ||
	    nr + BULK_STEP > to->nr_free)
		return false;
	store_step(to->pfn, pfn);
	for (i = BULK_STEP; i < nr; i += BULK_STEP)
		store_step(to->pfn + i, pfn + i);
	to->pfn += nr;
	to->nr_free -= nr;
	return true;
}

/* Return: false when it is not a group of small runs. */
BULK_TARGET static inline bool expand_group(const __le64 *slot, unsigned int nr,
					    struct bulk_pfns *to)
{
	struct bulk_group group;
	u64 *end;

	if (to->nr_free < (size_t)BULK_LARGEST * nr)
		return false;
	look_at_group(slot, nr, &group);
	if (group.sizes >= BULK_LARGEST || !group.smallest ||
	    group.ends >= PFNPACK_PFN_END)
		return false;
	if (group.sizes == 1) {
		store_singles(to->pfn, slot, nr);
		end = to->pfn + nr;
	} else if (group.sizes < 4) {
		end = expand_small(slot, nr, to->pfn, 4);
	} else if (group.sizes < 8) {
		end = expand_small(slot, nr, to->pfn, 8);
	} else {
		end = expand_small(slot, nr, to->pfn, BULK_LARGEST);
	}
	to->nr_free -= (size_t)(end - to->pfn);
	to->pfn = end;
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

/* All the groups of @nr_group words that there are. */
BULK_TARGET static inline unsigned int expand_groups(const __le64 *slot,
						     unsigned int nr,
						     unsigned int nr_group,
						     struct bulk_pfns *to)
{
	unsigned int i, nr_done;

	for (i = 0; nr - i >= nr_group; i += nr_group) {
		if (expand_group(slot + i, nr_group, to))
			continue;
		nr_done = expand_one_by_one(slot + i, nr_group, to);
		if (nr_done < nr_group)
			return i + nr_done;
	}
	return i;
}

BULK_TARGET static unsigned int
expand_words(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	unsigned int i = expand_groups(slot, nr, BULK_GROUP, to);

	i += expand_groups(slot + i, nr - i, BULK_SMALL_GROUP, to);
	return i + expand_one_by_one(slot + i, nr - i, to);
}

#endif /* BULK_WORDS_H */
