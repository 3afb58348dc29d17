/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where runs start in an array of keys, the words that they make, and the PFNs
 * that words stand for: the inner loops of the bulk codec, once for each kind
 * of processor.
 *
 * A key is a word without its size: PFN and tag.
 */
#ifndef BULK_RUNS_H
#define BULK_RUNS_H

#include "pfnpack_env.h"

/*
 * Keys looked at together.  An offset among them has 8 bits, and so may the
 * length of a run have, which then is 0 when one run is all of them.
 */
#define BULK_KEYS 256

#define BULK_SIZE_SHIFT (PFNPACK_PFN_BITS + PFNPACK_TAG_BITS)

/* The inner loops store whole vectors: what they may write too much. */
#define BULK_SLACK 8

/**
 * struct bulk_runs - the runs in some keys
 * @nr: runs, at least 1
 * @seen: all keys, ORed
 * @key: the first key of each run, or its word
 * @offset: where it is among the keys; behind the last run, how many they are;
 *	not used by codes that make words at once
 */
struct bulk_runs {
	/* Aligned, as scattered keys are stored a cache line at a time. */
	_Alignas(64) u64 key[BULK_KEYS + BULK_SLACK];
	u64 seen;
	unsigned int nr;
	__u8 offset[BULK_KEYS + 1 + BULK_SLACK];
};

/**
 * struct bulk_pfns - where PFNs are to be stored
 * @pfn: the next one
 * @nr_free: for how many there is room; more than needed may be overwritten
 */
struct bulk_pfns {
	u64 *pfn;
	size_t nr_free;
};

/**
 * struct bulk_code - the inner loops for a kind of processor
 * @name: for people
 * @is_usable: does this processor have what it takes?
 * @find_runs: fill in @runs of @nr keys, 1 to %BULK_KEYS; a run ends where the
 *	next key is not one more
 * @make_words: make the words of @nr runs, from @first on, none of them
 *	%BULK_KEYS long, with these bits of @tag, and store them at @words,
 *	and no more than them
 * @word_of: the word of a run, not of one that is %BULK_KEYS long, without a tag
 * @expand_words: store the PFNs of words, up to the first of @nr slots that is
 *	not a valid word without a descriptor, or for which there may be no
 *	room; returns how many words it was
 * @pass_words: how many of @nr slots, from the first on, are valid words without
 *	a descriptor that have no more than @left OS pages in all, which are
 *	subtracted
 * @count_words: how many of @nr slots, from the first on, are valid words
 *	without a descriptor
 */
struct bulk_code {
	const char *name;
	bool (*is_usable)(void);
	void (*find_runs)(const u64 *keys, unsigned int nr,
			  struct bulk_runs *runs);
	void (*make_words)(const struct bulk_runs *runs, unsigned int first,
			   unsigned int nr, u64 tag, __le64 *words);
	u64 (*word_of)(const struct bulk_runs *runs, unsigned int run);
	unsigned int (*expand_words)(const __le64 *slot, unsigned int nr,
				     struct bulk_pfns *to);
	unsigned int (*pass_words)(const __le64 *slot, unsigned int nr,
				   u64 *left);
	unsigned int (*count_words)(const __le64 *slot, unsigned int nr);
};

/**
 * struct bulk_keys - what is to be appended
 * @key: the keys
 * @nr: how many
 * @nr_bits: the bits that they may have; one that has others is refused
 * @tag: bits to be added to each of them
 */
struct bulk_keys {
	const u64 *key;
	size_t nr;
	unsigned int nr_bits;
	u64 tag;
};

/* Does a word without a descriptor have this range (F-04, F-08)? */
static inline bool bulk_is_short(const struct pfnpack_range *range)
{
	return range->nr - 1 < PFNPACK_INLINE_MAX &&
	       range->pfn + range->nr <= PFNPACK_PFN_END;
}

/* Of @nr codes, the first that is usable; the last one is not asked. */
const struct bulk_code *bulk_best(const struct bulk_code *const *codes,
				  unsigned int nr);

/* The best of all. */
const struct bulk_code *bulk_chosen(void);

/* As pfnpack_append_tagged(), by a code that is usable. */
size_t bulk_append(struct pfnpack_writer *w, const struct bulk_code *code,
		   const struct bulk_keys *keys);

/* As pfnpack_expand(), by a code that is usable. */
size_t bulk_expand(struct pfnpack_reader *r, const struct bulk_code *code,
		   u64 *pfns, size_t nr);

/* The best first; the last one is usable everywhere. */
extern const struct bulk_code *const bulk_codes[];
extern const unsigned int bulk_nr_codes;

extern const struct bulk_code bulk_portable;
extern const struct bulk_code bulk_avx2;
extern const struct bulk_code bulk_avx512;

/* Of the keys from @at on, one by one; for the rest that fills no vector. */
static inline void bulk_find_rest(const u64 *keys, unsigned int at,
				  unsigned int nr, struct bulk_runs *runs)
{
	for (; at < nr; at++) {
		runs->key[runs->nr] = keys[at];
		runs->offset[runs->nr] = (__u8)at;
		runs->nr += keys[at] != keys[at - 1] + 1;
		runs->seen |= keys[at];
	}
	runs->offset[runs->nr] = (__u8)nr;
}

static inline void bulk_find_first(const u64 *keys, struct bulk_runs *runs)
{
	runs->nr = 1;
	runs->seen = keys[0];
	runs->key[0] = keys[0];
	runs->offset[0] = 0;
}

/* As pfnpack_advance(), by a code that is usable. */
enum pfnpack_status bulk_advance(struct pfnpack_reader *r,
				 const struct bulk_code *code, u64 nr);

/* As pfnpack_next_in_place(), by a code that is usable. */
unsigned int bulk_next_in_place(struct pfnpack_reader *r,
				const struct bulk_code *code,
				const __le64 **slot);

/*
 * The words in front of @r that may be taken together, in a packed page that
 * @r has entered; 0 when what is next is for the reader.
 */
unsigned int bulk_words_left(struct pfnpack_reader *r);

/* @nr_words of those have been taken. */
void bulk_take(struct pfnpack_reader *r, unsigned int nr_words);

/* For codes that note keys and offsets. */
static inline u64 bulk_word_of(const struct bulk_runs *runs, unsigned int run)
{
	u64 nr = (__u8)(runs->offset[run + 1] - runs->offset[run]);

	return runs->key[run] | nr << BULK_SIZE_SHIFT;
}

#endif /* BULK_RUNS_H */
