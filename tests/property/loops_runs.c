// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From keys to runs, and from runs to words. */
#include "loops.h"

#include <string.h>

#include "guarded.h"

#define KEY_MASK ((1ULL << BULK_SIZE_SHIFT) - 1)
#define TAGS ((u64)PFNPACK_TAG_MAX << PFNPACK_PFN_BITS)

/* Each with nothing in front of it, or nothing behind. */
static struct guarded keys_in, runs_in, words_in;

static struct bulk_runs *found;

/* What is to be found: the words of the runs. */
static struct {
	unsigned int nr;
	u64 seen;
	u64 word[BULK_KEYS];
} expected;

static void make_room(void)
{
	guarded_init(&keys_in, BULK_KEYS * sizeof(u64));
	guarded_init(&runs_in, sizeof(*found));
	guarded_init(&words_in, 2 * BULK_KEYS * sizeof(__le64));
	found = guarded_at_end(&runs_in, sizeof(*found));
}

/* --- Runs of keys --------------------------------------------------------- */

static void find_plainly(const u64 *keys, unsigned int nr)
{
	unsigned int i;

	expected.nr = 0;
	expected.seen = 0;
	for (i = 0; i < nr; i++) {
		expected.seen |= keys[i];
		if (!i || keys[i] != keys[i - 1] + 1)
			expected.word[expected.nr++] = keys[i];
		expected.word[expected.nr - 1] += 1ULL << BULK_SIZE_SHIFT;
	}
}

static bool words_are_of_runs(struct property *p, const struct bulk_code *code)
{
	unsigned int i;

	for (i = 0; i < expected.nr; i++) {
		if (!HOLDS(p, code->word_of(found, i) == expected.word[i]))
			return false;
	}
	return true;
}

/* No word is asked for of all the keys, nor of keys with bits of a size. */
static bool runs_are_expected(struct property *p, const struct bulk_code *code,
			      unsigned int nr)
{
	return HOLDS(p, found->nr == expected.nr) &&
	       HOLDS(p, found->seen == expected.seen) &&
	       (expected.seen > KEY_MASK ||
		(expected.nr == 1 && nr == BULK_KEYS) ||
		words_are_of_runs(p, code));
}

/* Whatever was there before, and none of the keys is loaded that is not one. */
static bool finds(struct property *p, const struct bulk_code *code,
		  const u64 *keys, unsigned int nr)
{
	u64 *at[] = { (u64 *)(void *)keys_in.begin,
		      guarded_at_end(&keys_in, nr * sizeof(*keys)) };
	unsigned int i;

	find_plainly(keys, nr);
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		memmove(at[i], keys, nr * sizeof(*keys));
		memset(found, i ? 0xa5 : 0, sizeof(*found));
		code->find_runs(at[i], nr, found);
		if (!runs_are_expected(p, code, nr))
			return false;
	}
	return true;
}

/* @starts: which of every 8 keys do not continue what is before them. */
static void make_keys(u64 *keys, unsigned int nr, unsigned int starts)
{
	static const u64 steps[] = { 2, 0, -1ULL, 1 + (1ULL << 32),
				     1ULL << 63 };
	u64 step = steps[(starts + nr) % ARRAY_SIZE(steps)];
	unsigned int i;

	keys[0] = 0x3fffffff0;
	for (i = 1; i < nr; i++)
		keys[i] = (keys[i - 1] + (starts >> i % 8 & 1 ? step : 1)) &
			  KEY_MASK;
}

static bool finds_starts(struct property *p, const struct bulk_code *code)
{
	u64 keys[BULK_KEYS];
	unsigned int starts, nr;

	for (starts = 0; starts < 256; starts++) {
		for (nr = 1; nr <= BULK_KEYS; nr++) {
			if (nr == 36)
				nr = BULK_KEYS - 8;
			make_keys(keys, nr, starts);
			if (!finds(p, code, keys, nr))
				return false;
		}
	}
	return true;
}

/* One key after the other, bit by bit. */
static bool sees_every_bit(struct property *p, const struct bulk_code *code)
{
	u64 keys[BULK_KEYS] = { 0 };
	unsigned int nr, at, bit;

	for (nr = 1; nr < 28; nr++) {
		for (at = 0; at < nr; at++) {
			for (bit = 0; bit < 64; bit += 1 + nr / 8) {
				keys[at] = 1ULL << bit;
				if (!finds(p, code, keys, nr))
					return false;
			}
			keys[at] = 0;
		}
	}
	return true;
}

static bool sees_every_key(struct property *p, const struct bulk_code *code)
{
	u64 keys[BULK_KEYS] = { 0 };
	unsigned int nr, at;

	for (nr = 28; nr <= BULK_KEYS; nr += 19) {
		for (at = 0; at < nr; at++) {
			keys[at] = 1ULL << at % 64;
			if (!finds(p, code, keys, nr))
				return false;
			keys[at] = 0;
		}
	}
	return true;
}

static bool code_finds_runs(struct property *p, const struct bulk_code *code)
{
	return finds_starts(p, code) && sees_every_bit(p, code) &&
	       sees_every_key(p, code);
}

bool property_loops_find_runs(struct property *p)
{
	make_room();
	return by_every_code(p, code_finds_runs);
}

/* --- Words of runs -------------------------------------------------------- */

#define UNTOUCHED 0xa5a5a5a5a5a5a5a5ULL

/*
 * As many runs as have %BULK_KEYS keys in all or fewer, of these sizes by
 * turns, with tags or without.
 */
static void make_runs(struct rng *rng, const struct bulk_code *code, u64 tags,
		      const unsigned int *sizes)
{
	unsigned int nr = 0, nr_runs = 0;
	u64 keys[BULK_KEYS];
	unsigned int size = sizes[0];
	unsigned int i;

	while (nr + size <= BULK_KEYS) {
		u64 key = rng_next(rng) & (PFNPACK_PFN_END - 512 + tags);

		for (i = 0; i < size; i++)
			keys[nr++] = key++;
		size = sizes[++nr_runs % 4];
	}
	find_plainly(keys, nr);
	memset(found, 0xa5, sizeof(*found));
	code->find_runs(keys, nr, found);
}

static bool words_are_expected(struct property *p, const __le64 *words,
			       unsigned int first, unsigned int nr, u64 tag)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!HOLDS(p, words[i] == cpu_to_le64(expected.word[first + i] |
						      tag)))
			return false;
	}
	return true;
}

/* Which words lie in one cache line is not the same everywhere. */
static bool makes_anywhere(struct property *p, const struct bulk_code *code,
			   unsigned int first, unsigned int nr, u64 tag)
{
	__le64 *all = (__le64 *)(void *)words_in.begin;
	unsigned int at;

	for (at = 1; at <= 8; at++) {
		memset(all, 0xa5, (nr + 20) * sizeof(*all));
		code->make_words(found, first, nr, tag, all + at);
		if (!HOLDS(p, all[at - 1] == UNTOUCHED) ||
		    !HOLDS(p, all[at + nr] == UNTOUCHED) ||
		    !words_are_expected(p, all + at, first, nr, tag))
			return false;
	}
	return true;
}

static bool makes_at_borders(struct property *p, const struct bulk_code *code,
			     unsigned int first, unsigned int nr, u64 tag)
{
	size_t nr_bytes = nr * sizeof(__le64);
	__le64 *at[] = { (__le64 *)(void *)words_in.begin,
			 guarded_at_end(&words_in, nr_bytes) };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(at); i++) {
		memset(at[i], 0xa5, nr_bytes);
		code->make_words(found, first, nr, tag, at[i]);
		if (!words_are_expected(p, at[i], first, nr, tag))
			return false;
	}
	return true;
}

static bool makes(struct property *p, const struct bulk_code *code, u64 tag)
{
	unsigned int first, nr;

	for (first = 0; first < expected.nr; first++) {
		for (nr = 1; nr <= expected.nr - first; nr++) {
			/* All there are, too. */
			if (nr == 28)
				nr = expected.nr - first;
			if (!makes_anywhere(p, code, first, nr, tag) ||
			    !makes_at_borders(p, code, first, nr, tag))
				return false;
		}
		if (first == 18 && expected.nr > 40)
			first = expected.nr - 18;
	}
	return true;
}

static bool code_makes_words(struct property *p, const struct bulk_code *code)
{
	static const unsigned int sizes[][4] = {
		{ 1, 1, 1, 1 },	    { 255, 1, 1, 1 }, { 1, 255, 1, 1 },
		{ 128, 127, 1, 1 }, { 1, 2, 3, 4 },   { 17, 5, 40, 2 },
		{ 16, 16, 16, 16 },
	};
	u64 tag = (rng_next(&p->rng) | 1ULL << PFNPACK_PFN_BITS) & TAGS;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		make_runs(&p->rng, code, 0, sizes[i]);
		if (!makes(p, code, tag))
			return false;
		make_runs(&p->rng, code, TAGS, sizes[i]);
		if (!makes(p, code, 0))
			return false;
	}
	return true;
}

bool property_loops_make_words(struct property *p)
{
	make_room();
	return by_every_code(p, code_makes_words);
}
