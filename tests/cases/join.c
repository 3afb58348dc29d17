// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* F-15: what the writer had to split comes back as one, and nothing else. */
#include "cases.h"
#include "support.h"

static struct pfnpack_reader reader;

/* A packed page whose last word, at @pfn, leaves no slot free. */
static void fill_with_last(struct pfnpack_test *t, unsigned int nr_words,
			   unsigned int nr_descs, __u64 pfn, __u64 nr)
{
	case_start(2);
	case_append_descs(t, nr_descs);
	case_append_scattered(t, nr_words);
	CHECK_EQ(t, case_append(pfn, nr, 6), PFNPACK_OK);
}

static void read_joined(unsigned int nr_packed, unsigned int nr_before)
{
	struct pfnpack_range range;

	pfnpack_reader_init(&reader, case_packed, nr_packed);
	pfnpack_reader_join(&reader);
	while (nr_before--)
		pfnpack_next(&reader, &range);
}

static void joined(struct pfnpack_test *t, __u64 nr, __u64 more)
{
	fill_with_last(t, 511, 0, 0x10, nr);
	CHECK_EQ(t, case_append(0x10 + nr, more, 6), PFNPACK_OK);
	CHECK_EQ(t, case_append(7, 1, 2), PFNPACK_OK);
	read_joined(2, 511);
	EXPECT_RANGE(t, &reader, 0x10, nr + more, 6);
	EXPECT_RANGE(t, &reader, 7, 1, 2);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	/* Without being asked to, the reader does not join. */
	pfnpack_reader_init(&reader, case_packed, 2);
	CHECK_EQ(t, pfnpack_skip(&reader, 511), PFNPACK_OK);
	EXPECT_RANGE(t, &reader, 0x10, nr, 6);
	EXPECT_RANGE(t, &reader, 0x10 + nr, more, 6);
}

void case_join_what_was_split(struct pfnpack_test *t)
{
	joined(t, 65534, 1);
	joined(t, 1, 65534);
	joined(t, 1, 65535);
	joined(t, 65534, 65534);
	joined(t, 40000, 25535);
	joined(t, 65534, END - 65534 - 0x10);
}

void case_join_between_descriptors(struct pfnpack_test *t)
{
	fill_with_last(t, 1, 255, 0x10, 65534);
	CHECK_EQ(t, case_append(0x10 + 65534, 5, 6), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(1, 0), case_word(0x10 + 65534, 5, 6));
	read_joined(2, 256);
	EXPECT_RANGE(t, &reader, 0x10, 65539, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

void case_join_skip_and_blocks(struct pfnpack_test *t)
{
	struct pfnpack_range block;

	fill_with_last(t, 511, 0, 0x10000, 65534);
	CHECK_EQ(t, case_append(0x10000 + 65534, 2, 6), PFNPACK_OK);
	read_joined(2, 511);
	CHECK_EQ(t, pfnpack_next_block(&reader, 44, &block), PFNPACK_OK);
	CHECK_EQ(t, block.pfn, 0x10000);
	CHECK_EQ(t, block.nr, 0x10000);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	read_joined(2, 511);
	CHECK_EQ(t, pfnpack_skip(&reader, 65533), PFNPACK_OK);
	EXPECT_RANGE(t, &reader, 0x10000 + 65533, 3, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* From the next word read on: what has been read already stays as it was. */
void case_join_takes_effect_with_the_next_word(struct pfnpack_test *t)
{
	fill_with_last(t, 511, 0, 0x10, 65534);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 6), PFNPACK_OK);
	pfnpack_reader_init(&reader, case_packed, 2);
	CHECK_EQ(t, pfnpack_skip(&reader, 512), PFNPACK_OK);
	pfnpack_reader_join(&reader);
	EXPECT_RANGE(t, &reader, 0x11, 65533, 6);
	EXPECT_RANGE(t, &reader, 0x10 + 65534, 1, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	pfnpack_reader_init(&reader, case_packed, 2);
	CHECK_EQ(t, pfnpack_skip(&reader, 511), PFNPACK_OK);
	pfnpack_reader_join(&reader);
	EXPECT_RANGE(t, &reader, 0x10, 65535, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

void case_join_keeps_a_break(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 300);
	CHECK_EQ(t, case_append(0x10, 65534, 6), PFNPACK_OK);
	pfnpack_break(&case_writer);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 6), PFNPACK_OK);
	case_append_scattered(t, 210);
	case_append_scattered(t, 1);
	read_joined(2, 300);
	EXPECT_RANGE(t, &reader, 0x10, 65534, 6);
	EXPECT_RANGE(t, &reader, 0x10 + 65534, 1, 6);
}

/* Two words, one the last of a packed page, that must not be joined. */
static void apart(struct pfnpack_test *t, const struct pfnpack_range *a,
		  const struct pfnpack_range *b, bool full)
{
	unsigned int nr = full ? 511 : 510;
	unsigned int i;

	case_start(2);
	if (a->nr > PFNPACK_INLINE_MAX) {
		nr--;
		case_slot_set(0, 511, a->nr);
	}
	for (i = 0; i < nr; i++)
		case_slot_set(0, i, case_word(2 * i, 1, 0));
	case_slot_set(0, nr,
		      case_word(a->pfn, a->nr <= 65534 ? a->nr : 65535,
				a->tag));
	case_slot_set(1, 0,
		      case_word(b->pfn, b->nr <= 65534 ? b->nr : 65535,
				b->tag));
	if (b->nr > PFNPACK_INLINE_MAX)
		case_slot_set(1, 511, b->nr);
	read_joined(2, nr);
	EXPECT_RANGE(t, &reader, a->pfn, a->nr, a->tag);
	EXPECT_RANGE(t, &reader, b->pfn, b->nr, b->tag);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

void case_join_only_what_was_split(struct pfnpack_test *t)
{
	static const struct pfnpack_range a = { 0x10, 65534, 6 };
	static const struct pfnpack_range pairs[][2] = {
		/* The writer had no need to: it would have fitted. */
		{ { 0x10, 65533, 6 }, { 0x10 + 65533, 1, 6 } },
		{ { 0x10, 1, 6 }, { 0x11, 65533, 6 } },
		{ { 0x10, 1, 6 }, { 0x11, 1, 6 } },
		{ { 0x10, 65534, 6 }, { 0x10 + 65534, 1, 7 } },
		{ { 0x10, 65534, 6 }, { 0x10 + 65535, 1, 6 } },
		{ { 0x10, 65534, 6 }, { 0x10 + 65533, 2, 6 } },
		{ { 0x10, 65534, 6 }, { 0, 65534, 6 } },
		{ { END - 1, 1, 6 }, { 0, 65535, 7 } },
		{ { END - 1, 1, 6 }, { 0, 65535, 6 } },
		/* In descriptor form it would have grown. */
		{ { 0x10, 65535, 6 }, { 0x10 + 65535, 1, 6 } },
		{ { 0x10, 65535, 6 }, { 0x10 + 65535, 65535, 6 } },
		{ { 0x10, 65536, 6 }, { 0x10 + 65536, 65534, 6 } },
		{ { 0x10, 1ULL << 43, 6 }, { 0x10 + (1ULL << 43), 1, 6 } },
	};
	static const struct pfnpack_range b = { 0x10 + 65534, 1, 6 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		apart(t, &pairs[i][0], &pairs[i][1], true);
	/* A free slot would have been the descriptor's. */
	apart(t, &a, &b, false);
}

/* A range is split once at most: the second part had slots to grow. */
void case_join_two_at_most(struct pfnpack_test *t)
{
	unsigned int i;

	case_start(3);
	for (i = 0; i < 511; i++)
		case_slot_set(0, i, case_word(2 * i, 1, 0));
	case_slot_set(0, 511, case_word(0x10, 65534, 6));
	case_slot_set(1, 0, case_word(0x10 + 65534, 65534, 6));
	case_slot_set(2, 0, case_word(0x10 + 2 * 65534, 65534, 6));
	read_joined(3, 511);
	EXPECT_RANGE(t, &reader, 0x10, 2 * 65534, 6);
	EXPECT_RANGE(t, &reader, 0x10 + 2 * 65534, 65534, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* As often as there are packed pages that end in such a range. */
void case_join_again_and_again(struct pfnpack_test *t)
{
	case_start(3);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, 65534, 6), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 6), PFNPACK_OK);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(0x20, 65534, 6), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x20 + 65534, 1, 6), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(2, 0), case_word(0x20 + 65534, 1, 6));
	read_joined(3, 511);
	EXPECT_RANGE(t, &reader, 0x10, 65535, 6);
	CHECK_EQ(t, pfnpack_skip(&reader, 510), PFNPACK_OK);
	EXPECT_RANGE(t, &reader, 0x20, 65535, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* The first part is good, whatever comes after it. */
void case_join_before_a_fault(struct pfnpack_test *t)
{
	fill_with_last(t, 511, 0, 0x10, 65534);
	case_slot_set(1, 0, case_word(0x10 + 65534, 1, 6));
	read_joined(2, 511);
	EXPECT_RANGE(t, &reader, 0x10, 65535, 6);
	/* The same once more, but for the fault. */
	case_slot_set(1, 0, case_word(0x10 + 65534, 65535, 6));
	read_joined(2, 511);
	EXPECT_RANGE(t, &reader, 0x10, 65534, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_MALFORMED);
	CHECK_EQ(t, reader.fault.rule, PFNPACK_F06);
	CHECK_EQ(t, reader.fault.slot, 511);
	CHECK_EQ(t, reader.fault.packed_index, 1);
}

/* Nor is it looked for where there is no next packed page (F-11). */
void case_join_at_the_end(struct pfnpack_test *t)
{
	fill_with_last(t, 511, 0, 0x10, 65534);
	read_joined(2, 511);
	EXPECT_RANGE(t, &reader, 0x10, 65534, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	case_slot_set(1, 0, case_word(0x10 + 65534, 1, 6));
	read_joined(1, 511);
	EXPECT_RANGE(t, &reader, 0x10, 65534, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* What follows a joined range comes from the second packed page. */
void case_join_then_a_fault(struct pfnpack_test *t)
{
	fill_with_last(t, 511, 0, 0x10, 65534);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 6), PFNPACK_OK);
	case_slot_set(1, 1, case_word(END - 1, 2, 0));
	read_joined(2, 511);
	EXPECT_RANGE(t, &reader, 0x10, 65535, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_MALFORMED);
	CHECK_EQ(t, reader.fault.rule, PFNPACK_F08);
	CHECK_EQ(t, reader.fault.slot, 1);
	CHECK_EQ(t, reader.fault.packed_index, 1);
}
