// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The inner loops of the bulk codec for AVX-512.
 */
#include "bulk_runs.h"

#ifdef __x86_64__

#include "bulk_avx512_lanes.h"
#include "bulk_offsets.h"

#define BULK_LANES LANES
#define BULK_MIXED PFNPACK_SLOTS

#include "bulk_words.h"
#include "bulk_avx512_expand.h"

static bool is_usable(void)
{
	bool avx512 = __builtin_cpu_supports("avx512f");
	bool multiplies = __builtin_cpu_supports("avx512vnni");
	bool counts_bits = __builtin_cpu_supports("avx512vpopcntdq");
	bool popcnt = __builtin_cpu_supports("popcnt");

	return avx512 & multiplies & counts_bits & popcnt;
}

/* --- From PFNs to words --------------------------------------------------- */

BULK_TARGET static void find_runs(const u64 *keys, unsigned int nr,
				  struct bulk_runs *runs)
{
	const __m512i one = all_lanes(1);
	/* Nothing continues what is in front of the first key. */
	__m512i last = all_lanes(keys[0]);
	__m512i seen = _mm512_setzero_si512();
	unsigned int at, nr_runs = 0;

	for (at = 0; at + LANES <= nr; at += LANES) {
		__m512i here = load(keys + at);
		__m512i before = _mm512_alignr_epi64(here, last, LANES - 1);
		__mmask8 starts = _mm512_cmpneq_epi64_mask(
			here, _mm512_add_epi64(before, one));

		ask_for(keys + at);
		seen = _mm512_or_si512(seen, here);
		store(runs->key + nr_runs,
		      _mm512_maskz_compress_epi64(starts, here));
		bulk_store_offsets(runs->offset + nr_runs, starts, at);
		nr_runs += (unsigned int)_mm_popcnt_u32(starts);
		last = here;
	}
	if (!at) {
		bulk_find_first(keys, runs);
		at = 1;
	} else {
		runs->nr = nr_runs;
		runs->seen = (u64)_mm512_reduce_or_epi64(seen);
	}
	bulk_find_rest(keys, at, nr, runs);
}

/* The words of 8 runs. */
BULK_TARGET static inline __m512i eight_words(const struct bulk_runs *runs,
					      unsigned int run, __m512i tags)
{
	__m128i from = _mm_loadl_epi64((const __m128i *)(runs->offset + run));
	__m128i to = _mm_loadl_epi64((const __m128i *)(runs->offset + run + 1));
	__m512i nr = _mm512_cvtepu8_epi64(_mm_sub_epi8(to, from));

	/* Not together: MemorySanitizer would look at lanes that nobody needs. */
	return _mm512_or_si512(_mm512_or_si512(load(runs->key + run), tags),
			       _mm512_slli_epi64(nr, BULK_SIZE_SHIFT));
}

/* @nr words, 8 at most. */
BULK_TARGET static inline void store_words(__le64 *words,
					   const struct bulk_runs *runs,
					   unsigned int run, unsigned int nr,
					   __m512i tags)
{
	_mm512_mask_storeu_epi64(words, first_lanes(nr),
				 eight_words(runs, run, tags));
}

BULK_TARGET static void make_words(const struct bulk_runs *runs,
				   unsigned int first, unsigned int nr, u64 tag,
				   __le64 *words)
{
	const __m512i tags = all_lanes(tag);
	/* A store across two cache lines takes as long as several others. */
	unsigned int i = -(uintptr_t)words / sizeof(*words) % LANES;

	if (i > nr)
		i = nr;
	store_words(words, runs, first, i, tags);
	for (; i + LANES <= nr; i += LANES) {
		ask_for(words + i);
		store(words + i, eight_words(runs, first + i, tags));
	}
	store_words(words + i, runs, first + i, nr - i, tags);
}

/* --- From words to PFNs --------------------------------------------------- */

BULK_TARGET static inline void store_step(u64 *to, u64 pfn)
{
	store(to, _mm512_add_epi64(all_lanes(pfn), numbers_of_lanes()));
}

BULK_TARGET static inline bool store_singles(u64 *to, const __le64 *slot)
{
	__m512i all = _mm512_setzero_si512();
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i += LANES) {
		__m512i words = load(slot + i);

		ask_for(slot + i);
		ask_for(to + i);
		all = _mm512_or_si512(all, less_one(words));
		store(to + i, pfns_of(words));
	}
	return !has_any(all, BULK_NOT_ONE);
}

/* --- Past words ----------------------------------------------------------- */

/* To @sum, from bit 32 of each lane on, the size of a word less one OS page. */
BULK_TARGET static inline __m512i add_size(__m512i sum, __m512i less)
{
	return _mm512_dpwssd_epi32(sum, less,
				   all_lanes(1ULL << BULK_SIZE_SHIFT));
}

BULK_TARGET static inline u64 sum_group(const __le64 *slot)
{
	__m512i all = _mm512_setzero_si512();
	__m512i sum_a = all, sum_b = all;
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i += 2 * LANES) {
		__m512i a = less_one(load(slot + i));
		__m512i b = less_one(load(slot + i + LANES));

		all = or_of_three(all, a, b);
		sum_a = add_size(sum_a, a);
		sum_b = add_size(sum_b, b);
	}
	if (has_any(all, BULK_NOT_VALID))
		return 0;
	sum_a = _mm512_add_epi64(sum_a, sum_b);
	return BULK_GROUP + ((u64)_mm512_reduce_add_epi64(sum_a) >> 32);
}

/* Up to 8 words.  What is not there is 0, and so no word. */
BULK_TARGET static inline __m512i load_words(const __le64 *slot,
					     unsigned int nr)
{
	return _mm512_maskz_loadu_epi64(first_lanes(nr), slot);
}

/* Those that sum_group() would take. */
BULK_TARGET static inline __mmask8 valid_words(__m512i words)
{
	return _mm512_testn_epi64_mask(less_one(words),
				       all_lanes(BULK_NOT_VALID));
}

/* 8 at a time, up to the first that is not valid or too much. */
BULK_TARGET static inline unsigned int pass_eights(const __le64 *slot,
						   unsigned int nr, u64 *left)
{
	const __m512i most = all_lanes(*left);
	__m512i passed = _mm512_setzero_si512();
	unsigned int i;

	for (i = 0; i < nr; i += LANES) {
		__m512i words = load_words(slot + i, nr - i);
		__m512i sizes = sizes_of(words);
		__m512i ends = _mm512_add_epi64(passed, sums_of(sizes));
		__mmask8 pass = _mm512_mask_cmple_epu64_mask(valid_words(words),
							     ends, most);

		if (pass != ALL_LANES) {
			passed = spread_lane(_mm512_sub_epi64(ends, sizes),
					     count_first(pass));
			i += count_first(pass);
			break;
		}
		passed = spread_lane(ends, LANES - 1);
	}
	*left -= lane_0(passed);
	return i;
}

BULK_TARGET static inline __m512i sizes_of_eight(const __le64 *slot)
{
	return sizes_of(load(slot));
}

/* The two of each vector, side by side. */
BULK_TARGET static inline __m512i sum_pairs(__m512i a, __m512i b)
{
	return _mm512_add_epi64(_mm512_unpacklo_epi64(a, b),
				_mm512_unpackhi_epi64(a, b));
}

/* First those of @a, then those of @b. */
BULK_TARGET static inline __m512i sum_halves(__m512i a, __m512i b)
{
	return _mm512_add_epi64(_mm512_shuffle_i64x2(a, b, 0x88),
				_mm512_shuffle_i64x2(a, b, 0xdd));
}

BULK_TARGET static inline __m512i sum_two_eights(const __le64 *slot)
{
	return sum_pairs(sizes_of_eight(slot), sizes_of_eight(slot + LANES));
}

BULK_TARGET static inline __m512i sum_four_eights(const __le64 *slot)
{
	return sum_halves(sum_two_eights(slot), sum_two_eights(slot + 16));
}

/*
 * Of a group that sum_group() would take, and that has more than @left OS
 * pages.  No predictor knows where they end, so no branch asks for it: how many
 * eights, and then how many words, end in time.
 */
BULK_TARGET static inline unsigned int pass_in_group(const __le64 *slot,
						     u64 *left)
{
	const __m512i most = all_lanes(*left);
	__m512i sizes = sum_halves(sum_four_eights(slot),
				   sum_four_eights(slot + BULK_GROUP / 2));
	__m512i ends = sums_of(sizes);
	unsigned int i = count_first(_mm512_cmple_epu64_mask(ends, most));
	__m512i passed = spread_lane(_mm512_sub_epi64(ends, sizes), i);

	i *= LANES;
	sizes = sizes_of_eight(slot + i);
	ends = _mm512_add_epi64(passed, sums_of(sizes));
	i += count_first(_mm512_cmple_epu64_mask(ends, most));
	passed = spread_lane(_mm512_sub_epi64(ends, sizes), i % LANES);
	*left -= lane_0(passed);
	return i;
}

BULK_TARGET static unsigned int pass_words(const __le64 *slot, unsigned int nr,
					   u64 *left)
{
	unsigned int i;
	u64 sum;

	for (i = 0; nr - i >= BULK_GROUP; i += BULK_GROUP) {
		sum = sum_group(slot + i);
		if (!sum)
			break;
		if (sum > *left)
			return i + pass_in_group(slot + i, left);
		*left -= sum;
	}
	i += pass_eights(slot + i, nr - i, left);
	return i + pass_one_by_one(slot + i, nr - i, left);
}

/* --- Counting words ------------------------------------------------------- */

#define AT_ONCE (4 * LANES)

BULK_TARGET static inline bool are_valid(const __le64 *slot)
{
	__m512i all = _mm512_setzero_si512();
	unsigned int i;

	for (i = 0; i < AT_ONCE; i += 2 * LANES) {
		/* While the caller reads these, those after them arrive. */
		ask_for_later(slot + i);
		ask_for_later(slot + i + LANES);
		all = or_of_three(all, less_one(load(slot + i)),
				  less_one(load(slot + i + LANES)));
	}
	return !has_any(all, BULK_NOT_VALID);
}

BULK_TARGET static unsigned int count_words(const __le64 *slot, unsigned int nr)
{
	unsigned int i = 0;
	u64 left = ~0ULL;
	__mmask8 valid;

	while (nr - i >= AT_ONCE && are_valid(slot + i))
		i += AT_ONCE;
	for (; i < nr; i += LANES) {
		valid = valid_words(load_words(slot + i, nr - i));
		if (valid != ALL_LANES) {
			i += count_first(valid);
			break;
		}
	}
	return i + pass_one_by_one(slot + i, nr - i, &left);
}

const struct bulk_code bulk_avx512 = {
	.name = "AVX-512",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
	.word_of = bulk_word_of,
	.expand_words = expand_words,
	.pass_words = pass_words,
	.count_words = count_words,
};

#endif
