// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Lists for what takes many words together, and readers that should agree.
 */
#include "property.h"

#include <string.h>

#include "pfnpack.h"

void random_runs(struct rng *rng, struct pfnpack_page *packed)
{
	__u64 longest = 1 + rng_bits(rng, 1 + rng_below(rng, 17));
	unsigned int one_in = 1 + rng_below(rng, 100);
	struct pfnpack_writer w;
	__u64 pfn = rng_bits(rng, 44);
	__u64 nr;

	memset(packed, 0, MODEL_PACKED * sizeof(*packed));
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

bool readers_go_on_alike(struct property *p, struct pfnpack_reader *r,
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

void start_reader(struct pfnpack_reader *r, struct pfnpack_page *packed,
		  struct pfnpack_page **table, bool joins)
{
	if (table)
		pfnpack_reader_init_table(r, table, MODEL_PACKED);
	else
		pfnpack_reader_init(r, packed, MODEL_PACKED);
	if (joins)
		pfnpack_reader_join(r);
}
