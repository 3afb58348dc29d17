// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Words many at a time, parts of ranges, and a list from a checkpoint on. */
#include "cases.h"
#include "support.h"

#define NR_WORDS 600

static __u64 words[NR_WORDS];

static void fill_words(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		words[i] = pfnpack_word(2 * i, 1, i & 15);
}

void case_words_are_ranges(struct pfnpack_test *t)
{
	const struct pfnpack_range range = pfnpack_word_range(
		pfnpack_word(END - 5, PFNPACK_INLINE_MAX, 15));

	CHECK_EQ(t, range.pfn, END - 5);
	CHECK_EQ(t, range.nr, PFNPACK_INLINE_MAX);
	CHECK_EQ(t, range.tag, 15);
	CHECK_EQ(t, pfnpack_word(7, 3, 2), case_word(7, 3, 2));
}

/* Over several packed pages, up to the last slot. */
void case_words_are_appended(struct pfnpack_test *t)
{
	unsigned int i;

	case_start(2);
	fill_words(NR_WORDS);
	CHECK_EQ(t, pfnpack_append_words(&case_writer, words, NR_WORDS),
		 NR_WORDS);
	for (i = 0; i < SLOTS; i++)
		CHECK_EQ(t, case_slot_get(0, i), words[i]);
	for (; i < NR_WORDS; i++)
		CHECK_EQ(t, case_slot_get(1, i - SLOTS), words[i]);
	/* 424 slots are left. */
	CHECK_EQ(t, pfnpack_append_words(&case_writer, words, NR_WORDS), 424);
	CHECK_EQ(t, pfnpack_append_words(&case_writer, words, NR_WORDS), 0);
}

/* What pfnpack_append() would do, whatever the words say. */
void case_words_merge_and_are_refused(struct pfnpack_test *t)
{
	case_start(1);
	words[0] = pfnpack_word(10, 2, 1);
	words[1] = pfnpack_word(12, 65533, 1);
	words[2] = pfnpack_word(END - 1, 1, 1);
	words[3] = pfnpack_word(5, 0, 1);
	CHECK_EQ(t, pfnpack_append_words(&case_writer, words, 4), 3);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(10, 65535, 1));
	CHECK_EQ(t, case_slot_get(0, SLOTS - 1), 65535);
	CHECK_EQ(t, case_slot_get(0, 1), words[2]);
	/* Beyond the last PFN; and what comes after it is not looked at. */
	words[0] = pfnpack_word(END - 1, 2, 1);
	words[1] = pfnpack_word(5, 1, 1);
	CHECK_EQ(t, pfnpack_append_words(&case_writer, words, 2), 0);
	CHECK_EQ(t, case_slot_get(0, 2), 0);
}

/* All but the last, as that one may still grow. */
void case_words_are_read(struct pfnpack_test *t)
{
	struct pfnpack_reader r;
	__u64 max = 1000;

	case_start(2);
	fill_words(100);
	CHECK_EQ(t, pfnpack_append_words(&case_writer, words, 100), 100);
	pfnpack_reader_init(&r, case_packed, 1);
	CHECK_EQ(t, pfnpack_next_words(&r, &max, words, 99), 99);
	CHECK_EQ(t, max, 901);
	CHECK_EQ(t, words[0], case_slot_get(0, 0));
	CHECK_EQ(t, words[98], case_slot_get(0, 98));
	CHECK_EQ(t, pfnpack_next_words(&r, &max, words, 99), 0);
	CHECK_EQ(t, pfnpack_skip(&r, 1), PFNPACK_OK);
	EXPECT_STATUS(t, &r, PFNPACK_END);
	/* No more OS pages than are wanted. */
	pfnpack_reader_init(&r, case_packed, 1);
	max = 7;
	CHECK_EQ(t, pfnpack_next_words(&r, &max, words, 99), 7);
	CHECK_EQ(t, max, 0);
}

void case_next_max_leaves_the_rest(struct pfnpack_test *t)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;

	case_start(1);
	CHECK_EQ(t, case_append(100, 10, 3), PFNPACK_OK);
	pfnpack_reader_init(&r, case_packed, 1);
	CHECK_EQ(t, pfnpack_next_max(&r, 4, &range), PFNPACK_OK);
	CHECK_EQ(t, range.pfn, 100);
	CHECK_EQ(t, range.nr, 4);
	CHECK_EQ(t, pfnpack_next_max(&r, 6, &range), PFNPACK_OK);
	CHECK_EQ(t, range.pfn, 104);
	CHECK_EQ(t, range.nr, 6);
	CHECK_EQ(t, range.tag, 3);
	CHECK_EQ(t, pfnpack_next_max(&r, 1, &range), PFNPACK_END);
}

/* The range at the checkpoint has grown, and needs a descriptor by now. */
void case_read_since_a_checkpoint(struct pfnpack_test *t)
{
	struct pfnpack_checkpoint cp;
	struct pfnpack_reader r;

	case_start(2);
	pfnpack_checkpoint(&case_writer, &cp);
	pfnpack_reader_since(&r, &case_writer, &cp);
	EXPECT_STATUS(t, &r, PFNPACK_END);
	CHECK_EQ(t, case_append(1, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(100, 10, 0), PFNPACK_OK);
	pfnpack_reader_since(&r, &case_writer, &cp);
	EXPECT_RANGE(t, &r, 1, 1, 0);
	EXPECT_RANGE(t, &r, 100, 10, 0);
	EXPECT_STATUS(t, &r, PFNPACK_END);

	pfnpack_checkpoint(&case_writer, &cp);
	pfnpack_reader_since(&r, &case_writer, &cp);
	EXPECT_STATUS(t, &r, PFNPACK_END);
	CHECK_EQ(t, case_append(110, 70000, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(5, 1, 2), PFNPACK_OK);
	pfnpack_reader_since(&r, &case_writer, &cp);
	EXPECT_RANGE(t, &r, 110, 70000, 0);
	EXPECT_RANGE(t, &r, 5, 1, 2);
	EXPECT_STATUS(t, &r, PFNPACK_END);
}

/* F-14: what comes after the last word was taken is not part of the list. */
void case_words_end_where_the_list_does(struct pfnpack_test *t)
{
	struct pfnpack_reader r;
	__u64 max = END, some[4];

	pfnpack_reader_init(&r, NULL, 0);
	CHECK_EQ(t, pfnpack_next_words(&r, &max, some, 4), 0);
	case_start(1);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	pfnpack_reader_init(&r, case_packed, 1);
	EXPECT_RANGE(t, &r, 0x10, 1, 0);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x20, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x30, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_next_words(&r, &max, some, 1), 0);
	EXPECT_STATUS(t, &r, PFNPACK_END);
}
