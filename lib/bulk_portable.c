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

#define ONE_OS_PAGE (1ULL << BULK_SIZE_SHIFT)

/* The word of a run grows, and is stored each time, until the next one starts. */
static void find_runs(const u64 *keys, unsigned int nr, struct bulk_runs *runs)
{
	u64 next = keys[0];
	u64 word = keys[0];
	u64 seen = 0;
	size_t run = 0;
	size_t at;

	for (at = 0; at < nr; at++) {
		u64 key = keys[at];
		bool starts = key != next;

		next = key + 1;
		seen |= key;
		run += starts;
		word = (starts ? key : word) + ONE_OS_PAGE;
		runs->key[run] = word;
	}
	runs->nr = (unsigned int)run + 1;
	runs->seen = seen;
}

static u64 word_of(const struct bulk_runs *runs, unsigned int run)
{
	return runs->key[run];
}

static void make_words(const struct bulk_runs *runs, unsigned int first,
		       unsigned int nr, u64 tag, __le64 *words)
{
	const u64 *word = runs->key + first;
	unsigned int i;

#pragma GCC unroll 4
	for (i = 0; i < nr; i++)
		words[i] = cpu_to_le64(word[i] | tag);
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

#pragma GCC unroll 4
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
	return (all & BULK_NOT_VALID) ? 0 : sum;
}

const struct bulk_code bulk_portable = {
	.name = "portable",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
	.word_of = word_of,
	.expand_words = expand_words,
	.pass_words = pass_words,
	.count_words = count_words,
};
