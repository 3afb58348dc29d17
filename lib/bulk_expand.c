// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Expands packed pages to arrays of PFNs.
 *
 * The words of a packed page are taken together up to the first that needs
 * care: one with a descriptor, the end, or anything malformed.  That one is
 * left to pfnpack_next(), which knows.
 */
#pragma GCC visibility push(default)
#include "pfnpack_bulk.h"
#pragma GCC visibility pop

#include "bulk_runs.h"

/* Return: words taken. */
static unsigned int expand_together(struct pfnpack_reader *r,
				    const struct bulk_code *code,
				    struct bulk_pfns *to)
{
	unsigned int nr = bulk_words_left(r);

	if (nr)
		nr = code->expand_words(&r->at.packed->slot[r->at.slot], nr,
					to);
	bulk_take(r, nr);
	return nr;
}

/* As much of the next range as there is room for. */
static enum pfnpack_status expand_range(struct pfnpack_reader *r,
					struct bulk_pfns *to)
{
	enum pfnpack_status status;
	struct pfnpack_range range;
	u64 i, nr;

	status = pfnpack_next(r, &range);
	if (status != PFNPACK_OK)
		return status;
	nr = range.nr < to->nr_free ? range.nr : to->nr_free;
	for (i = 0; i < nr; i++)
		to->pfn[i] = range.pfn + i;
	to->pfn += nr;
	to->nr_free -= nr;
	r->rest = range;
	r->rest.pfn += nr;
	r->rest.nr -= nr;
	return PFNPACK_OK;
}

size_t bulk_expand(struct pfnpack_reader *r, const struct bulk_code *code,
		   u64 *pfns, size_t nr)
{
	struct bulk_pfns to = { .pfn = pfns, .nr_free = nr };

	while (to.nr_free) {
		if (!expand_together(r, code, &to) &&
		    expand_range(r, &to) != PFNPACK_OK)
			break;
	}
	return nr - to.nr_free;
}

size_t pfnpack_expand(struct pfnpack_reader *r, u64 *pfns, size_t nr)
{
	return bulk_expand(r, bulk_chosen(), pfns, nr);
}
