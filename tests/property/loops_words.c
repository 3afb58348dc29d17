// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From words to PFNs, and past them. */
#include "loops.h"

#include <string.h>

#include "guarded.h"

#define WORDS_MAX 160
#define ROOM_MAX (2 * 65536)
#define UNTOUCHED 0xa5a5a5a5a5a5a5a5ULL

#define WORD(size, pfn) ((u64)(size) << BULK_SIZE_SHIFT | (pfn))

/* Nothing is behind them. */
static struct guarded words_in, pfns_in;

/* What is to be taken in: the words, and how many OS pages stand before each. */
static u64 word[WORDS_MAX];
static u64 before[WORDS_MAX + 1];

static void make_room(void)
{
	guarded_init(&words_in, WORDS_MAX * sizeof(__le64));
	/* One more in front, to see that it is left alone. */
	guarded_init(&pfns_in, (1 + ROOM_MAX) * sizeof(u64));
}

/* Valid, and without a descriptor. */
static bool is_plain(u64 w)
{
	u64 nr = w >> BULK_SIZE_SHIFT;

	return nr && nr <= PFNPACK_INLINE_MAX &&
	       (w & (PFNPACK_PFN_END - 1)) + nr <= PFNPACK_PFN_END;
}

static u64 size_of(u64 w)
{
	return w >> BULK_SIZE_SHIFT;
}

static const __le64 *place_words(unsigned int nr)
{
	__le64 *slot = guarded_at_end(&words_in, nr * sizeof(*slot));
	unsigned int i;

	for (i = 0; i < nr; i++)
		slot[i] = cpu_to_le64(word[i]);
	return slot;
}

/* --- Words ---------------------------------------------------------------- */

/* Sizes, and the bits that PFN and tag may have. */
struct kind {
	unsigned int least;
	unsigned int most;
	u64 bits;
};

#define ANY_KEY ((1ULL << BULK_SIZE_SHIFT) - 1)
#define NO_TAG (PFNPACK_PFN_END - 1)
#define ROUND_PFN (ANY_KEY & ~0xffffULL)

static u64 any_word(struct rng *rng, const struct kind *kind)
{
	u64 size = kind->least + rng_below(rng, kind->most - kind->least + 1);
	u64 tag = rng_below(rng, PFNPACK_TAG_MAX + 1);
	u64 pfn = rng_bits(rng, 44) % (PFNPACK_PFN_END - 65535);

	/* What does not end near the last PFN is taken faster than others. */
	if (!rng_one_in(rng, 100))
		pfn %= PFNPACK_PFN_END / 2 - 1;
	return WORD(size, (pfn | tag << PFNPACK_PFN_BITS) & kind->bits);
}

/* All of them anew, so that nothing is there from the call before. */
static void make_words(struct rng *rng, unsigned int nr,
		       const struct kind *kind)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		word[i] = any_word(rng, kind);
		before[i + 1] = before[i] + size_of(word[i]);
	}
}

static void replace_word(unsigned int at, u64 other, unsigned int nr)
{
	word[at] = other;
	for (; at < nr; at++)
		before[at + 1] = before[at] + size_of(word[at]);
}

/* --- To PFNs -------------------------------------------------------------- */

static bool pfns_are_of_words(struct property *p, const u64 *pfn,
			      unsigned int nr)
{
	unsigned int i;
	u64 at;

	for (i = 0; i < nr; i++) {
		if (!HOLDS(p, is_plain(word[i])))
			return false;
		for (at = 0; at < size_of(word[i]); at++) {
			u64 same = (word[i] & (PFNPACK_PFN_END - 1)) + at;

			if (*pfn != same)
				return HOLDS(p, *pfn == same);
			pfn++;
		}
	}
	return true;
}

/* A word that is not taken is not plain, or there may be no room for it. */
static bool stops_where_it_must(struct property *p, unsigned int nr_done,
				unsigned int nr, u64 nr_free)
{
	return nr_done == nr ||
	       HOLDS(p, !is_plain(word[nr_done]) ||
				size_of(word[nr_done]) + BULK_SLACK > nr_free);
}

static bool expands(struct property *p, const struct bulk_code *code,
		    unsigned int nr, size_t room)
{
	u64 *pfn = guarded_at_end(&pfns_in, room * sizeof(*pfn));
	struct bulk_pfns to = { .pfn = pfn, .nr_free = room };
	unsigned int nr_done;

	pfn[-1] = UNTOUCHED;
	nr_done = code->expand_words(place_words(nr), nr, &to);
	return HOLDS(p, nr_done <= nr) && HOLDS(p, before[nr_done] <= room) &&
	       HOLDS(p, to.pfn == pfn + before[nr_done]) &&
	       HOLDS(p, to.nr_free == room - before[nr_done]) &&
	       HOLDS(p, pfn[-1] == UNTOUCHED) &&
	       stops_where_it_must(p, nr_done, nr, to.nr_free) &&
	       pfns_are_of_words(p, pfn, nr_done);
}

struct sizes {
	unsigned int least;
	unsigned int most;
};

static const struct sizes all_sizes[] = {
	{ 1, 1 },   { 2, 2 },	  { 1, 2 },   { 1, 3 },	  { 4, 4 },
	{ 1, 5 },   { 1, 15 },	  { 15, 15 }, { 16, 16 }, { 1, 16 },
	{ 17, 17 }, { 1, 17 },	  { 63, 63 }, { 64, 64 }, { 1, 64 },
	{ 65, 65 }, { 128, 128 }, { 1, 200 },
};

/* Room for all the words, or a bit less, or more, or for any of them. */
static bool expands_to_any_room(struct property *p,
				const struct bulk_code *code, unsigned int nr,
				const struct sizes *sizes)
{
	static const int more[] = { -1, 0, 1, 3, 4, 5, 7, 8, 9, 63, 64, 600 };
	static const u64 bits[] = { ANY_KEY, ROUND_PFN, ANY_KEY, NO_TAG, 0 };
	struct kind kind = { sizes->least, sizes->most, 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(more); i++) {
		kind.bits = bits[(i + nr) % ARRAY_SIZE(bits)];
		make_words(&p->rng, nr, &kind);
		if (!expands(p, code, nr, (size_t)before[nr] + (size_t)more[i]))
			return false;
		make_words(&p->rng, nr, &kind);
		if (!expands(p, code, nr,
			     rng_below(&p->rng, 1 + (unsigned int)before[nr])))
			return false;
	}
	return true;
}

/* Around where groups and eights of them end. */
static unsigned int next_nr(unsigned int nr)
{
	switch (nr) {
	case 18:
		return 62;
	case 74:
		return 126;
	default:
		return nr + 1;
	}
}

static bool expands_all_sizes(struct property *p, const struct bulk_code *code)
{
	unsigned int i, nr;

	for (i = 0; i < ARRAY_SIZE(all_sizes); i++) {
		for (nr = 1; nr < 138; nr = next_nr(nr)) {
			if (!expands_to_any_room(p, code, nr, &all_sizes[i]))
				return false;
		}
	}
	return true;
}

static bool expands_all_twos(struct property *p, const struct bulk_code *code)
{
	const struct kind ones = { 1, 1, ANY_KEY };
	unsigned int twos, i;

	for (twos = 0; twos < 1U << 8; twos++) {
		make_words(&p->rng, 24, &ones);
		for (i = 0; i < 24; i++)
			replace_word(i, word[i] + WORD(twos >> i % 8 & 1, 0),
				     24);
		if (!expands(p, code, 24, (size_t)before[24] + 1000))
			return false;
	}
	return true;
}

/* --- Words that are not like the others ----------------------------------- */

static const u64 odd_words[] = {
	0,
	WORD(0, 7),
	WORD(0, PFNPACK_PFN_END / 2),
	WORD(0, 0xfULL << PFNPACK_PFN_BITS),
	WORD(1, PFNPACK_PFN_END - 1),
	WORD(2, PFNPACK_PFN_END - 1),
	WORD(2, PFNPACK_PFN_END - 2),
	WORD(1, PFNPACK_PFN_END / 2),
	WORD(1, PFNPACK_PFN_END / 2 - 1),
	WORD(3, PFNPACK_PFN_END / 2 - 1),
	WORD(9, PFNPACK_PFN_END - 9),
	WORD(9, PFNPACK_PFN_END - 8),
	WORD(40, PFNPACK_PFN_END - 40),
	WORD(40, PFNPACK_PFN_END - 39),
	WORD(4, 0),
	WORD(5, 0xfULL << PFNPACK_PFN_BITS),
	WORD(16, 0),
	WORD(17, 0),
	WORD(64, 0),
	WORD(65, 0),
	WORD(1U << 15, 0),
	WORD((1U << 15) + 1, 0),
	WORD((1U << 15) + 1, PFNPACK_PFN_END - (1U << 15)),
	WORD(65534, 1),
	WORD(65534, PFNPACK_PFN_END - 65534),
	WORD(65534, PFNPACK_PFN_END - 65533),
	WORD(65535, 0),
	WORD(65535, PFNPACK_PFN_END - 1),
};

#define NR_BESIDE 140

/* One of them in every place, among others of these sizes. */
static bool each_odd_word(struct property *p, const struct bulk_code *code,
			  bool (*holds)(struct property *p,
					const struct bulk_code *code,
					unsigned int nr))
{
	static const struct kind beside[] = {
		{ 1, 1, ANY_KEY },  { 1, 1, NO_TAG },  { 1, 2, ANY_KEY },
		{ 1, 20, ANY_KEY }, { 1, 20, NO_TAG },
	};
	unsigned int nr = NR_BESIDE;
	unsigned int i, at, odd;

	for (i = 0; i < ARRAY_SIZE(beside); i++) {
		for (odd = 0; odd < ARRAY_SIZE(odd_words); odd++) {
			for (at = 0; at < nr; at = next_nr(at)) {
				make_words(&p->rng, nr, &beside[i]);
				replace_word(at, odd_words[odd], nr);
				if (!holds(p, code, nr))
					return false;
			}
		}
	}
	return true;
}

static bool expands_beside(struct property *p, const struct bulk_code *code,
			   unsigned int nr)
{
	return expands(p, code, nr, ROOM_MAX);
}

/* Whole groups of words that are none, or have descriptors. */
static const struct sizes none_plain[] = { { 0, 0 }, { 65535, 65535 } };

static bool expands_none(struct property *p, const struct bulk_code *code)
{
	static const u64 bits[] = { ANY_KEY, NO_TAG, 0 };
	unsigned int nr, i;

	for (nr = 1; nr < WORDS_MAX; nr++) {
		for (i = 0; i < 6; i++) {
			const struct sizes *sizes = &none_plain[i % 2];
			struct kind kind = { sizes->least, sizes->most,
					     bits[i / 2] };

			make_words(&p->rng, nr, &kind);
			if (!expands(p, code, nr, ROOM_MAX))
				return false;
		}
	}
	return true;
}

static bool code_expands_words(struct property *p, const struct bulk_code *code)
{
	return expands_all_sizes(p, code) && expands_all_twos(p, code) &&
	       expands_none(p, code) && each_odd_word(p, code, expands_beside);
}

bool property_loops_expand_words(struct property *p)
{
	make_room();
	return by_every_code(p, code_expands_words);
}

/* --- Past them ------------------------------------------------------------ */

static unsigned int pass_plainly(unsigned int nr, u64 left)
{
	unsigned int i;

	for (i = 0; i < nr && is_plain(word[i]) && before[i + 1] <= left; i++)
		;
	return i;
}

static bool passes_so_many(struct property *p, const struct bulk_code *code,
			   unsigned int nr, u64 left)
{
	unsigned int nr_expected = pass_plainly(nr, left);
	u64 left_behind = left;

	return HOLDS(p, code->pass_words(place_words(nr), nr, &left_behind) ==
				nr_expected) &&
	       HOLDS(p, left_behind == left - before[nr_expected]);
}

/*
 * To the end of a word, to just before it, and to just behind it; and past as
 * many as there are.
 */
static bool passes(struct property *p, const struct bulk_code *code,
		   unsigned int nr)
{
	u64 ends[] = { before[nr], before[rng_below(&p->rng, nr)],
		       before[nr < 64 ? nr : 64], before[nr < 63 ? nr : 63],
		       before[nr < 65 ? nr : 65] };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		if (!passes_so_many(p, code, nr, ends[i]) ||
		    !passes_so_many(p, code, nr, ends[i] + 1) ||
		    (ends[i] && !passes_so_many(p, code, nr, ends[i] - 1)))
			return false;
	}
	return passes_so_many(p, code, nr, ~0ULL) &&
	       HOLDS(p, code->count_words(place_words(nr), nr) ==
				pass_plainly(nr, ~0ULL));
}

static bool passes_kind(struct property *p, const struct bulk_code *code,
			unsigned int nr, const struct sizes *sizes)
{
	static const u64 bits[] = { ANY_KEY, ROUND_PFN, NO_TAG };
	struct kind kind = { sizes->least, sizes->most, bits[nr % 3] };

	make_words(&p->rng, nr, &kind);
	return passes(p, code, nr);
}

static bool passes_all_sizes(struct property *p, const struct bulk_code *code)
{
	static const struct sizes long_ones = { 1, 65534 };
	static const struct sizes longest = { 65534, 65534 };
	unsigned int i, nr;

	for (nr = 1; nr < WORDS_MAX; nr++) {
		for (i = 0; i < ARRAY_SIZE(all_sizes); i++) {
			if (!passes_kind(p, code, nr, &all_sizes[i]))
				return false;
		}
		if (!passes_kind(p, code, nr, &long_ones) ||
		    !passes_kind(p, code, nr, &longest) ||
		    !passes_kind(p, code, nr, &none_plain[0]) ||
		    !passes_kind(p, code, nr, &none_plain[1]))
			return false;
	}
	return true;
}

static bool code_passes_words(struct property *p, const struct bulk_code *code)
{
	return passes_all_sizes(p, code) && each_odd_word(p, code, passes);
}

bool property_loops_pass_words(struct property *p)
{
	make_room();
	return by_every_code(p, code_passes_words);
}
