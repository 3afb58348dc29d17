/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * expand_mixed() of bulk_words.h for AVX-512: 16 words at a time, of 64 OS pages
 * each at most.
 */
#ifndef BULK_AVX512_EXPAND_H
#define BULK_AVX512_EXPAND_H

#include "bulk_avx512_lanes.h"
#include "bulk_words.h"

/* --- Words of one or two OS pages ---------------------------------------- */

/*
 * What 4 words of one or two OS pages come to: for each PFN, its word, plus S if
 * it is the second of it.  Once for words 0 to 3, once for 4 to 7.
 */
#define S LANES
static const u64 fours[16][2][LANES] = {
	/* By those that have two OS pages, as bits. */
	{ { 0, 1, 2, 3 }, { 4, 5, 6, 7 } },
	{ { 0, S, 1, 2, 3 }, { 4, S + 4, 5, 6, 7 } },
	{ { 0, 1, S + 1, 2, 3 }, { 4, 5, S + 5, 6, 7 } },
	{ { 0, S, 1, S + 1, 2, 3 }, { 4, S + 4, 5, S + 5, 6, 7 } },
	{ { 0, 1, 2, S + 2, 3 }, { 4, 5, 6, S + 6, 7 } },
	{ { 0, S, 1, 2, S + 2, 3 }, { 4, S + 4, 5, 6, S + 6, 7 } },
	{ { 0, 1, S + 1, 2, S + 2, 3 }, { 4, 5, S + 5, 6, S + 6, 7 } },
	{ { 0, S, 1, S + 1, 2, S + 2, 3 },
	  { 4, S + 4, 5, S + 5, 6, S + 6, 7 } },
	{ { 0, 1, 2, 3, S + 3 }, { 4, 5, 6, 7, S + 7 } },
	{ { 0, S, 1, 2, 3, S + 3 }, { 4, S + 4, 5, 6, 7, S + 7 } },
	{ { 0, 1, S + 1, 2, 3, S + 3 }, { 4, 5, S + 5, 6, 7, S + 7 } },
	{ { 0, S, 1, S + 1, 2, 3, S + 3 },
	  { 4, S + 4, 5, S + 5, 6, 7, S + 7 } },
	{ { 0, 1, 2, S + 2, 3, S + 3 }, { 4, 5, 6, S + 6, 7, S + 7 } },
	{ { 0, S, 1, 2, S + 2, 3, S + 3 },
	  { 4, S + 4, 5, 6, S + 6, 7, S + 7 } },
	{ { 0, 1, S + 1, 2, S + 2, 3, S + 3 },
	  { 4, 5, S + 5, 6, S + 6, 7, S + 7 } },
	{ { 0, S, 1, S + 1, 2, S + 2, 3, S + 3 },
	  { 4, S + 4, 5, S + 5, 6, S + 6, 7, S + 7 } },
};
#undef S

/* 8 words; up to 8 PFNs too much are stored. */
BULK_TARGET static inline u64 *expand_twos(u64 *to, __m512i words)
{
	__m512i pfns = pfns_of(words);
	__m512i seconds = _mm512_add_epi64(pfns, all_lanes(1));
	u64 twos = _mm512_test_epi64_mask(less_one(words),
					  all_lanes(1ULL << BULK_SIZE_SHIFT));
	__m512i low = load(fours[twos & 0xf][0]);
	__m512i high = load(fours[twos >> 4][1]);
	u64 *half = to + LANES / 2 + _mm_popcnt_u64(twos & 0xf);

	ask_for(to);
	store(to, _mm512_permutex2var_epi64(pfns, low, seconds));
	store(half, _mm512_permutex2var_epi64(pfns, high, seconds));
	return to + LANES + _mm_popcnt_u64(twos);
}

/* --- Words of up to 64 ---------------------------------------------------- */

/* For 64 PFNs: the bits of a mask up to that of each; their numbers. */
#define RANKED 64
#define FEW_RANKED 40
#define EIGHT(of, n) \
	of(n), of((n) + 1), of((n) + 2), of((n) + 3), of((n) + 4), \
		of((n) + 5), of((n) + 6), of((n) + 7)
#define ALL_RANKED(of) \
	EIGHT(of, 0), EIGHT(of, 8), EIGHT(of, 16), EIGHT(of, 24), \
		EIGHT(of, 32), EIGHT(of, 40), EIGHT(of, 48), EIGHT(of, 56)
#define UP_TO(n) (~0ULL >> (RANKED - 1 - (n)))
#define NUMBER(n) (n)
static const u64 up_to[RANKED] = { ALL_RANKED(UP_TO) };
static const u64 numbers[RANKED] = { ALL_RANKED(NUMBER) };

/**
 * struct sixteen - words whose PFNs are being stored
 * @starts: of each word the number of its first PFN, less what is stored already;
 *	huge if it has started
 * @bases: its first PFN less that number; of the words from the one on that
 *	has started last
 */
struct sixteen {
	__m512i starts[2];
	__m512i bases[2];
};

/* Return: how many PFNs the words have. */
BULK_TARGET static inline u64 find_starts(struct sixteen *words, __m512i a,
					  __m512i b)
{
	const __m512i started = _mm512_setr_epi64(-1, 0, 0, 0, 0, 0, 0, 0);
	__m512i sizes_a = sizes_of(a);
	__m512i sizes_b = sizes_of(b);
	__m512i ends_a = sums_of(sizes_a);
	__m512i ends_b = _mm512_add_epi64(sums_of(sizes_b),
					  spread_lane(ends_a, LANES - 1));
	__m512i starts_a = _mm512_sub_epi64(ends_a, sizes_a);
	__m512i starts_b = _mm512_sub_epi64(ends_b, sizes_b);

	words->starts[0] = _mm512_or_si512(starts_a, started);
	words->starts[1] = starts_b;
	words->bases[0] = _mm512_sub_epi64(pfns_of(a), starts_a);
	words->bases[1] = _mm512_sub_epi64(pfns_of(b), starts_b);
	return lane_0(spread_lane(ends_b, LANES - 1));
}

/* The bits below 64 at which words start. */
BULK_TARGET static inline __m512i bits_of(const struct sixteen *words)
{
	const __m512i one = all_lanes(1);

	return or_of_lanes(
		_mm512_or_si512(_mm512_sllv_epi64(one, words->starts[0]),
				_mm512_sllv_epi64(one, words->starts[1])));
}

BULK_TARGET static inline __m512i bases_of(const struct sixteen *words,
					   __m512i word)
{
	return _mm512_permutex2var_epi64(words->bases[0], word,
					 words->bases[1]);
}

/*
 * Of 64 PFNs those from @i to @end: each from its number and its word, which is
 * as many as have started up to it.
 */
BULK_TARGET static inline void store_ranked(u64 *to,
					    const struct sixteen *words,
					    __m512i starts, unsigned int i,
					    unsigned int end)
{
#pragma GCC unroll 8
	for (; i < end; i += LANES) {
		__m512i word = _mm512_popcnt_epi64(
			_mm512_and_si512(starts, load(up_to + i)));

		store(to + i, _mm512_add_epi64(bases_of(words, word),
					       load(numbers + i)));
	}
}

/*
 * Go on behind 64 PFNs, from the word on that has started last.  Behind the last
 * word come bases that no PFN asks for.
 */
BULK_TARGET static inline void pass_ranked(struct sixteen *words,
					   __m512i starts)
{
	const __m512i all_ranked = all_lanes(RANKED);
	__m512i word = _mm512_add_epi64(numbers_of_lanes(),
					_mm512_popcnt_epi64(starts));
	__m512i bases_a = bases_of(words, word);
	__m512i bases_b =
		bases_of(words, _mm512_add_epi64(word, all_lanes(LANES)));

	words->bases[0] = _mm512_add_epi64(bases_a, all_ranked);
	words->bases[1] = _mm512_add_epi64(bases_b, all_ranked);
	words->starts[0] = _mm512_sub_epi64(words->starts[0], all_ranked);
	words->starts[1] = _mm512_sub_epi64(words->starts[1], all_ranked);
}

/* 16 words; up to 63 PFNs too much are stored. */
BULK_TARGET static inline u64 *expand_short(u64 *to, __m512i a, __m512i b)
{
	struct sixteen words;
	u64 nr = find_starts(&words, a, b);
	__m512i starts = bits_of(&words);
	u64 at;

	store_ranked(to, &words, starts, 0, FEW_RANKED);
	if (nr <= FEW_RANKED)
		return to + nr;
	store_ranked(to, &words, starts, FEW_RANKED, RANKED);
	for (at = RANKED; at < nr; at += RANKED) {
		pass_ranked(&words, starts);
		starts = bits_of(&words);
		store_ranked(to + at, &words, starts, 0, RANKED);
	}
	return to + nr;
}

/* --- Which of them -------------------------------------------------------- */

/* Words less one OS page that have none of these bits: */
#define NOT_TWO (~0ULL << (BULK_SIZE_SHIFT + 1) | BULK_PFN_HALF)
#define NOT_SHORT (~0ULL << (BULK_SIZE_SHIFT + 6) | BULK_PFN_HALF)
#define SIXTEEN (2 * LANES)
/* In whole steps of RANKED. */
#define ROOM_OF_SIXTEEN ((long)RANKED * 2 * LANES)

BULK_TARGET static inline bool has_any(__m512i words, u64 bits)
{
	return _mm512_test_epi64_mask(words, all_lanes(bits));
}

BULK_TARGET static inline unsigned int
expand_mixed(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	const u64 *end = to->pfn + to->nr_free;
	u64 *pfn = to->pfn;
	unsigned int i;

	for (i = 0; nr - i >= SIXTEEN && end - pfn >= ROOM_OF_SIXTEEN;
	     i += SIXTEEN) {
		__m512i a = load(slot + i);
		__m512i b = load(slot + i + LANES);
		__m512i both = _mm512_or_si512(less_one(a), less_one(b));

		ask_for(slot + i);
		ask_for(slot + i + LANES);
		if (!has_any(both, NOT_TWO))
			pfn = expand_twos(expand_twos(pfn, a), b);
		else if (!has_any(both, NOT_SHORT))
			pfn = expand_short(pfn, a, b);
		else
			break;
	}
	bulk_pass(to, (size_t)(pfn - to->pfn));
	return i;
}

#endif /* BULK_AVX512_EXPAND_H */
