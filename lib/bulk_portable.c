// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The inner loops of the bulk codec in plain C.  No branch depends on a key,
 * so that none is mispredicted.
 */
#include "bulk_runs.h"

static bool is_usable(void)
{
	return true;
}

static void find_runs(const u64 *keys, unsigned int nr, struct bulk_runs *runs)
{
	bulk_find_first(keys, runs);
	bulk_find_rest(keys, 1, nr, runs);
}

static void make_words(const struct bulk_runs *runs, unsigned int first,
		       unsigned int nr, u64 tag, __le64 *words)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		words[i] = bulk_word(runs, first + i, tag);
}

const struct bulk_code bulk_portable = {
	.name = "portable",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
};
