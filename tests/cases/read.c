// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The reader: where a list ends, and what it makes of bad bytes. */
#include "cases.h"
#include "support.h"

static struct pfnpack_reader reader;

static struct pfnpack_reader *read_all(unsigned int nr_packed)
{
	case_fill_bytes(&reader, GARBAGE, sizeof(reader));
	pfnpack_reader_init(&reader, case_packed, nr_packed);
	return &reader;
}

void case_read_no_packed_pages(struct pfnpack_test *t)
{
	case_start(0);
	EXPECT_STATUS(t, read_all(0), PFNPACK_END);
	pfnpack_reader_init(&reader, NULL, 0);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	/* Where nothing is: no entry of the table may be looked at. */
	pfnpack_reader_init_table(
		&reader, (struct pfnpack_page *const *)sizeof(void *), 0);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	pfnpack_reader_init_table(&reader, NULL, 0);
	pfnpack_reader_join(&reader);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

void case_read_an_empty_list(struct pfnpack_test *t)
{
	case_start(CASE_PACKED);
	EXPECT_STATUS(t, read_all(1), PFNPACK_END);
	EXPECT_STATUS(t, read_all(CASE_PACKED), PFNPACK_END);
}

/* F-03 */
void case_read_every_number_of_words(struct pfnpack_test *t)
{
	unsigned int nr, i;

	case_start(1);
	for (nr = 0; nr <= SLOTS; nr++) {
		read_all(2);
		for (i = 0; i < nr; i++) {
			if (!EXPECT_RANGE(t, &reader, 4 * i, 1, i & 15))
				return;
		}
		/* The next packed page is garbage, and words at that. */
		if (nr < SLOTS)
			read_all(1);
		else
			break;
		CHECK_EQ(t, pfnpack_skip(&reader, nr), PFNPACK_OK);
		EXPECT_STATUS(t, &reader, PFNPACK_END);
		CHECK_EQ(t, case_append(4 * nr, 1, nr & 15), PFNPACK_OK);
	}
	CHECK_EQ(t, nr, SLOTS);
}

/* F-11: the first packed page without words, or the array's end. */
void case_list_ends_at_the_first_without_words(struct pfnpack_test *t)
{
	case_start(CASE_PACKED);
	case_slot_set(0, 0, case_word(1, 1, 0));
	case_slot_set(2, 0, case_word(3, 1, 0));
	read_all(CASE_PACKED);
	EXPECT_RANGE(t, &reader, 1, 1, 0);
	EXPECT_STATUS(t, &reader, PFNPACK_END);

	/* Empty at once, although words follow. */
	case_slot_set(0, 0, 0);
	case_slot_set(1, 0, case_word(2, 1, 0));
	EXPECT_STATUS(t, read_all(CASE_PACKED), PFNPACK_END);

	case_slot_set(0, 0, case_word(1, 1, 0));
	read_all(2);
	EXPECT_RANGE(t, &reader, 1, 1, 0);
	EXPECT_RANGE(t, &reader, 2, 1, 0);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	read_all(CASE_PACKED);
	CHECK_EQ(t, pfnpack_skip(&reader, 3), PFNPACK_OK);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* A tag and a PFN without a size are no word, so they end the list too. */
void case_size_0_is_no_word(struct pfnpack_test *t)
{
	case_start(2);
	case_slot_set(0, 0, case_word(5, 1, 1));
	case_slot_set(0, 1, case_word(END - 1, 0, 15));
	case_slot_set(0, 2, case_word(6, 1, 1));
	read_all(2);
	EXPECT_RANGE(t, &reader, 5, 1, 1);
	EXPECT_STATUS(t, &reader, PFNPACK_END);

	case_slot_set(1, 0, case_word(END - 1, 0, 15));
	read_all(2);
	EXPECT_RANGE(t, &reader, 5, 1, 1);
	EXPECT_STATUS(t, &reader, PFNPACK_END);

	case_slot_set(0, 0, case_word(END - 1, 0, 15));
	case_slot_set(1, 0, case_word(7, 1, 1));
	EXPECT_STATUS(t, read_all(2), PFNPACK_END);
}

void case_read_several_packed_pages(struct pfnpack_test *t)
{
	unsigned int i;

	case_start(3);
	for (i = 0; i < 1100; i++)
		CHECK_EQ(t, case_append(2 * i, 1, 0), PFNPACK_OK);
	read_all(3);
	for (i = 0; i < 1100; i++) {
		if (!EXPECT_RANGE(t, &reader, 2 * i, 1, 0))
			break;
	}
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

void case_read_a_table(struct pfnpack_test *t)
{
	unsigned int i;

	case_start_table(3);
	for (i = 0; i < 1100; i++)
		CHECK_EQ(t, case_append(2 * i, 1, 0), PFNPACK_OK);
	case_fill_bytes(&reader, GARBAGE, sizeof(reader));
	pfnpack_reader_init_table(&reader, case_packed_table, 3);
	for (i = 0; i < 1100; i++) {
		if (!EXPECT_RANGE(t, &reader, 2 * i, 1, 0))
			break;
	}
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* Packed pages that were not full are left for the next all the same. */
void case_read_part_filled_packed_pages(struct pfnpack_test *t)
{
	case_start(3);
	case_slot_set(0, 0, case_word(1, 1, 0));
	case_slot_set(1, 0, case_word(2, 65535, 0));
	case_slot_set(1, 1, case_word(3, 2, 0));
	case_slot_set(1, 511, 77777);
	case_slot_set(2, 0, case_word(4, 1, 0));
	read_all(3);
	EXPECT_RANGE(t, &reader, 1, 1, 0);
	EXPECT_RANGE(t, &reader, 2, 77777, 0);
	EXPECT_RANGE(t, &reader, 3, 2, 0);
	EXPECT_RANGE(t, &reader, 4, 1, 0);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* The reader does not look at the gap (F-09 is for the check). */
void case_reader_ignores_the_gap(struct pfnpack_test *t)
{
	case_start_on_garbage(1);
	case_slot_set(0, 0, case_word(1, 1, 0));
	case_slot_set(0, 1, 1);
	read_all(1);
	EXPECT_RANGE(t, &reader, 1, 1, 0);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	EXPECT_FAULT(t, 0, PFNPACK_F09, 1);
}

static void read_fault(struct pfnpack_test *t, unsigned int nr_packed,
		       unsigned int index, enum pfnpack_rule rule,
		       unsigned int slot)
{
	struct pfnpack_range range;
	unsigned int nr = 0;

	read_all(nr_packed);
	while (pfnpack_next(&reader, &range) == PFNPACK_OK && nr < 5000)
		nr++;
	EXPECT_STATUS(t, &reader, PFNPACK_MALFORMED);
	CHECK_EQ(t, reader.fault.rule, rule);
	CHECK_EQ(t, reader.fault.slot, slot);
	CHECK_EQ(t, reader.fault.packed_index, index);
}

void case_reader_names_the_fault(struct pfnpack_test *t)
{
	case_start(1);
	case_append_descs(t, 255);
	case_append_scattered(t, 1);
	case_slot_set(0, 256,
		      case_word(1, 65535, 0)); /* with only itself left */
	read_fault(t, 1, 0, PFNPACK_F05, 256);
	case_slot_set(0, 257, 65534);
	read_fault(t, 1, 0, PFNPACK_F06, 257);
	case_slot_set(0, 257, END + 1);
	read_fault(t, 1, 0, PFNPACK_F07, 257);
	case_slot_set(0, 0, case_word(END - 1, 2, 0));
	read_fault(t, 1, 0, PFNPACK_F08, 0);
}

void case_reader_names_the_packed_page(struct pfnpack_test *t)
{
	unsigned int i;

	for (i = 0; i < CASE_PACKED; i++) {
		case_start(CASE_PACKED);
		case_append_scattered(t, CASE_PACKED * SLOTS);
		case_slot_set(i, 17, case_word(END - 1, 2, 0));
		read_fault(t, CASE_PACKED, i, PFNPACK_F08, 17);
	}
}

/* What comes before the fault is read. */
void case_read_up_to_the_fault(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 1);
	CHECK_EQ(t, case_append(0x10, 3, 0), PFNPACK_OK);
	case_slot_set(0, 2, case_word(0, 65535, 0));
	read_all(2);
	CHECK_EQ(t, pfnpack_skip(&reader, 1), PFNPACK_OK);
	EXPECT_RANGE(t, &reader, 0x10, 3, 0);
	EXPECT_STATUS(t, &reader, PFNPACK_MALFORMED);
	CHECK_EQ(t, reader.fault.rule, PFNPACK_F06);
	CHECK_EQ(t, reader.fault.slot, 511);
	read_all(2);
	/* All that could be passed is gone. */
	CHECK_EQ(t, pfnpack_skip(&reader, 5), PFNPACK_MALFORMED);
	EXPECT_STATUS(t, &reader, PFNPACK_MALFORMED);
}

/* Every byte pattern ends, within as many ranges as there are slots. */
void case_reader_ends_on_any_bytes(struct pfnpack_test *t)
{
	struct pfnpack_range range;
	unsigned int byte, nr;

	for (byte = 0; byte < 256; byte++) {
		case_fill_bytes(case_packed, byte & 0xff, sizeof(case_packed));
		read_all(CASE_PACKED);
		nr = 0;
		while (pfnpack_next(&reader, &range) == PFNPACK_OK)
			nr++;
		CHECK(t, nr <= CASE_PACKED * SLOTS);
	}
}

/* --- Skip ---------------------------------------------------------------- */

void case_skip(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(0x100, 10, 3), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x200, 20, 4), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x300, 100000, 5), PFNPACK_OK);
	read_all(2);
	CHECK_EQ(t, pfnpack_skip(&reader, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_skip(&reader, 510), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_skip(&reader, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_skip(&reader, 3), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_skip(&reader, 1), PFNPACK_OK);
	EXPECT_RANGE(t, &reader, 0x104, 6, 3);
	/* Over the change of packed page. */
	CHECK_EQ(t, pfnpack_skip(&reader, 20 + 7), PFNPACK_OK);
	EXPECT_RANGE(t, &reader, 0x307, 99993, 5);
	CHECK_EQ(t, pfnpack_skip(&reader, 0), PFNPACK_OK);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	CHECK_EQ(t, pfnpack_skip(&reader, 0), PFNPACK_OK);
}

void case_skip_to_and_beyond_the_end(struct pfnpack_test *t)
{
	case_start(1);
	CHECK_EQ(t, case_append(0x100, 10, 3), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x200, 20, 3), PFNPACK_OK);
	read_all(1);
	CHECK_EQ(t, pfnpack_skip(&reader, 30), PFNPACK_OK);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	read_all(1);
	CHECK_EQ(t, pfnpack_skip(&reader, 31), PFNPACK_END);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	read_all(1);
	CHECK_EQ(t, pfnpack_skip(&reader, ~0ULL), PFNPACK_END);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	read_all(1);
	CHECK_EQ(t, pfnpack_skip(&reader, 29), PFNPACK_OK);
	EXPECT_RANGE(t, &reader, 0x213, 1, 3);
}

/* --- Blocks -------------------------------------------------------------- */

#define EXPECT_BLOCK(t, max_order, pfn, nr) \
	expect_block((t), CASE_PLACE("next block"), (max_order), (pfn), (nr))
static bool expect_block(struct pfnpack_test *t, struct case_place at,
			 unsigned int max_order, __u64 pfn, __u64 nr)
{
	struct pfnpack_range block = { 0 };

	return case_check_eq(t, at,
			     pfnpack_next_block(&reader, max_order, &block),
			     PFNPACK_OK) &&
	       case_check_eq(t, at, block.pfn, pfn) &&
	       case_check_eq(t, at, block.nr, nr) &&
	       case_check_eq(t, at, block.tag, 6);
}

static void read_one(struct pfnpack_test *t, __u64 pfn, __u64 nr)
{
	case_start(1);
	CHECK_EQ(t, case_append(pfn, nr, 6), PFNPACK_OK);
	read_all(1);
}

void case_blocks_by_alignment_and_length(struct pfnpack_test *t)
{
	read_one(t, 5, 37); /* [5, 42) */
	EXPECT_BLOCK(t, 9, 5, 1);
	EXPECT_BLOCK(t, 9, 6, 2);
	EXPECT_BLOCK(t, 9, 8, 8);
	EXPECT_BLOCK(t, 9, 16, 16);
	EXPECT_BLOCK(t, 9, 32, 8);
	EXPECT_BLOCK(t, 9, 40, 2);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

void case_blocks_up_to_max_order(struct pfnpack_test *t)
{
	read_one(t, 512, 1536 + 3);
	EXPECT_BLOCK(t, 0, 512, 1);
	EXPECT_BLOCK(t, 1, 513, 1);
	EXPECT_BLOCK(t, 1, 514, 2);
	EXPECT_BLOCK(t, 1, 516, 2);
	EXPECT_BLOCK(t, 9, 518, 2);
	EXPECT_BLOCK(t, 2, 520, 4);
	EXPECT_BLOCK(t, 9, 524, 4);
	CHECK_EQ(t, pfnpack_skip(&reader, 496), PFNPACK_OK);
	EXPECT_BLOCK(t, 9, 1024, 512);
	EXPECT_BLOCK(t, 8, 1536, 256);
	EXPECT_RANGE(t, &reader, 1792, 256 + 3, 6);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

void case_blocks_from_pfn_0(struct pfnpack_test *t)
{
	static const unsigned int no_limit[] = { 44, 45, 63, 64, 65, ~0U };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(no_limit); i++) {
		read_one(t, 0, END);
		EXPECT_BLOCK(t, no_limit[i], 0, END);
		EXPECT_STATUS(t, &reader, PFNPACK_END);
		read_one(t, 0, END - 1);
		EXPECT_BLOCK(t, no_limit[i], 0, END / 2);
		EXPECT_BLOCK(t, no_limit[i], END / 2, END / 4);
		read_one(t, 0, 7);
		EXPECT_BLOCK(t, no_limit[i], 0, 4);
		EXPECT_BLOCK(t, no_limit[i], 4, 2);
		EXPECT_BLOCK(t, no_limit[i], 6, 1);
	}
	read_one(t, 0, END);
	EXPECT_BLOCK(t, 43, 0, END / 2);
	EXPECT_BLOCK(t, 43, END / 2, END / 2);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
	read_one(t, END - 1, 1);
	EXPECT_BLOCK(t, 63, END - 1, 1);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}

/* The blocks of a range are aligned, the largest, and add up to it. */
static void blocks_of(struct pfnpack_test *t, __u64 pfn, __u64 nr,
		      unsigned int max_order)
{
	struct pfnpack_range block;
	__u64 twice;

	read_one(t, pfn, nr);
	while (pfnpack_next_block(&reader, max_order, &block) == PFNPACK_OK) {
		twice = 2 * block.nr;
		if (!CHECK_EQ(t, block.pfn, pfn) ||
		    !CHECK_EQ(t, block.nr & (block.nr - 1), 0) ||
		    !CHECK_EQ(t, block.pfn & (block.nr - 1), 0) ||
		    !CHECK(t, block.nr && block.nr <= nr) ||
		    !CHECK(t, block.nr <= 1ULL << max_order) ||
		    !CHECK(t, block.nr == 1ULL << max_order || twice > nr ||
				      (block.pfn & (twice - 1))))
			return;
		pfn += block.nr;
		nr -= block.nr;
	}
	CHECK_EQ(t, nr, 0);
}

void case_blocks_add_up(struct pfnpack_test *t)
{
	__u64 seed = 2;
	unsigned int i;

	for (i = 0; i < 2000; i++) {
		__u64 dice = case_scramble(&seed);
		__u64 pfn = dice >> (20 + i % 40);
		__u64 nr = (case_scramble(&seed) >> (48 + i % 16)) + 1;

		blocks_of(t, pfn, nr, i % 18);
	}
}

/* next() and next_block() take from the same rest. */
void case_blocks_across_ranges(struct pfnpack_test *t)
{
	case_start(1);
	CHECK_EQ(t, case_append(8, 8, 6), PFNPACK_OK);
	pfnpack_break(&case_writer);
	CHECK_EQ(t, case_append(16, 16, 6), PFNPACK_OK);
	read_all(1);
	EXPECT_BLOCK(t, 2, 8, 4);
	EXPECT_RANGE(t, &reader, 12, 4, 6);
	EXPECT_BLOCK(t, 9, 16, 16);
	EXPECT_STATUS(t, &reader, PFNPACK_END);
}
