// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Words written many at a time, and a list read from a checkpoint on: the
 * bytes, what is refused and what is read are the model's, one range at a time.
 *
 * Input: a head, with the packed pages in byte 0, whether they are in a table
 * in byte 1, and what fills them in byte 2; a program.
 *
 * A unit with a size is a word.  In others byte 0 says what to do, and the bits
 * from 8 on with what.  Words are collected until there is something to do.
 */
#include "../steps.h"
#include "../words.h"

#define SIZE_SHIFT 48
#define WORDS_MAX 600
#define MORE_MAX 64
#define FILLS_MAX 6
#define READS_MAX 20

static struct property p = { .name = "words" };
static __u64 words[WORDS_MAX];
static unsigned int nr_words;

static void collect(uint64_t word)
{
	if (nr_words < WORDS_MAX)
		words[nr_words++] = word;
}

static bool append_collected(void)
{
	unsigned int nr = nr_words;

	nr_words = 0;
	return compare_append_words(&p, words, nr);
}

/* --- Collecting ---------------------------------------------------------- */

static uint64_t last_word(void)
{
	return nr_words ? words[nr_words - 1] : 1ULL << SIZE_SHIFT;
}

/* Where the range of a word ends, in its tag, if it is not the last PFN. */
static uint64_t end_of(uint64_t word)
{
	uint64_t key = word & ((1ULL << SIZE_SHIFT) - 1);

	return (key + (word >> SIZE_SHIFT)) & ((1ULL << SIZE_SHIFT) - 1);
}

static void collect_more(uint64_t nr)
{
	uint64_t size = last_word() >> SIZE_SHIFT << SIZE_SHIFT;

	for (nr %= MORE_MAX + 1; nr; nr--)
		collect(size | end_of(last_word() + 1));
}

/* Return: is it nothing but words? */
static bool collect_some(struct input *in, uint64_t unit)
{
	uint64_t nr = unit >> 8;

	if (unit >> SIZE_SHIFT) {
		collect(unit);
		return true;
	}
	switch ((unit & 0xff) % NR_WORDS_OPERATIONS) {
	case WORDS_MORE:
		collect_more(nr);
		return true;
	case WORDS_CONTINUE:
		collect(nr << SIZE_SHIFT | end_of(last_word()));
		return true;
	case WORDS_ANY:
		collect(take_unit(in));
		return true;
	default:
		return false;
	}
}

/* --- Everything else ----------------------------------------------------- */

static bool fill(struct input *in, unsigned int keep)
{
	uint64_t word = take_unit(in);
	struct pfnpack_range with = pfnpack_word_range(word);
	struct model_range range = {
		.pfn = with.pfn,
		.nr = with.nr,
		.tag = with.tag,
	};

	return compare_fill(&p, range, keep);
}

static bool read_since(struct input *in, uint64_t from, struct readers *r)
{
	unsigned int nr = READS_MAX;

	if (!compare_readers_since(&p, r, (unsigned int)from % 5))
		return false;
	while (in->nr && nr-- && !compare_at_end(r)) {
		uint64_t unit = take_unit(in);

		if (!step(&p, r, unit))
			return false;
		if (unit >> SIZE_SHIFT)
			break;
	}
	return true;
}

static bool read_to_the_end(struct input *in)
{
	struct readers r;

	if (!read_since(in, 0, &r))
		return false;
	while (!compare_at_end(&r)) {
		if (!compare_next(&p, &r))
			return false;
	}
	return compare_next(&p, &r);
}

static bool operate(struct input *in, uint64_t unit, unsigned int *nr_fills)
{
	uint64_t nr = unit >> 8;
	struct readers r;

	switch ((unit & 0xff) % NR_WORDS_OPERATIONS) {
	case WORDS_BREAK:
		return compare_break(&p);
	case WORDS_CHECKPOINT:
		return compare_checkpoint(&p);
	case WORDS_ROLLBACK:
		return compare_rollback(&p, nr & 3);
	case WORDS_FILL:
		return ++*nr_fills > FILLS_MAX || fill(in, nr & 7);
	default:
		return read_since(in, nr, &r);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);
	unsigned int nr_fills = 0;

	compare_writers_start((head & 0xff) % (MODEL_PACKED + 1), head >> 8 & 1,
			      (uint8_t)(head >> 16));
	nr_words = 0;
	while (in.nr) {
		uint64_t unit = take_unit(&in);

		if (!collect_some(&in, unit))
			fuzz_must(append_collected() &&
				  operate(&in, unit, &nr_fills));
	}
	fuzz_must(append_collected() && read_to_the_end(&in));
	return 0;
}
