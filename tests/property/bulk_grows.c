// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A list that grows between two calls: readers by many words and one range
 * after the other end at the same place (F-14).
 */
#include "property.h"

#include "bulk_runs.h"
#include "pfnpack_bulk.h"

static struct pfnpack_page packed[MODEL_PACKED];

struct growing {
	struct pfnpack_writer w;
	struct pfnpack_reader r;
	struct pfnpack_reader bulk;
};

/* Any slot of size 0 is no word, whatever else is in it. */
static void start_list(struct growing *list, bool zero)
{
	unsigned int i;

	for (i = 0; i < MODEL_PACKED * PFNPACK_SLOTS; i++)
		packed[i / PFNPACK_SLOTS].slot[i % PFNPACK_SLOTS] =
			cpu_to_le64(zero ? 0 : ~0ULL >> 16);
	pfnpack_writer_init(&list->w, packed, MODEL_PACKED);
}

/* Mostly short ranges; half of them continue the one before. */
static void grow(struct rng *rng, struct pfnpack_writer *w)
{
	unsigned int nr = rng_below(rng, 700) >> rng_below(rng, 4);
	__u64 pfn = w->at.next_key & (PFNPACK_PFN_END - 1);

	for (; nr; nr--) {
		__u64 nr_os_pages =
			rng_one_in(rng, 700) ? 70000 : 1 + rng_below(rng, 3);

		if (rng_one_in(rng, 2))
			pfn = rng_bits(rng, 40);
		if (pfnpack_append(w, pfn, nr_os_pages, 0) != PFNPACK_OK)
			break;
		pfn += nr_os_pages;
	}
}

static bool advances(struct property *p, struct growing *list,
		     const struct bulk_code *code)
{
	__u64 nr = rng_bits(&p->rng, 17);

	return HOLDS(p, bulk_advance(&list->bulk, code, nr) ==
				pfnpack_skip(&list->r, nr));
}

static bool expands(struct property *p, struct growing *list,
		    const struct bulk_code *code)
{
	__u64 pfns[1000], nr = rng_bits(&p->rng, 10) % 1000;
	struct pfnpack_range range;
	__u64 i, nr_got = bulk_expand(&list->bulk, code, pfns, nr);

	for (i = 0; i < nr_got; i++) {
		if (!HOLDS(p, pfnpack_next_max(&list->r, 1, &range) ==
				      PFNPACK_OK) ||
		    !HOLDS(p, pfns[i] == range.pfn))
			return false;
	}
	return nr_got == nr ||
	       HOLDS(p, pfnpack_next(&list->r, &range) == PFNPACK_END);
}

static bool reads_in_place(struct property *p, struct growing *list,
			   const struct bulk_code *code)
{
	const __le64 *slot;
	unsigned int nr = bulk_next_in_place(&list->bulk, code, &slot);
	struct pfnpack_range range, same;

	for (; nr; nr--) {
		range = pfnpack_slot_range(slot++);
		if (!HOLDS(p, pfnpack_next(&list->r, &same) == PFNPACK_OK) ||
		    !HOLDS(p, range.pfn == same.pfn && range.nr == same.nr))
			return false;
	}
	return true;
}

static bool code_reads_what_grows(struct property *p,
				  const struct bulk_code *code)
{
	static bool (*const read[])(struct property * p, struct growing * list,
				    const struct bulk_code *code) = {
		advances, expands, reads_in_place
	};
	struct growing list;
	unsigned int i;

	start_list(&list, rng_one_in(&p->rng, 2));
	/* To the packed page that is being filled then, readers go on. */
	for (i = rng_below(&p->rng, 24); i; i--)
		grow(&p->rng, &list.w);
	start_reader(&list.r, packed, NULL, false);
	start_reader(&list.bulk, packed, NULL, false);
	for (i = 0; i < 32; i++) {
		if (rng_one_in(&p->rng, 4))
			grow(&p->rng, &list.w);
		if (!read[rng_below(&p->rng, 3)](p, &list, code))
			return false;
	}
	grow(&p->rng, &list.w);
	return readers_go_on_alike(p, &list.r, &list.bulk);
}

bool property_bulk_reads_what_grows(struct property *p)
{
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (bulk_codes[i]->is_usable() &&
		    !code_reads_what_grows(p, bulk_codes[i]))
			return false;
	}
	return true;
}
