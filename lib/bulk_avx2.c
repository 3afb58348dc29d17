// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The inner loops of the bulk codec for AVX2.
 */
#include "bulk_runs.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BULK_TARGET __attribute__((target("avx2,popcnt")))
#define LANES 4
#define BULK_LANES LANES

#include "bulk_offsets.h"
#include "bulk_overlap.h"

static bool is_usable(void)
{
	bool avx2 = __builtin_cpu_supports("avx2");
	bool popcnt = __builtin_cpu_supports("popcnt");

	return avx2 & popcnt;
}

/* Takes the lanes of a mask to the front: pairs of 32-bit lanes. */
#define LANE(n) (2 * (n)), (2 * (n) + 1)
static const uint32_t to_front[1 << LANES][2 * LANES] = {
	[0x1] = { LANE(0) },
	[0x2] = { LANE(1) },
	[0x3] = { LANE(0), LANE(1) },
	[0x4] = { LANE(2) },
	[0x5] = { LANE(0), LANE(2) },
	[0x6] = { LANE(1), LANE(2) },
	[0x7] = { LANE(0), LANE(1), LANE(2) },
	[0x8] = { LANE(3) },
	[0x9] = { LANE(0), LANE(3) },
	[0xa] = { LANE(1), LANE(3) },
	[0xb] = { LANE(0), LANE(1), LANE(3) },
	[0xc] = { LANE(2), LANE(3) },
	[0xd] = { LANE(0), LANE(2), LANE(3) },
	[0xe] = { LANE(1), LANE(2), LANE(3) },
	[0xf] = { LANE(0), LANE(1), LANE(2), LANE(3) },
};

BULK_TARGET static inline __m256i load(const u64 *from)
{
	return _mm256_loadu_si256((const __m256i *)from);
}

BULK_TARGET static inline void store(u64 *to, __m256i value)
{
	_mm256_storeu_si256((__m256i *)to, value);
}

BULK_TARGET static inline unsigned int starts_of(__m256i before, __m256i here)
{
	__m256i next = _mm256_add_epi64(before, _mm256_set1_epi64x(1));
	__m256i goes_on = _mm256_cmpeq_epi64(here, next);

	return (unsigned int)_mm256_movemask_pd(_mm256_castsi256_pd(goes_on)) ^
	       0xf;
}

BULK_TARGET static inline u64 or_of(__m256i value)
{
	__m128i half = _mm_or_si128(_mm256_castsi256_si128(value),
				    _mm256_extracti128_si256(value, 1));

	return (u64)(_mm_cvtsi128_si64(half) | _mm_extract_epi64(half, 1));
}

BULK_TARGET static void find_runs(const u64 *keys, unsigned int nr,
				  struct bulk_runs *runs)
{
	__m256i seen = _mm256_setzero_si256();
	unsigned int at, nr_runs = 1;

	bulk_find_first(keys, runs);
	for (at = 1; at + LANES <= nr; at += LANES) {
		__m256i here = load(keys + at);
		unsigned int starts = starts_of(load(keys + at - 1), here);
		__m256i order =
			_mm256_loadu_si256((const __m256i *)to_front[starts]);

		seen = _mm256_or_si256(seen, here);
		store(runs->key + nr_runs,
		      _mm256_permutevar8x32_epi32(here, order));
		bulk_store_offsets(runs->offset + nr_runs, starts, at);
		nr_runs += (unsigned int)_mm_popcnt_u32(starts);
	}
	runs->nr = nr_runs;
	runs->seen |= or_of(seen);
	bulk_find_rest(keys, at, nr, runs);
}

/* By way of an int, as _mm_loadu_si32() of GCC 11.1 and 11.2 is wrong. */
BULK_TARGET static inline __m128i load_four_bytes(const __u8 *from)
{
	int four;

	memcpy(&four, from, sizeof(four));
	return _mm_cvtsi32_si128(four);
}

/* The words of 4 runs. */
BULK_TARGET static inline __m256i four_words(const struct bulk_runs *runs,
					     unsigned int run, __m256i tags)
{
	__m128i from = load_four_bytes(runs->offset + run);
	__m128i to = load_four_bytes(runs->offset + run + 1);
	__m256i nr = _mm256_cvtepu8_epi64(_mm_sub_epi8(to, from));

	__m256i keys = load(runs->key + run);

	return _mm256_or_si256(_mm256_or_si256(keys, tags),
			       _mm256_slli_epi64(nr, BULK_SIZE_SHIFT));
}

BULK_TARGET static void make_words(const struct bulk_runs *runs,
				   unsigned int first, unsigned int nr, u64 tag,
				   __le64 *words)
{
	const __m256i tags = _mm256_set1_epi64x((long long)tag);
	unsigned int i;

	for (i = 0; i + LANES <= nr; i += LANES)
		_mm256_storeu_si256((__m256i *)(words + i),
				    four_words(runs, first + i, tags));
	for (; i < nr; i++)
		words[i] = cpu_to_le64(bulk_word_of(runs, first + i) | tag);
}

BULK_TARGET static inline void store_step(u64 *to, u64 pfn)
{
	const __m256i numbers = _mm256_setr_epi64x(0, 1, 2, 3);

	store(to,
	      _mm256_add_epi64(_mm256_set1_epi64x((long long)pfn), numbers));
}

BULK_TARGET static inline bool store_singles(u64 *to, const __le64 *slot)
{
	const __m256i one = _mm256_set1_epi64x(1LL << BULK_SIZE_SHIFT);
	const __m256i mask = _mm256_set1_epi64x(BULK_PFN_MASK);
	__m256i all = _mm256_setzero_si256();
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i += LANES) {
		__m256i words = _mm256_loadu_si256((const __m256i *)(slot + i));

		all = _mm256_or_si256(all, _mm256_sub_epi64(words, one));
		store(to + i, _mm256_and_si256(words, mask));
	}
	return _mm256_testz_si256(all,
				  _mm256_set1_epi64x((long long)BULK_NOT_ONE));
}

BULK_TARGET static inline u64 sum_of(__m256i value)
{
	__m128i half = _mm_add_epi64(_mm256_castsi256_si128(value),
				     _mm256_extracti128_si256(value, 1));

	return (u64)(_mm_cvtsi128_si64(half) + _mm_extract_epi64(half, 1));
}

BULK_TARGET static inline u64 sum_group(const __le64 *slot)
{
	const __m256i one = _mm256_set1_epi64x(1LL << BULK_SIZE_SHIFT);
	__m256i all = _mm256_setzero_si256();
	__m256i sum = all;
	unsigned int i;

	for (i = 0; i < BULK_GROUP; i += LANES) {
		__m256i words = _mm256_loadu_si256((const __m256i *)(slot + i));

		all = _mm256_or_si256(all, _mm256_sub_epi64(words, one));
		sum = _mm256_add_epi64(sum, _mm256_srli_epi64(words,
							      BULK_SIZE_SHIFT));
	}
	return (or_of(all) & BULK_NOT_VALID) ? 0 : sum_of(sum);
}

const struct bulk_code bulk_avx2 = {
	.name = "AVX2",
	.is_usable = is_usable,
	.find_runs = find_runs,
	.make_words = make_words,
	.word_of = bulk_word_of,
	.expand_words = expand_words,
	.pass_words = pass_words,
	.count_words = count_words,
};

#endif
