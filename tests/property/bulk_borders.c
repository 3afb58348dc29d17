// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Arrays at the borders of what the bulk codec takes together, and keys that
 * are wrong by one bit, in every place; by each code that can be run here.
 */
#include "property.h"

#include <string.h>

#include "bulk_runs.h"
#include "pfnpack_bulk.h"

#define KEYS_MAX 300
#define LAST_PFN (PFNPACK_PFN_END - 1)

static struct pfnpack_page expected_packed[2], bulk_packed[2];
static __u64 keys[KEYS_MAX];

static void runs_of_two_keys(size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		keys[i] = 0x1000 + i + i / 2;
}

static size_t append_one_by_one(struct pfnpack_writer *w,
				const struct bulk_keys *in)
{
	size_t i;

	for (i = 0; i < in->nr; i++) {
		__u64 key = keys[i] | in->tag;

		if (keys[i] >> in->nr_bits ||
		    pfnpack_append(w, key & LAST_PFN, 1,
				   (unsigned int)(key >> PFNPACK_PFN_BITS)) !=
			    PFNPACK_OK)
			break;
	}
	return i;
}

static size_t append_public(struct pfnpack_writer *w,
			    const struct bulk_keys *in)
{
	if (in->nr_bits == PFNPACK_PFN_BITS)
		return pfnpack_append_pfns(w, keys, in->nr,
					   (unsigned int)(in->tag >>
							  PFNPACK_PFN_BITS));
	return pfnpack_append_tagged(w, keys, in->nr);
}

/* @code: NULL for what the public functions choose. */
static bool code_is_append(struct property *p, const struct bulk_code *code,
			   const struct bulk_keys *in)
{
	struct pfnpack_writer expected, bulk;
	size_t nr;

	memset(expected_packed, 0, sizeof(expected_packed));
	memset(bulk_packed, 0, sizeof(bulk_packed));
	pfnpack_writer_init(&expected, expected_packed, 2);
	pfnpack_writer_init(&bulk, bulk_packed, 2);
	/* So that the first key is not the first of a packed page. */
	pfnpack_append(&expected, 1, 1, 0);
	pfnpack_append(&bulk, 1, 1, 0);
	nr = code ? bulk_append(&bulk, code, in) : append_public(&bulk, in);
	return HOLDS(p, nr == append_one_by_one(&expected, in)) &&
	       HOLDS(p, !memcmp(expected_packed, bulk_packed,
				sizeof(bulk_packed)));
}

static bool is_append(struct property *p, unsigned int nr_bits, size_t nr)
{
	const struct bulk_keys in = { .key = keys,
				      .nr = nr,
				      .nr_bits = nr_bits };
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (bulk_codes[i]->is_usable() &&
		    !code_is_append(p, bulk_codes[i], &in))
			return false;
	}
	return code_is_append(p, NULL, &in);
}

/* A run that ends anywhere, near where a block of keys does. */
static bool blocks_are_append(struct property *p)
{
	size_t nr, at, i;

	for (nr = BULK_KEYS - 2; nr <= BULK_KEYS + 3; nr++) {
		for (at = 0; at <= nr; at++) {
			for (i = 0; i < nr; i++)
				keys[i] = 0x1000 + i + (i >= at);
			if (!is_append(p, PFNPACK_PFN_BITS, nr))
				return false;
		}
	}
	return true;
}

static bool wrong_bits_are_refused(struct property *p, unsigned int nr_bits)
{
	unsigned int bit;
	size_t nr, at;

	for (nr = 1; nr < 20; nr++) {
		for (at = 0; at < nr; at++) {
			for (bit = nr_bits; bit < 64; bit++) {
				runs_of_two_keys(nr);
				keys[at] |= 1ULL << bit;
				if (!is_append(p, nr_bits, nr))
					return false;
			}
		}
	}
	return true;
}

/* What comes behind the last PFN is another tag, or nothing. */
static bool last_pfn_is_the_last(struct property *p, unsigned int nr_bits)
{
	size_t nr, at, i;

	for (nr = 1; nr < 20; nr++) {
		for (at = 0; at < nr; at++) {
			for (i = 0; i < nr; i++)
				keys[i] = LAST_PFN - at + i;
			if (!is_append(p, nr_bits, nr))
				return false;
		}
	}
	return true;
}

static bool wrong_tags_are_refused(struct property *p)
{
	struct pfnpack_writer w;
	unsigned int bit;

	runs_of_two_keys(20);
	for (bit = PFNPACK_TAG_BITS; bit < 32; bit++) {
		pfnpack_writer_init(&w, bulk_packed, 2);
		if (!HOLDS(p, !pfnpack_append_pfns(&w, keys, 20, 1U << bit)) ||
		    !HOLDS(p, pfnpack_seal(&w) == 0))
			return false;
	}
	return true;
}

bool property_bulk_borders(struct property *p)
{
	const unsigned int tagged = PFNPACK_PFN_BITS + PFNPACK_TAG_BITS;
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (!HOLDS(p, bulk_codes[i]->name))
			return false;
	}
	return blocks_are_append(p) &&
	       wrong_bits_are_refused(p, PFNPACK_PFN_BITS) &&
	       wrong_bits_are_refused(p, tagged) &&
	       last_pfn_is_the_last(p, PFNPACK_PFN_BITS) &&
	       last_pfn_is_the_last(p, tagged) && wrong_tags_are_refused(p);
}
