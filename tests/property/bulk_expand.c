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

/* Runs around a length, so that a packed page is full of runs alike. */
static void write_runs(struct rng *rng)
{
	u64 longest = 1 + rng_bits(rng, rng_one_in(rng, 3) ? 17 : 5);
	unsigned int one_in = 1 + rng_below(rng, 100);
	struct pfnpack_writer w;
	u64 pfn = rng_bits(rng, 44);
	u64 nr;

	memset(packed, 0, sizeof(packed));
	pfnpack_writer_init(&w, packed, MODEL_PACKED);
	do {
		nr = rng_one_in(rng, one_in) ? 1 + rng_next(rng) % longest : 1;
		if (rng_one_in(rng, 500))
			pfn = PFNPACK_PFN_END - nr;
		if (pfn > PFNPACK_PFN_END - nr)
			pfn = rng_bits(rng, 40);
		if (rng_one_in(rng, 3000))
			break;
		pfn += nr + 1;
	} while (pfnpack_append(&w, pfn - nr - 1, nr, rng_below(rng, 16)) ==
		 PFNPACK_OK);
	pfnpack_seal(&w);
}

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

/* What is read next is the same, whatever it is. */
static bool goes_on_alike(struct property *p, struct pfnpack_reader *r,
			  struct pfnpack_reader *other)
{
	struct pfnpack_range range = { 0 };
	struct pfnpack_range same = { 0 };
	enum pfnpack_status status = pfnpack_next(r, &range);

	return HOLDS(p, pfnpack_next(other, &same) == status) &&
	       HOLDS(p, range.pfn == same.pfn && range.nr == same.nr &&
				range.tag == same.tag) &&
	       HOLDS(p, status != PFNPACK_MALFORMED ||
				!memcmp(&r->fault, &other->fault,
					sizeof(r->fault)));
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
		if (rng_one_in(&p->rng, 2) && !goes_on_alike(p, &r, &bulk))
			return false;
	}
	return goes_on_alike(p, &r, &bulk);
}

bool property_bulk_expands(struct property *p)
{
	unsigned int i;

	write_runs(&p->rng);
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
