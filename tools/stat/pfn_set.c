// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A set of PFNs, for counting each only once.
 *
 * Memory that was asked for but never written to does not exist: neither the
 * parts nor the table of them take more than what they are used for.
 */
#include "pfn_set.h"

#include <stdlib.h>

#include "pfnpack.h"

#define NR_PARTS (PFNPACK_PFN_END / PFN_SET_PART)
#define WORD_BITS 64

/* Return: the part that @pfn is in; NULL when there is no memory for it. */
static uint64_t *part_of(struct pfn_set *set, uint64_t pfn)
{
	uint64_t **part;

	if (!set->part)
		set->part = calloc(NR_PARTS, sizeof(set->part[0]));
	if (!set->part)
		return NULL;
	part = &set->part[pfn / PFN_SET_PART];
	if (!*part && set->nr_parts < PFN_SET_PARTS_MAX) {
		*part = calloc(PFN_SET_PART / WORD_BITS, sizeof(**part));
		set->nr_parts++;
	}
	return *part;
}

/* Return: of @nr PFNs from @pfn on, those that stand in the same word. */
static uint64_t nr_in_word(uint64_t pfn, uint64_t nr)
{
	uint64_t nr_most = WORD_BITS - pfn % WORD_BITS;

	return nr < nr_most ? nr : nr_most;
}

static void add_to_word(struct pfn_set *set, uint64_t *word, uint64_t pfn,
			uint64_t nr)
{
	uint64_t bits = (~0ULL >> (WORD_BITS - nr)) << pfn % WORD_BITS;

	set->nr += (uint64_t)__builtin_popcountll(bits & ~*word);
	*word |= bits;
}

void pfn_set_add(struct pfn_set *set, uint64_t pfn, uint64_t nr)
{
	uint64_t nr_now;
	uint64_t *part;

	for (; nr && !set->overflow; nr -= nr_now) {
		nr_now = nr_in_word(pfn, nr);
		part = part_of(set, pfn);
		if (!part) {
			pfn_set_free(set);
			set->overflow = true;
			return;
		}
		add_to_word(set, &part[pfn % PFN_SET_PART / WORD_BITS], pfn,
			    nr_now);
		pfn += nr_now;
	}
}

void pfn_set_free(struct pfn_set *set)
{
	size_t i;

	for (i = 0; set->part && i < NR_PARTS; i++)
		free(set->part[i]);
	free(set->part);
	set->part = NULL;
}
