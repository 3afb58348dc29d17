// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The inner loops of the bulk codec in plain C.  No branch depends on a key,
 * so that none is mispredicted.
 */
#define BULK_TARGET
#define BULK_LANES 4

#include "bulk_overlap.h"

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

static inline void store_step(u64 *to, u64 pfn)
{
	to[0] = pfn;
	to[1] = pfn + 1;
	to[2] = pfn + 2;
	to[3] = pfn + 3;
}

static inline bool store_singles(u64 *to, const __le64 *slot)
{
	u64 all = 0;
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i++) {
		u64 word = le64_to_cpu(slot[i]);

		all |= word - (1ULL << BULK_SIZE_SHIFT);
		to[i] = word & BULK_PFN_MASK;
	}
	return !(all & BULK_NOT_ONE);
}

static inline u64 sum_group(const __le64 *slot)
{
	u64 all = 0, sum = 0;
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i++) {
		u64 word = le64_to_cpu(slot[i]);

		all |= word - (1ULL << BULK_SIZE_SHIFT);
		sum += word >> BULK_SIZE_SHIFT;
	}
	return all & BULK_NOT_VALID ? 0 : sum;
}

const struct bulk_code bulk_portable = {
	.name = "portable",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
	.expand_words = expand_words,
	.pass_words = pass_words,
};
