// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The inner loops of the bulk codec for AVX-512.
 */
#include "bulk_runs.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BULK_TARGET __attribute__((target("avx512f,avx512vl,popcnt")))
#define LANES 8
#define BULK_STEP 32

#include "bulk_offsets.h"
#include "bulk_words.h"

static bool is_usable(void)
{
	bool avx512 = __builtin_cpu_supports("avx512f");
	bool on_short_vectors = __builtin_cpu_supports("avx512vl");
	bool popcnt = __builtin_cpu_supports("popcnt");

	return avx512 & on_short_vectors & popcnt;
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

/* A wider store would lie across two cache lines most of the time. */
BULK_TARGET static inline void store_four(u64 *to, u64 pfn)
{
	const __m256i numbers = _mm256_setr_epi64x(0, 1, 2, 3);

	_mm256_storeu_si256((__m256i *)to,
			    _mm256_add_epi64(_mm256_set1_epi64x((long long)pfn),
					     numbers));
}

BULK_TARGET static inline void store_step(u64 *to, u64 pfn)
{
	const __m512i numbers = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
	__m512i pfns =
		_mm512_add_epi64(_mm512_set1_epi64((long long)pfn), numbers);
	unsigned int i;

	for (i = 0; i < BULK_STEP; i += LANES) {
		_mm512_storeu_si512(to + i, pfns);
		pfns = _mm512_add_epi64(pfns, _mm512_set1_epi64(LANES));
	}
}

BULK_TARGET static inline void store_singles(u64 *to, const __le64 *slot,
					     unsigned int nr)
{
	const __m512i mask = _mm512_set1_epi64(BULK_PFN_MASK);
	unsigned int i;

	for (i = 0; i < nr; i += LANES)
		_mm512_storeu_si512(
			to + i,
			_mm512_and_si512(_mm512_loadu_si512(slot + i), mask));
}

BULK_TARGET static inline void
look_at_group(const __le64 *slot, unsigned int nr, struct bulk_group *group)
{
	const __m512i mask = _mm512_set1_epi64(BULK_PFN_MASK);
	__m512i smallest = mask;
	__m512i sizes = _mm512_setzero_si512();
	__m512i ends = sizes;
	unsigned int i;

	for (i = 0; i < nr; i += LANES) {
		__m512i words = _mm512_loadu_si512(slot + i);
		__m512i size = _mm512_srli_epi64(words, BULK_SIZE_SHIFT);
		__m512i pfns = _mm512_and_si512(words, mask);

		sizes = _mm512_or_si512(sizes, size);
		smallest = _mm512_min_epu64(smallest, size);
		ends = _mm512_or_si512(ends, _mm512_add_epi64(pfns, size));
	}
	group->sizes = (u64)_mm512_reduce_or_epi64(sizes);
	group->smallest = _mm512_reduce_min_epu64(smallest);
	group->ends = (u64)_mm512_reduce_or_epi64(ends);
}

const struct bulk_code bulk_avx512 = {
	.name = "AVX-512",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
	.expand_words = expand_words,
};

#endif
