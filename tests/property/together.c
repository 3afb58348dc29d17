// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Words that can be taken together are: what is left to the functions that
 * take one range after the other is no more than it has to be.
 */
#include "property.h"

#include <string.h>

#include "bulk_runs.h"
#include "pfnpack_bulk.h"

#define KEYS_MAX (MODEL_PACKED * PFNPACK_SLOTS)

static struct pfnpack_page packed[MODEL_PACKED];
static struct pfnpack_page *table[MODEL_PACKED];
static u64 keys[KEYS_MAX];
static u64 pfns[KEYS_MAX + 64];

/* --- A code that counts --------------------------------------------------- */

static struct {
	unsigned int nr_calls;
	size_t nr_words;
	size_t nr_slots; /* that they were told to look at */
	unsigned int nr_empty; /* calls for no words */
} counted;

static unsigned int count(unsigned int nr, unsigned int nr_words)
{
	counted.nr_calls++;
	counted.nr_words += nr_words;
	counted.nr_slots += nr;
	counted.nr_empty += !nr;
	return nr_words;
}

static void make_words(const struct bulk_runs *runs, unsigned int first,
		       unsigned int nr, u64 tag, __le64 *words)
{
	count(nr, nr);
	bulk_portable.make_words(runs, first, nr, tag, words);
}

static unsigned int expand_words(const __le64 *slot, unsigned int nr,
				 struct bulk_pfns *to)
{
	return count(nr, bulk_portable.expand_words(slot, nr, to));
}

static unsigned int pass_words(const __le64 *slot, unsigned int nr, u64 *left)
{
	return count(nr, bulk_portable.pass_words(slot, nr, left));
}

static unsigned int count_words(const __le64 *slot, unsigned int nr)
{
	return count(nr, bulk_portable.count_words(slot, nr));
}

static struct bulk_code counting;

static void start_to_count(void)
{
	memset(&counted, 0, sizeof(counted));
	counting = bulk_portable;
	counting.make_words = make_words;
	counting.expand_words = expand_words;
	counting.pass_words = pass_words;
	counting.count_words = count_words;
}

static bool has_counted(struct property *p, unsigned int nr_calls,
			size_t nr_words)
{
	return HOLDS(p, counted.nr_calls == nr_calls) &&
	       HOLDS(p, counted.nr_words == nr_words) &&
	       HOLDS(p, !counted.nr_empty);
}

/* --- Appending ------------------------------------------------------------ */

/*
 * OS pages apart from one another, behind a range of @nr_before: the first of a
 * packed page is for pfnpack_append().
 */
static bool appends(struct property *p, u64 nr_before, size_t nr,
		    unsigned int nr_calls, size_t nr_words)
{
	const struct bulk_keys in = { .key = keys,
				      .nr = nr,
				      .nr_bits = PFNPACK_PFN_BITS };
	struct pfnpack_writer w;
	size_t i;

	for (i = 0; i < nr; i++)
		keys[i] = 2 * i;
	pfnpack_writer_init(&w, packed, MODEL_PACKED);
	pfnpack_append(&w, 1ULL << 30, nr_before, 0);
	start_to_count();
	return HOLDS(p, bulk_append(&w, &counting, &in) == nr) &&
	       has_counted(p, nr_calls, nr_words);
}

bool property_together_appended(struct property *p)
{
	const size_t most = PFNPACK_INLINE_MAX;

	return appends(p, 1, 100, 1, 100) &&
	       appends(p, most - 100, 100, 1, 100) &&
	       appends(p, most + 1, 100, 1, 100) &&
	       appends(p, 1ULL << 40, 100, 1, 100) &&
	       appends(p, 1, BULK_KEYS, 1, BULK_KEYS) &&
	       appends(p, 1, BULK_KEYS + 2, 2, BULK_KEYS + 2) &&
	       /* One is left for the next packed page. */
	       appends(p, 1, 2 * BULK_KEYS, 2, 2 * BULK_KEYS - 1);
}

/* --- Reading -------------------------------------------------------------- */

/* Packed pages full of words, of which so many in the first have descriptors. */
static void fill(unsigned int nr_descs)
{
	struct pfnpack_writer w;
	unsigned int i;

	memset(packed, 0, sizeof(packed));
	pfnpack_writer_init(&w, packed, MODEL_PACKED);
	for (i = 0; i < nr_descs; i++)
		pfnpack_append(&w, 1ULL << 40, PFNPACK_INLINE_MAX + 1, 0);
	while (pfnpack_append(&w, 2 * i++, 1, 0) == PFNPACK_OK)
		;
	pfnpack_seal(&w);
	for (i = 0; i < MODEL_PACKED; i++)
		table[i] = &packed[i];
}

/* The last word of each packed page is not for a reader that joins. */
static bool has_read_together(struct property *p, bool joins)
{
	const unsigned int nr = MODEL_PACKED * (PFNPACK_SLOTS - joins);

	return HOLDS(p, counted.nr_slots == nr) &&
	       has_counted(p, MODEL_PACKED, nr);
}

static void start(struct pfnpack_reader *r, bool by_table, bool joins)
{
	start_reader(r, packed, by_table ? table : NULL, joins);
	start_to_count();
}

static bool expands(struct property *p, bool by_table, bool joins)
{
	struct pfnpack_reader r;

	start(&r, by_table, joins);
	return HOLDS(p, bulk_expand(&r, &counting, pfns, KEYS_MAX + 64) ==
				KEYS_MAX) &&
	       has_read_together(p, joins);
}

static bool advances(struct property *p, bool by_table, bool joins)
{
	struct pfnpack_reader r;

	start(&r, by_table, joins);
	return HOLDS(p, bulk_advance(&r, &counting, KEYS_MAX) == PFNPACK_OK) &&
	       HOLDS(p, bulk_advance(&r, &counting, 1) == PFNPACK_END) &&
	       has_read_together(p, joins);
}

static bool reads_in_place(struct property *p, bool by_table, bool joins)
{
	const unsigned int nr = PFNPACK_SLOTS - joins;
	struct pfnpack_range range;
	struct pfnpack_reader r;
	const __le64 *slot;
	unsigned int i;

	start(&r, by_table, joins);
	for (i = 0; i < MODEL_PACKED; i++) {
		if (!HOLDS(p, bulk_next_in_place(&r, &counting, &slot) == nr) ||
		    !HOLDS(p, slot == packed[i].slot) ||
		    (joins &&
		     !HOLDS(p, pfnpack_next(&r, &range) == PFNPACK_OK)))
			return false;
	}
	return HOLDS(p, bulk_next_in_place(&r, &counting, &slot) == 0) &&
	       HOLDS(p, !slot) && has_read_together(p, joins);
}

bool property_together_read(struct property *p)
{
	unsigned int i;

	fill(0);
	for (i = 0; i < 4; i++) {
		if (!expands(p, i & 1, i & 2) || !advances(p, i & 1, i & 2) ||
		    !reads_in_place(p, i & 1, i & 2))
			return false;
	}
	return true;
}

/* Behind descriptors, what comes is taken together all the same. */
bool property_together_after_descs(struct property *p)
{
	const unsigned int nr_descs = 3;
	const size_t nr_words = KEYS_MAX - 2 * nr_descs;
	/* A call for each word with a descriptor, of which it takes none. */
	const size_t nr_slots = KEYS_MAX + 510 + 508 + 506;
	struct pfnpack_reader r;

	fill(nr_descs);
	start(&r, false, false);
	return HOLDS(p, bulk_advance(&r, &counting, ~0ULL) == PFNPACK_END) &&
	       HOLDS(p, counted.nr_slots == nr_slots) &&
	       has_counted(p, MODEL_PACKED + nr_descs, nr_words);
}
