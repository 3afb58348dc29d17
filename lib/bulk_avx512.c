// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The inner loops of the bulk codec for AVX-512.
 */
#include "bulk_runs.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BULK_TARGET \
	__attribute__((target("avx512f,avx512vl,avx512vpopcntdq,popcnt")))
#define LANES 8
#define BULK_LANES LANES

#include "bulk_offsets.h"
#include "bulk_words.h"

static bool is_usable(void)
{
	bool avx512 = __builtin_cpu_supports("avx512f");
	bool on_short_vectors = __builtin_cpu_supports("avx512vl");
	bool counts_bits = __builtin_cpu_supports("avx512vpopcntdq");
	bool popcnt = __builtin_cpu_supports("popcnt");

	return avx512 & on_short_vectors & counts_bits & popcnt;
}

BULK_TARGET static void find_runs(const u64 *keys, unsigned int nr,
				  struct bulk_runs *runs)
{
	const __m512i one = _mm512_set1_epi64(1);
	__m512i seen = _mm512_setzero_si512();
	unsigned int at, nr_runs = 1;

	bulk_find_first(keys, runs);
	for (at = 1; at + LANES <= nr; at += LANES) {
		__m512i here = _mm512_loadu_si512(keys + at);
		__m512i before = _mm512_loadu_si512(keys + at - 1);
		__mmask8 starts = _mm512_cmpneq_epi64_mask(
			here, _mm512_add_epi64(before, one));

		seen = _mm512_or_si512(seen, here);
		_mm512_storeu_si512(runs->key + nr_runs,
				    _mm512_maskz_compress_epi64(starts, here));
		bulk_store_offsets(runs->offset + nr_runs, starts, at);
		nr_runs += (unsigned int)_mm_popcnt_u32(starts);
	}
	runs->nr = nr_runs;
	runs->seen |= (u64)_mm512_reduce_or_epi64(seen);
	bulk_find_rest(keys, at, nr, runs);
}

/* The words of 8 runs. */
BULK_TARGET static inline __m512i eight_words(const struct bulk_runs *runs,
					      unsigned int run, __m512i tags)
{
	__m128i from = _mm_loadl_epi64((const __m128i *)(runs->offset + run));
	__m128i to = _mm_loadl_epi64((const __m128i *)(runs->offset + run + 1));
	__m512i nr = _mm512_cvtepu8_epi64(_mm_sub_epi8(to, from));

	__m512i keys = _mm512_loadu_si512(runs->key + run);

	return _mm512_or_si512(_mm512_or_si512(keys, tags),
			       _mm512_slli_epi64(nr, BULK_SIZE_SHIFT));
}

BULK_TARGET static void make_words(const struct bulk_runs *runs,
				   unsigned int first, unsigned int nr, u64 tag,
				   __le64 *words)
{
	const __m512i tags = _mm512_set1_epi64((long long)tag);
	unsigned int i;

	for (i = 0; i + LANES <= nr; i += LANES)
		_mm512_storeu_si512(words + i,
				    eight_words(runs, first + i, tags));
	_mm512_mask_storeu_epi64(words + i, (__mmask8)((1U << (nr - i)) - 1),
				 eight_words(runs, first + i, tags));
}

BULK_TARGET static inline __m512i following(u64 first)
{
	const __m512i numbers = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);

	return _mm512_add_epi64(_mm512_set1_epi64((long long)first), numbers);
}

BULK_TARGET static inline void store_step(u64 *to, u64 pfn)
{
	_mm512_storeu_si512(to, following(pfn));
}

BULK_TARGET static inline bool store_singles(u64 *to, const __le64 *slot)
{
	const __m512i one = _mm512_set1_epi64(1LL << BULK_SIZE_SHIFT);
	const __m512i mask = _mm512_set1_epi64(BULK_PFN_MASK);
	__m512i all = _mm512_setzero_si512();
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i += LANES) {
		__m512i words = _mm512_loadu_si512(slot + i);

		all = _mm512_or_si512(all, _mm512_sub_epi64(words, one));
		_mm512_storeu_si512(to + i, _mm512_and_si512(words, mask));
	}
	return !_mm512_test_epi64_mask(
		all, _mm512_set1_epi64((long long)BULK_NOT_ONE));
}

/* Each lane and all before it. */
BULK_TARGET static inline __m512i sums_of(__m512i value)
{
	const __m512i none = _mm512_setzero_si512();

	value = _mm512_add_epi64(value, _mm512_alignr_epi64(value, none, 7));
	value = _mm512_add_epi64(value, _mm512_alignr_epi64(value, none, 6));
	return _mm512_add_epi64(value, _mm512_alignr_epi64(value, none, 4));
}

BULK_TARGET static inline u64 last_of(__m512i value)
{
	__m512i turned = _mm512_alignr_epi64(value, value, LANES - 1);

	return (u64)_mm_cvtsi128_si64(_mm512_castsi512_si128(turned));
}

/* All lanes ORed, in each of them. */
BULK_TARGET static inline __m512i or_of_lanes(__m512i value)
{
	value = _mm512_or_si512(value, _mm512_alignr_epi64(value, value, 4));
	value = _mm512_or_si512(value, _mm512_alignr_epi64(value, value, 2));
	return _mm512_or_si512(value, _mm512_alignr_epi64(value, value, 1));
}

/*
 * What 4 words of one or two OS pages come to: for each PFN, its word, and 1 if
 * it is the second of it.
 */
struct four {
	u64 word[LANES];
	u64 second[LANES];
};

/* By those that have two OS pages, as bits. */
static const struct four fours[16] = {
	{ { 0, 1, 2, 3 }, { 0, 0, 0, 0 } },
	{ { 0, 0, 1, 2, 3 }, { 0, 1, 0, 0, 0 } },
	{ { 0, 1, 1, 2, 3 }, { 0, 0, 1, 0, 0 } },
	{ { 0, 0, 1, 1, 2, 3 }, { 0, 1, 0, 1, 0, 0 } },
	{ { 0, 1, 2, 2, 3 }, { 0, 0, 0, 1, 0 } },
	{ { 0, 0, 1, 2, 2, 3 }, { 0, 1, 0, 0, 1, 0 } },
	{ { 0, 1, 1, 2, 2, 3 }, { 0, 0, 1, 0, 1, 0 } },
	{ { 0, 0, 1, 1, 2, 2, 3 }, { 0, 1, 0, 1, 0, 1, 0 } },
	{ { 0, 1, 2, 3, 3 }, { 0, 0, 0, 0, 1 } },
	{ { 0, 0, 1, 2, 3, 3 }, { 0, 1, 0, 0, 0, 1 } },
	{ { 0, 1, 1, 2, 3, 3 }, { 0, 0, 1, 0, 0, 1 } },
	{ { 0, 0, 1, 1, 2, 3, 3 }, { 0, 1, 0, 1, 0, 0, 1 } },
	{ { 0, 1, 2, 2, 3, 3 }, { 0, 0, 0, 1, 0, 1 } },
	{ { 0, 0, 1, 2, 2, 3, 3 }, { 0, 1, 0, 0, 1, 0, 1 } },
	{ { 0, 1, 1, 2, 2, 3, 3 }, { 0, 0, 1, 0, 1, 0, 1 } },
	{ { 0, 0, 1, 1, 2, 2, 3, 3 }, { 0, 1, 0, 1, 0, 1, 0, 1 } },
};

/* The first 4 of @pfns; 8 are stored. */
BULK_TARGET static inline void store_four(u64 *to, __m512i pfns, u64 twos)
{
	const struct four *four = &fours[twos];

	pfns = _mm512_permutexvar_epi64(_mm512_loadu_si512(four->word), pfns);
	_mm512_storeu_si512(
		to, _mm512_add_epi64(pfns, _mm512_loadu_si512(four->second)));
}

/* 8 words of one or two OS pages. */
BULK_TARGET static inline u64 *expand_twos(u64 *to, __m512i pfns, u64 twos)
{
	u64 *half = to + LANES / 2 + _mm_popcnt_u64(twos & 0xf);

	store_four(to, pfns, twos & 0xf);
	pfns = _mm512_alignr_epi64(pfns, pfns, LANES / 2);
	store_four(half, pfns, twos >> 4);
	return to + LANES + _mm_popcnt_u64(twos);
}

/* For 64 PFNs: the bits of a mask up to that of each; their numbers. */
#define RANKED 64
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

/*
 * So many of 64 PFNs: each from its number and its word, which is how many
 * starts there are up to it.
 */
BULK_TARGET static inline void store_ranked(u64 *to, __m512i starts,
					    __m512i bases, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i += LANES) {
		__m512i word = _mm512_popcnt_epi64(_mm512_and_si512(
			starts, _mm512_loadu_si512(up_to + i)));

		_mm512_storeu_si512(
			to + i,
			_mm512_add_epi64(_mm512_permutexvar_epi64(word, bases),
					 _mm512_loadu_si512(numbers + i)));
	}
}

/* As a bit of a mask, where that is less than 64. */
BULK_TARGET static inline __m512i bits_of(__m512i numbers_of_bits)
{
	const __m512i one = _mm512_set1_epi64(1);

	return or_of_lanes(_mm512_sllv_epi64(one, numbers_of_bits));
}

/* 64 PFNs at a time; @starts and @bases are those of the words. */
BULK_TARGET static noinline void store_long(u64 *to, __m512i starts,
					    __m512i bases, u64 nr)
{
	const __m512i lanes = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
	const __m512i all_ranked = _mm512_set1_epi64(RANKED);
	u64 at;

	for (at = 0; at < nr; at += RANKED) {
		__m512i here = bits_of(starts);
		__m512i first =
			_mm512_add_epi64(lanes, _mm512_popcnt_epi64(here));

		store_ranked(to + at, here, bases, RANKED);
		starts = _mm512_sub_epi64(starts, all_ranked);
		bases = _mm512_add_epi64(_mm512_permutexvar_epi64(first, bases),
					 all_ranked);
	}
}

/* 8 words; up to 63 PFNs too much are stored. */
BULK_TARGET static inline u64 *expand_eight(u64 *to, __m512i pfns,
					    __m512i sizes)
{
	__m512i ends = sums_of(sizes);
	__m512i starts = _mm512_sub_epi64(ends, sizes);
	__m512i bases = _mm512_sub_epi64(pfns, starts);
	u64 nr = last_of(ends);

	/* Number 1 is the first word, and 8 is taken for 0. */
	bases = _mm512_alignr_epi64(bases, bases, LANES - 1);
	if (nr <= 3 * LANES)
		store_ranked(to, bits_of(starts), bases, 3 * LANES);
	else
		store_long(to, starts, bases, nr);
	return to + nr;
}

/* Words less one OS page that have none of these bits: */
#define NOT_TWO (~0ULL << (BULK_SIZE_SHIFT + 1) | BULK_PFN_HALF)
#define NOT_SHORT (~0ULL << (BULK_SIZE_SHIFT + 6) | BULK_PFN_HALF)
#define ROOM_OF_EIGHT (LANES * 64 + RANKED)

BULK_TARGET static inline unsigned int
expand_mixed(const __le64 *slot, unsigned int nr, struct bulk_pfns *to)
{
	const __m512i one = _mm512_set1_epi64(1LL << BULK_SIZE_SHIFT);
	const __m512i mask = _mm512_set1_epi64(BULK_PFN_MASK);
	const u64 *end = to->pfn + to->nr_free;
	u64 *pfn = to->pfn;
	unsigned int i;

	for (i = 0; nr - i >= LANES && end - pfn >= ROOM_OF_EIGHT; i += LANES) {
		__m512i words = _mm512_loadu_si512(slot + i);
		__m512i less_one = _mm512_sub_epi64(words, one);
		__m512i pfns = _mm512_and_si512(words, mask);

		if (!_mm512_test_epi64_mask(
			    less_one, _mm512_set1_epi64((long long)NOT_TWO)))
			pfn = expand_twos(pfn, pfns,
					  _mm512_test_epi64_mask(less_one,
								 one));
		else if (!_mm512_test_epi64_mask(
				 less_one,
				 _mm512_set1_epi64((long long)NOT_SHORT)))
			pfn = expand_eight(pfn, pfns,
					   _mm512_srli_epi64(words,
							     BULK_SIZE_SHIFT));
		else
			break;
	}
	bulk_pass(to, (u64)(pfn - to->pfn));
	return i;
}

BULK_TARGET static inline u64 sum_group(const __le64 *slot)
{
	const __m512i one = _mm512_set1_epi64(1LL << BULK_SIZE_SHIFT);
	__m512i all = _mm512_setzero_si512();
	__m512i sum = all;
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i += LANES) {
		__m512i words = _mm512_loadu_si512(slot + i);

		all = _mm512_or_si512(all, _mm512_sub_epi64(words, one));
		sum = _mm512_add_epi64(sum, _mm512_srli_epi64(words,
							      BULK_SIZE_SHIFT));
	}
	if (_mm512_test_epi64_mask(
		    all, _mm512_set1_epi64((long long)BULK_NOT_VALID)))
		return 0;
	return (u64)_mm512_reduce_add_epi64(sum);
}

const struct bulk_code bulk_avx512 = {
	.name = "AVX-512",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
	.expand_words = expand_words,
	.pass_words = pass_words,
};

#endif
