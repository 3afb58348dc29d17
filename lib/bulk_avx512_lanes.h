/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of 8 words, keys or PFNs: what the AVX-512 code is made of.
 */
#ifndef BULK_AVX512_LANES_H
#define BULK_AVX512_LANES_H

#include <immintrin.h>

#include "bulk_runs.h"

#define BULK_TARGET \
	__attribute__((target("avx512f,avx512vnni,avx512vpopcntdq,popcnt")))
#define LANES 8
#define ALL_LANES ((1U << LANES) - 1)

/*
 * How far ahead memory is asked for, in words and in PFNs.  Processors do not
 * look beyond an OS page by themselves, and each packed page is one.
 */
#define AHEAD 128

BULK_TARGET static inline void ask_for(const void *first)
{
	_mm_prefetch((const char *)first + AHEAD * sizeof(u64), _MM_HINT_T0);
}

/* For the words of the packed page behind this one, if it lies there. */
BULK_TARGET static inline void ask_for_later(const void *first)
{
	_mm_prefetch((const char *)first + PFNPACK_PAGE_BYTES, _MM_HINT_T0);
}

BULK_TARGET static inline __m512i load(const void *from)
{
	return _mm512_loadu_si512(from);
}

BULK_TARGET static inline void store(void *to, __m512i value)
{
	_mm512_storeu_si512(to, value);
}

BULK_TARGET static inline __m512i all_lanes(u64 value)
{
	return _mm512_set1_epi64((long long)value);
}

BULK_TARGET static inline __m512i numbers_of_lanes(void)
{
	return _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
}

static inline __mmask8 first_lanes(unsigned int nr)
{
	return (__mmask8)(nr < LANES ? (1U << nr) - 1 : ALL_LANES);
}

static inline unsigned int count_first(__mmask8 lanes)
{
	return (unsigned int)__builtin_ctz(~(unsigned int)lanes);
}

BULK_TARGET static inline u64 lane_0(__m512i value)
{
	return (u64)_mm_cvtsi128_si64(_mm512_castsi512_si128(value));
}

/* That lane, in each of them. */
BULK_TARGET static inline __m512i spread_lane(__m512i value, unsigned int lane)
{
	return _mm512_permutexvar_epi64(all_lanes(lane), value);
}

/* Each lane and all before it. */
BULK_TARGET static inline __m512i sums_of(__m512i value)
{
	const __m512i none = _mm512_setzero_si512();

	value = _mm512_add_epi64(value, _mm512_alignr_epi64(value, none, 7));
	value = _mm512_add_epi64(value, _mm512_alignr_epi64(value, none, 6));
	return _mm512_add_epi64(value, _mm512_alignr_epi64(value, none, 4));
}

/* All lanes ORed, in each of them. */
BULK_TARGET static inline __m512i or_of_lanes(__m512i value)
{
	value = _mm512_or_si512(value, _mm512_alignr_epi64(value, value, 4));
	value = _mm512_or_si512(value, _mm512_alignr_epi64(value, value, 2));
	return _mm512_or_si512(value, _mm512_alignr_epi64(value, value, 1));
}

BULK_TARGET static inline __m512i or_of_three(__m512i a, __m512i b, __m512i c)
{
	return _mm512_ternarylogic_epi64(a, b, c, 0xfe);
}

BULK_TARGET static inline __m512i pfns_of(__m512i words)
{
	return _mm512_and_si512(words, all_lanes(PFNPACK_PFN_END - 1));
}

BULK_TARGET static inline __m512i sizes_of(__m512i words)
{
	return _mm512_srli_epi64(words, BULK_SIZE_SHIFT);
}

/* Words with one OS page less. */
BULK_TARGET static inline __m512i less_one(__m512i words)
{
	return _mm512_sub_epi64(words, all_lanes(1ULL << BULK_SIZE_SHIFT));
}

#endif /* BULK_AVX512_LANES_H */
