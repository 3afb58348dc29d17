// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Arrays of PFNs out of packed pages, by each code that this processor can run,
 * against one range after the other.
 */
#include "property.h"

#include <string.h>

#include "bulk_runs.h"
#include "pfnpack_bulk.h"

#define PFNS_MAX 3000

static struct pfnpack_page packed[MODEL_PACKED];
static u64 expected[PFNS_MAX];
/* One more, to see that it is left alone. */
static u64 expanded[PFNS_MAX + 1];

static size_t expand_one_by_one(struct pfnpack_reader *r, size_t nr)
{
	struct pfnpack_range range;
	size_t i = 0;

	while (i < nr && pfnpack_next(r, &range) == PFNPACK_OK) {
		for (; range.nr && i < nr; range.nr--)
			expected[i++] = range.pfn++;
		r->rest = range;
	}
	return i;
}

static bool expand_some(struct property *p, struct pfnpack_reader *r,
			struct pfnpack_reader *bulk,
			const struct bulk_code *code)
{
	size_t nr = rng_below(&p->rng, PFNS_MAX + 1);
	size_t nr_expected = expand_one_by_one(r, nr);
	size_t nr_expanded;

	expanded[nr] = nr;
	nr_expanded = code ? bulk_expand(bulk, code, expanded, nr) :
			     pfnpack_expand(bulk, expanded, nr);
	return HOLDS(p, nr_expanded == nr_expected) &&
	       HOLDS(p, expanded[nr] == nr) &&
	       HOLDS(p, !memcmp(expanded, expected,
				nr_expected * sizeof(*expected)));
}

/* @code is NULL for the one that the library chooses. */
static bool code_expands(struct property *p, const struct bulk_code *code)
{
	unsigned int nr_steps = 1 + rng_below(&p->rng, 12);
	struct pfnpack_reader r, bulk;

	pfnpack_reader_init(&r, packed, MODEL_PACKED);
	pfnpack_reader_init(&bulk, packed, MODEL_PACKED);
	if (rng_one_in(&p->rng, 2)) {
		pfnpack_reader_join(&r);
		pfnpack_reader_join(&bulk);
	}
	for (; nr_steps; nr_steps--) {
		if (!expand_some(p, &r, &bulk, code))
			return false;
		if (rng_one_in(&p->rng, 2) &&
		    !readers_go_on_alike(p, &r, &bulk))
			return false;
	}
	return readers_go_on_alike(p, &r, &bulk);
}

bool property_bulk_expands(struct property *p)
{
	unsigned int i;

	random_runs(&p->rng, packed);
	if (rng_one_in(&p->rng, 3))
		mutate(&p->rng,
		       (uint8_t *)&packed[rng_below(&p->rng, MODEL_PACKED)]);
	for (i = 0; i < bulk_nr_codes; i++) {
		if (bulk_codes[i]->is_usable() &&
		    !code_expands(p, bulk_codes[i]))
			return false;
	}
	return code_expands(p, NULL);
}
