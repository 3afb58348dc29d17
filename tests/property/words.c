// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Words many at a time, and a list from a checkpoint on, against one range
 * after the other.
 */
#include "property.h"

#include <string.h>

#include "pfnpack.h"

#define WORDS_MAX 1200

/* The same list, written twice. */
struct side {
	struct pfnpack_writer writer;
	struct pfnpack_page packed[MODEL_PACKED];
};
static struct side ranges, words;

static __u64 some[WORDS_MAX];

/* --- Appending --------------------------------------------------------- */

/*
 * Most are new ranges; some continue the last one, some are no range at all.
 */
static __u64 random_word(struct rng *rng, __u64 *pfn)
{
	__u64 nr = 1 + (rng_one_in(rng, 3) ? rng_bits(rng, 15) : 0);
	unsigned int tag = rng_one_in(rng, 20) ? rng_below(rng, 16) : 3;
	__u64 word;

	if (rng_one_in(rng, 200))
		nr = rng_one_in(rng, 2) ? 65534 : rng_below(rng, 2) * 65535;
	if (rng_one_in(rng, 200))
		*pfn = random_pfn(rng);
	if (!rng_one_in(rng, 6))
		*pfn += 1 + rng_below(rng, 3);
	*pfn &= PFNPACK_PFN_END - 1;
	word = pfnpack_word(*pfn, nr, tag);
	*pfn += nr;
	return word;
}

static unsigned int random_words(struct rng *rng)
{
	unsigned int nr = rng_below(rng, WORDS_MAX + 1);
	__u64 pfn = random_pfn(rng);
	unsigned int i;

	for (i = 0; i < nr; i++)
		some[i] = random_word(rng, &pfn);
	return nr;
}

static unsigned int append_one_by_one(unsigned int nr)
{
	struct pfnpack_range range;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		range = pfnpack_word_range(some[i]);
		if (pfnpack_append(&ranges.writer, range.pfn, range.nr,
				   range.tag) != PFNPACK_OK)
			break;
	}
	return i;
}

static void start_sides(unsigned long nr_packed)
{
	memset(&ranges, 0, sizeof(ranges));
	memset(&words, 0, sizeof(words));
	pfnpack_writer_init(&ranges.writer, ranges.packed, nr_packed);
	pfnpack_writer_init(&words.writer, words.packed, nr_packed);
}

static bool append_alike(struct property *p)
{
	unsigned int nr = random_words(&p->rng);
	unsigned int nr_ranges = append_one_by_one(nr);

	return HOLDS(p, pfnpack_append_words(&words.writer, some, nr) ==
				nr_ranges) &&
	       HOLDS(p, !memcmp(&words.writer.at, &ranges.writer.at,
				sizeof(words.writer.at))) &&
	       HOLDS(p, !memcmp(words.packed, ranges.packed,
				sizeof(words.packed)));
}

bool property_words_are_ranges(struct property *p)
{
	unsigned int nr_times = 1 + rng_below(&p->rng, 6);

	start_sides(rng_below(&p->rng, MODEL_PACKED + 1));
	while (nr_times--) {
		if (!append_alike(p))
			return false;
		if (rng_one_in(&p->rng, 4)) {
			pfnpack_break(&ranges.writer);
			pfnpack_break(&words.writer);
		}
	}
	return true;
}

/* --- Reading ----------------------------------------------------------- */

static struct pfnpack_reader one, many;

static bool same_next(struct property *p, const struct pfnpack_range *range)
{
	struct pfnpack_range expected;

	return HOLDS(p, pfnpack_next(&one, &expected) == PFNPACK_OK) &&
	       HOLDS(p, range->pfn == expected.pfn &&
				range->nr == expected.nr &&
				range->tag == expected.tag);
}

static bool take_words(struct property *p)
{
	unsigned int nr_words = rng_below(&p->rng, 600);
	__u64 max = rng_bits(&p->rng, 30);
	__u64 nr_left = max;
	struct pfnpack_range range;
	unsigned int i, nr;

	nr = pfnpack_next_words(&many, &nr_left, some, nr_words);
	if (!HOLDS(p, nr <= nr_words))
		return false;
	for (i = 0; i < nr; i++) {
		range = pfnpack_word_range(some[i]);
		max -= range.nr;
		if (!same_next(p, &range))
			return false;
	}
	return HOLDS(p, max == nr_left);
}

/* What is left of a range has to come next. */
static bool take_part(struct property *p)
{
	__u64 max = 1 + rng_bits(&p->rng, 16);
	struct pfnpack_range range = { 0 };
	struct pfnpack_range all = { 0 };
	enum pfnpack_status status = pfnpack_next(&one, &all);

	if (!HOLDS(p, pfnpack_next_max(&many, max, &range) == status))
		return false;
	if (status != PFNPACK_OK)
		return HOLDS(p, !memcmp(&one.fault, &many.fault,
					sizeof(one.fault)));
	if (!HOLDS(p, range.nr == (all.nr < max ? all.nr : max)) ||
	    !HOLDS(p, range.pfn == all.pfn && range.tag == all.tag))
		return false;
	one.rest = all;
	one.rest.pfn += range.nr;
	one.rest.nr -= range.nr;
	return true;
}

bool property_words_are_read(struct property *p)
{
	unsigned int nr_times = 40;
	bool good = true;

	start_sides(MODEL_PACKED);
	pfnpack_append_words(&words.writer, some, random_words(&p->rng));
	pfnpack_append_words(&words.writer, some, random_words(&p->rng));
	if (rng_one_in(&p->rng, 3))
		mutate(&p->rng,
		       (uint8_t *)&words
			       .packed[rng_below(&p->rng, MODEL_PACKED)]);
	pfnpack_reader_init(&one, words.packed, MODEL_PACKED);
	pfnpack_reader_init(&many, words.packed, MODEL_PACKED);
	if (rng_one_in(&p->rng, 2)) {
		pfnpack_reader_join(&one);
		pfnpack_reader_join(&many);
	}
	while (good && nr_times--)
		good = rng_one_in(&p->rng, 3) ? take_part(p) : take_words(p);
	return good;
}

/* --- From a checkpoint on ---------------------------------------------- */

static struct model_list since, read_back;

static void append_noted(struct rng *rng, struct model_list *note)
{
	struct model_range range = random_range(rng, &since);

	if (rng_one_in(rng, 10))
		pfnpack_break(&words.writer);
	if (pfnpack_append(&words.writer, range.pfn, range.nr, range.tag) ==
		    PFNPACK_OK &&
	    note)
		note->ranges[note->nr++] = range;
}

static void append_scattered(struct model_list *note, unsigned int nr)
{
	uint64_t pfn = 1ULL << 40;

	for (; nr; nr--, pfn += 2) {
		if (pfnpack_append(&words.writer, pfn, 1, 0) == PFNPACK_OK &&
		    note)
			note->ranges[note->nr++] =
				(struct model_range){ .pfn = pfn, .nr = 1 };
	}
}

static void append_some(struct rng *rng, struct model_list *note)
{
	unsigned int nr = rng_below(rng, 12);

	while (nr--)
		append_noted(rng, note);
	if (rng_one_in(rng, 2))
		append_scattered(note, rng_below(rng, 1100));
}

/* Continue the last range, so that the checkpoint is within one. */
static void append_next(struct rng *rng)
{
	uint64_t pfn = words.writer.at.last_key & (PFNPACK_PFN_END - 1);
	struct model_range range = {
		.pfn = pfn + words.writer.at.last_nr,
		.nr = 1 + rng_bits(rng, 17),
		.tag = (unsigned int)(words.writer.at.last_key >>
				      PFNPACK_PFN_BITS),
	};

	if (pfnpack_append(&words.writer, range.pfn, range.nr, range.tag) ==
	    PFNPACK_OK)
		since.ranges[since.nr++] = range;
}

static void read_since(const struct pfnpack_checkpoint *cp)
{
	struct pfnpack_range range;

	pfnpack_reader_since(&one, &words.writer, cp);
	read_back.nr = 0;
	while (pfnpack_next(&one, &range) == PFNPACK_OK)
		read_back.ranges[read_back.nr++] = (struct model_range){
			.pfn = range.pfn, .nr = range.nr, .tag = range.tag
		};
}

bool property_read_since(struct property *p)
{
	unsigned int nr_times = 1 + rng_below(&p->rng, 3);
	struct pfnpack_checkpoint cp;

	start_sides(rng_below(&p->rng, MODEL_PACKED + 1));
	since.nr = 0;
	append_some(&p->rng, NULL);
	pfnpack_checkpoint(&words.writer, &cp);
	if (rng_one_in(&p->rng, 2))
		append_next(&p->rng);
	while (nr_times--)
		append_some(&p->rng, &since);
	read_since(&cp);
	model_coalesce(&since);
	model_coalesce(&read_back);
	return HOLDS(p, model_same_list(&since, &read_back));
}
