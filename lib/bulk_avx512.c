// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The inner loops of the bulk codec for AVX-512.
 */
#include "bulk_runs.h"

#ifdef __x86_64__

#include <immintrin.h>

#include "bulk_offsets.h"

#define TARGET __attribute__((target("avx512f,avx512vl,popcnt")))
#define LANES 8

static bool is_usable(void)
{
	bool avx512 = __builtin_cpu_supports("avx512f");
	bool on_short_vectors = __builtin_cpu_supports("avx512vl");
	bool popcnt = __builtin_cpu_supports("popcnt");

	return avx512 & on_short_vectors & popcnt;
}

TARGET static void find_runs(const u64 *keys, unsigned int nr,
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
TARGET static inline __m512i eight_words(const struct bulk_runs *runs,
					 unsigned int run, __m512i tags)
{
	__m128i from = _mm_loadl_epi64((const __m128i *)(runs->offset + run));
	__m128i to = _mm_loadl_epi64((const __m128i *)(runs->offset + run + 1));
	__m512i nr = _mm512_cvtepu8_epi64(_mm_sub_epi8(to, from));

	__m512i keys = _mm512_loadu_si512(runs->key + run);

	return _mm512_or_si512(_mm512_or_si512(keys, tags),
			       _mm512_slli_epi64(nr, BULK_SIZE_SHIFT));
}

TARGET static void make_words(const struct bulk_runs *runs, unsigned int first,
			      unsigned int nr, u64 tag, __le64 *words)
{
	const __m512i tags = _mm512_set1_epi64((long long)tag);
	unsigned int i;

	for (i = 0; i + LANES <= nr; i += LANES)
		_mm512_storeu_si512(words + i,
				    eight_words(runs, first + i, tags));
	_mm512_mask_storeu_epi64(words + i, (__mmask8)((1U << (nr - i)) - 1),
				 eight_words(runs, first + i, tags));
}

const struct bulk_code bulk_avx512 = {
	.name = "AVX-512",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
};

#endif
