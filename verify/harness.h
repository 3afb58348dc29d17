/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the proof harnesses are written with.  For cbmc a choice is any value
 * there is, and a claim is proven for all of them.  Without it, explore.c
 * makes the choices one after the other, all of them too, but by running.
 *
 * HARNESS_NEGATIVE claims something wrong, which has to be refuted.
 */
#ifndef PFNPACK_HARNESS_H
#define PFNPACK_HARNESS_H

#include <stdbool.h>
#include <stddef.h>

#include "pfnpack.h"

#ifdef __CPROVER__
__u64 nondet_u64(void);

static inline __u64 choose(__u64 nr)
{
	__u64 value = nondet_u64();

	__CPROVER_assume(value < nr);
	return value;
}
#define CLAIM(cond) __CPROVER_assert((cond), #cond)
#else
/* One of 0 to @nr - 1. */
__u64 choose(__u64 nr);
void explore_claim(bool holds, const char *text);
#define CLAIM(cond) explore_claim((cond), #cond)
#endif

#define PACKED 2

void harness(void);

static inline bool range_is_valid(__u64 pfn, __u64 nr, __u64 tag)
{
	return nr && nr <= PFNPACK_PFN_END && pfn <= PFNPACK_PFN_END - nr &&
	       tag <= PFNPACK_TAG_MAX;
}

/* Any bytes, as far as slots of so few bits can hold them. */
static inline void choose_bytes(struct pfnpack_page *packed, unsigned int nr)
{
	unsigned int i, j;

	for (i = 0; i < nr; i++)
		for (j = 0; j < PFNPACK_SLOTS; j++)
			packed[i].slot[j] = choose(1ULL << (PFNPACK_PFN_BITS +
							    PFNPACK_TAG_BITS +
							    PFNPACK_SIZE_BITS));
}

/* Append a range that is one, or ask for a break. */
static inline void do_anything(struct pfnpack_writer *w)
{
	__u64 pfn, nr;

	if (choose(2))
		pfnpack_break(w);
	pfn = choose(PFNPACK_PFN_END);
	nr = 1 + choose(PFNPACK_PFN_END - pfn);
	pfnpack_append(w, pfn, nr, (unsigned int)choose(PFNPACK_TAG_MAX + 1));
}

static inline bool same_bytes(const struct pfnpack_page *a,
			      const struct pfnpack_page *b, unsigned int nr)
{
	unsigned int i, j;

	for (i = 0; i < nr; i++)
		for (j = 0; j < PFNPACK_SLOTS; j++)
			if (a[i].slot[j] != b[i].slot[j])
				return false;
	return true;
}

static inline bool same_place(const struct pfnpack_checkpoint *a,
			      const struct pfnpack_checkpoint *b)
{
	return a->next_key == b->next_key && a->last_key == b->last_key &&
	       a->last_nr == b->last_nr && a->nr_words == b->nr_words &&
	       a->gap_end == b->gap_end && a->nr_used == b->nr_used;
}

static inline bool same_writer(const struct pfnpack_writer *a,
			       const struct pfnpack_writer *b)
{
	return same_place(&a->at, &b->at) && a->packed == b->packed &&
	       a->first == b->first && a->table == b->table &&
	       a->nr_packed == b->nr_packed;
}

#endif /* PFNPACK_HARNESS_H */
