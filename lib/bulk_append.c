// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Appends arrays of PFNs.
 *
 * The keys are taken in blocks.  The first run of a block may continue what
 * the list ends with, and pfnpack_append() knows all about that.  The others
 * cannot, are too short for a descriptor, and become words just like that.
 */
#pragma GCC visibility push(default)
#include "pfnpack_bulk.h"
#pragma GCC visibility pop

#include <string.h>

#include "bulk_runs.h"

#define PFN_MASK (PFNPACK_PFN_END - 1)
#define KEY_MASK ((1ULL << BULK_SIZE_SHIFT) - 1)

static_assert(BULK_KEYS <= PFNPACK_INLINE_MAX, "a run needs no descriptor");

const struct bulk_code *const bulk_codes[] = {
#ifdef __x86_64__
	&bulk_avx512,
	&bulk_avx2,
#endif
	&bulk_portable,
};
const unsigned int bulk_nr_codes = sizeof(bulk_codes) / sizeof(bulk_codes[0]);

const struct bulk_code *bulk_best(const struct bulk_code *const *codes,
				  unsigned int nr)
{
	while (nr > 1 && !(*codes)->is_usable()) {
		codes++;
		nr--;
	}
	return *codes;
}

const struct bulk_code *bulk_chosen(void)
{
	static const struct bulk_code *chosen;
	const struct bulk_code *code;

	/* Whoever chooses, and whenever, chooses the same. */
	code = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
	if (!code) {
		code = bulk_best(bulk_codes, bulk_nr_codes);
		__atomic_store_n(&chosen, code, __ATOMIC_RELAXED);
	}
	return code;
}

static enum pfnpack_status append_run(struct pfnpack_writer *w, u64 key, u64 nr)
{
	return pfnpack_append(w, key & PFN_MASK, nr,
			      (unsigned int)(key >> PFNPACK_PFN_BITS));
}

/* Too wide for a key, or the last PFN, which none continues? */
static bool needs_care(const struct bulk_keys *keys, u64 seen)
{
	return seen >> keys->nr_bits || (seen & PFN_MASK) == PFN_MASK;
}

/* Might a run of so many continue in the next packed page? */
static bool may_split(const struct pfnpack_writer *w, u64 nr)
{
	return w->at.last_nr <= PFNPACK_INLINE_MAX &&
	       w->at.last_nr + nr > PFNPACK_INLINE_MAX;
}

static size_t append_one_by_one(struct pfnpack_writer *w,
				const struct bulk_keys *keys)
{
	size_t i;

	for (i = 0; i < keys->nr; i++) {
		if (keys->key[i] >> keys->nr_bits ||
		    append_run(w, keys->key[i] | keys->tag, 1) != PFNPACK_OK)
			break;
	}
	return i;
}

/* Return: how many of the runs from @first on fit in this packed page. */
static unsigned int append_words(struct pfnpack_writer *w,
				 const struct bulk_code *code,
				 const struct bulk_runs *runs,
				 unsigned int first, u64 tag)
{
	unsigned int nr_free = w->at.gap_end - w->at.nr_words;
	unsigned int nr = runs->nr - first;
	u64 last;

	if (nr > nr_free)
		nr = nr_free;
	if (!nr)
		return 0;
	code->make_words(runs, first, nr, tag,
			 &w->packed->slot[w->at.nr_words]);
	last = code->word_of(runs, first + nr - 1) | tag;
	w->at.nr_words += nr;
	w->at.last_key = last & KEY_MASK;
	w->at.last_nr = last >> BULK_SIZE_SHIFT;
	w->at.next_key = w->at.last_key + w->at.last_nr;
	return nr;
}

static size_t keys_before(const struct bulk_code *code,
			  const struct bulk_runs *runs, unsigned int end)
{
	unsigned int run;
	size_t nr = 0;

	for (run = 0; run < end; run++)
		nr += code->word_of(runs, run) >> BULK_SIZE_SHIFT;
	return nr;
}

/* Return: how many keys have been appended. */
static size_t append_runs(struct pfnpack_writer *w,
			  const struct bulk_code *code,
			  const struct bulk_runs *runs,
			  const struct bulk_keys *keys)
{
	unsigned int run = 0;
	unsigned int nr;
	u64 word;

	while (run < runs->nr) {
		word = code->word_of(runs, run) | keys->tag;
		nr = 0;
		if ((word & KEY_MASK) != w->at.next_key)
			nr = append_words(w, code, runs, run, keys->tag);
		/* It continues the list, or is the first of a packed page. */
		if (!nr && append_run(w, word & KEY_MASK,
				      word >> BULK_SIZE_SHIFT) != PFNPACK_OK)
			return keys_before(code, runs, run);
		run += nr ? nr : 1;
	}
	return keys->nr;
}

/* Keys that follow one another, all of them. */
static size_t append_one_run(struct pfnpack_writer *w,
			     const struct bulk_keys *keys)
{
	if (append_run(w, keys->key[0] | keys->tag, keys->nr) != PFNPACK_OK)
		return 0;
	return keys->nr;
}

static size_t append_block(struct pfnpack_writer *w,
			   const struct bulk_code *code,
			   const struct bulk_keys *keys)
{
	struct bulk_runs runs;

	code->find_runs(keys->key, (unsigned int)keys->nr, &runs);
	if (needs_care(keys, runs.seen) || may_split(w, keys->nr))
		return append_one_by_one(w, keys);
	if (runs.nr == 1)
		return append_one_run(w, keys);
	return append_runs(w, code, &runs, keys);
}

size_t bulk_append(struct pfnpack_writer *w, const struct bulk_code *code,
		   const struct bulk_keys *keys)
{
	struct bulk_keys block = *keys;
	size_t nr_done = 0;
	size_t nr;

	for (; nr_done < keys->nr; nr_done += nr) {
		block.key = keys->key + nr_done;
		block.nr = keys->nr - nr_done;
		if (block.nr > BULK_KEYS)
			block.nr = BULK_KEYS;
		nr = append_block(w, code, &block);
		if (nr < block.nr)
			return nr_done + nr;
	}
	return nr_done;
}

size_t pfnpack_append_pfns(struct pfnpack_writer *w, const u64 *pfns, size_t nr,
			   unsigned int tag)
{
	const struct bulk_keys keys = {
		.key = pfns,
		.nr = tag <= PFNPACK_TAG_MAX ? nr : 0,
		.nr_bits = PFNPACK_PFN_BITS,
		.tag = (u64)tag << PFNPACK_PFN_BITS,
	};

	return bulk_append(w, bulk_chosen(), &keys);
}

size_t pfnpack_append_tagged(struct pfnpack_writer *w, const u64 *tagged,
			     size_t nr)
{
	const struct bulk_keys keys = {
		.key = tagged,
		.nr = nr,
		.nr_bits = PFNPACK_PFN_BITS + PFNPACK_TAG_BITS,
	};

	return bulk_append(w, bulk_chosen(), &keys);
}

enum pfnpack_status pfnpack_stream_flush(struct pfnpack_stream *s)
{
	size_t nr_done = pfnpack_append_pfns(s->w, s->pfn, s->nr, s->tag);

	s->nr -= (unsigned int)nr_done;
	if (!s->nr)
		return PFNPACK_OK;
	memmove(s->pfn, s->pfn + nr_done, s->nr * sizeof(s->pfn[0]));
	/* Refused once more, now with the reason. */
	return pfnpack_append(s->w, s->pfn[0], 1, s->tag);
}
