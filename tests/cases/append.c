// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which slots a range takes: F-01 to F-05. */
#include "cases.h"
#include "support.h"

/* F-01, F-02, F-12: a PTE table of scattered OS pages is one packed page. */
void case_scattered_fill_one_packed_page(struct pfnpack_test *t)
{
	unsigned int i;

	case_start(1);
	for (i = 0; i < SLOTS; i++) {
		CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - i);
		CHECK_EQ(t, case_append(0x100000 + 3 * i, 1, 0), PFNPACK_OK);
	}
	for (i = 0; i < SLOTS; i++) {
		if (!CHECK_EQ(t, case_slot_get(0, i),
			      case_word(0x100000 + 3 * i, 1, 0)))
			break;
	}
	CHECK_EQ(t, sizeof(case_packed[0]), 8 * SLOTS);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_NO_ROOM);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 1);
	EXPECT_VALID(t, 0);
}

void case_scattered_513th_starts_the_next(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, SLOTS);
	CHECK(t, case_is_filled(1, 0));
	CHECK_EQ(t, case_append(0x10, 1, 5), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(1, 0), case_word(0x10, 1, 5));
	CHECK_EQ(t, case_slot_get(1, 1), 0);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 2);
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 1);
	CHECK(t, case_is_filled(2, GARBAGE));
}

/* F-04: 1 to 65534 OS pages, each count in one word. */
void case_every_inline_count_is_one_word(struct pfnpack_test *t)
{
	__u64 nr;

	case_start(1);
	for (nr = 1; nr <= PFNPACK_INLINE_MAX; nr++) {
		pfnpack_writer_init(&case_writer, case_packed, 1);
		if (!CHECK_EQ(t, case_append(nr, nr, nr & 15), PFNPACK_OK) ||
		    !CHECK_EQ(t, case_slot_get(0, 0),
			      case_word(nr, nr, nr & 15)) ||
		    !CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 1))
			break;
	}
	CHECK_EQ(t, nr, 65535);
	case_slot_set(0, 0, 0);
	CHECK(t, case_is_filled(0, 0));
}

static void one_descriptor(struct pfnpack_test *t, __u64 pfn, __u64 nr)
{
	struct pfnpack_reader r;

	case_start(1);
	CHECK_EQ(t, case_append(pfn, nr, 9), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(pfn, 65535, 9));
	CHECK_EQ(t, case_slot_get(0, 511), nr);
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 2);
	EXPECT_VALID(t, 0);
	pfnpack_reader_init(&r, case_packed, 1);
	EXPECT_RANGE(t, &r, pfn, nr, 9);
	EXPECT_STATUS(t, &r, PFNPACK_END);
	case_slot_set(0, 0, 0);
	case_slot_set(0, 511, 0);
	CHECK(t, case_is_filled(0, 0));
}

/* F-05 to F-08, from the smallest count of a descriptor to the largest. */
void case_larger_counts_take_a_descriptor(struct pfnpack_test *t)
{
	unsigned int shift;

	one_descriptor(t, 0, 65535);
	one_descriptor(t, 1, 65536);
	one_descriptor(t, 2, 65537);
	for (shift = 17; shift < 44; shift++) {
		one_descriptor(t, 3, (1ULL << shift) - 1);
		one_descriptor(t, 4, 1ULL << shift);
		one_descriptor(t, END - (1ULL << shift), 1ULL << shift);
	}
	one_descriptor(t, 1, END - 1);
	one_descriptor(t, 0, END - 1);
}

void case_all_of_memory_is_one_range(struct pfnpack_test *t)
{
	one_descriptor(t, 0, END);
	case_start(1);
	CHECK_EQ(t, case_append(0, END, 0), PFNPACK_OK);
	/* There is no PFN after it, so nothing extends it. */
	CHECK_EQ(t, case_append(END, 1, 0), PFNPACK_BAD_RANGE);
	CHECK_EQ(t, case_append(0, END, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 1), case_word(0, 65535, 0));
	CHECK_EQ(t, case_slot_get(0, 510), END);
}

void case_first_and_last_pfn(struct pfnpack_test *t)
{
	struct pfnpack_reader r;

	case_start(1);
	CHECK_EQ(t, case_append(0, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(END - 1, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), 0x0001000000000000ULL);
	CHECK_EQ(t, case_slot_get(0, 1), 0x00010fffffffffffULL);
	pfnpack_reader_init(&r, case_packed, 1);
	EXPECT_RANGE(t, &r, 0, 1, 0);
	EXPECT_RANGE(t, &r, END - 1, 1, 0);
	EXPECT_STATUS(t, &r, PFNPACK_END);
}

void case_tags(struct pfnpack_test *t)
{
	struct pfnpack_reader r;
	unsigned int tag;

	case_start(1);
	for (tag = 0; tag <= 15; tag++) {
		CHECK_EQ(t, case_append(0x500 + tag, 1, tag), PFNPACK_OK);
		CHECK_EQ(t, case_slot_get(0, tag),
			 case_word(0x500 + tag, 1, tag));
	}
	CHECK_EQ(t, PFNPACK_TAG_MAX, 15);
	pfnpack_reader_init(&r, case_packed, 1);
	for (tag = 0; tag <= 15; tag++)
		EXPECT_RANGE(t, &r, 0x500 + tag, 1, tag);
	EXPECT_STATUS(t, &r, PFNPACK_END);
}

/* F-08: what is not a range is refused, and changes nothing. */
void case_bad_ranges_are_refused(struct pfnpack_test *t)
{
	static const struct pfnpack_range bad[] = {
		{ 0, 0, 0 },
		{ 0x21, 0, 3 }, /* would continue the last */
		{ 0x21, 1, 16 },
		{ 0x21, 1, 19 },
		{ 0x21, 1, 0x80000003 },
		{ 0x21, 1, ~0U },
		{ 0, END + 1, 0 },
		{ 0, ~0ULL, 0 },
		{ 1, END, 0 },
		{ 1, ~0ULL, 0 }, /* the sum is 0 */
		{ 0x21, ~0ULL - 0x1f, 3 }, /* the sum is 1 */
		{ 2, ~0ULL, 0 },
		{ END - 1, 2, 0 },
		{ END - 1, END, 0 },
		{ END - 1, ~0ULL, 0 },
		{ END, 0, 0 },
		{ END, 1, 0 },
		{ END, END, 0 },
		{ END, ~0ULL - END + 1, 0 }, /* the sum is 0 */
		{ END + 0x21, 1, 3 },
		{ 1ULL << 63, 1ULL << 63, 0 }, /* the sum is 0 */
		{ ~0ULL, 0, 0 },
		{ ~0ULL, 1, 0 }, /* the sum is 0 */
		{ ~0ULL, 2, 0 }, /* the sum is 1 */
		{ ~0ULL, ~0ULL, ~0U },
		{ 3ULL << 44 | 0x21, 1, 0 }, /* the key of the next PFN */
	};
	static struct state before;
	unsigned int i;

	case_start(2);
	CHECK_EQ(t, case_append(0x20, 1, 3), PFNPACK_OK);
	case_save(&before);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_EQ(t,
			 case_append(bad[i].pfn, bad[i].nr, bad[i].tag) * 1000 +
				 i,
			 PFNPACK_BAD_RANGE * 1000 + i);
		CHECK(t, case_unchanged(&before));
	}
	CHECK_EQ(t, case_append(0x21, 1, 3), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(0x20, 2, 3));
}

void case_bad_range_before_no_room(struct pfnpack_test *t)
{
	case_start(0);
	CHECK_EQ(t, case_append(END, 1, 0), PFNPACK_BAD_RANGE);
	CHECK_EQ(t, case_append(0, 1, 16), PFNPACK_BAD_RANGE);
	CHECK_EQ(t, case_append(0, 1, 15), PFNPACK_NO_ROOM);
}

/* F-05: descriptors belong to the words of size 65535, in their order. */
void case_descriptors_in_order(struct pfnpack_test *t)
{
	unsigned int i;

	case_start(1);
	for (i = 0; i < 40; i++) {
		__u64 nr = i & 1 ? 65535 + i : 1 + i;

		CHECK_EQ(t, case_append((__u64)i << 20, nr, 0), PFNPACK_OK);
	}
	for (i = 0; i < 40; i++) {
		CHECK_EQ(t, case_slot_get(0, i),
			 case_word((__u64)i << 20, i & 1 ? 65535 : 1 + i, 0));
		if (i & 1)
			CHECK_EQ(t, case_slot_get(0, 511 - i / 2), 65535 + i);
	}
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 60);
	EXPECT_VALID(t, 0);
}

/* F-03: 256 words and 256 descriptors leave no gap. */
void case_words_and_descriptors_meet(struct pfnpack_test *t)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	struct pfnpack_reader r;
	unsigned int i;

	case_start(1);
	case_append_descs(t, 256);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	CHECK_EQ(t, case_append(0, 1, 0), PFNPACK_NO_ROOM);
	for (i = 0; i < 256; i++)
		CHECK_EQ(t, case_slot_get(0, 511 - i), 65535 + i);
	EXPECT_VALID(t, 0);
	CHECK_EQ(t, pfnpack_summarize(case_packed, &summary, &fault),
		 PFNPACK_OK);
	CHECK_EQ(t, summary.nr_ranges, 256);
	CHECK_EQ(t, summary.nr_descs, 256);
	CHECK_EQ(t, summary.nr_free, 0);
	CHECK_EQ(t, summary.nr_os_pages, 256 * 65535 + 255 * 128);
	pfnpack_reader_init(&r, case_packed, 1);
	for (i = 0; i < 256; i++)
		EXPECT_RANGE(t, &r, (__u64)(i + 1) << 24, 65535 + i, 1);
	EXPECT_STATUS(t, &r, PFNPACK_END);
}

/* F-16: a range is never divided; the slot that is too few stays zero. */
void case_two_slots_needed_one_free(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, 65535, 2), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 511), 0);
	CHECK_EQ(t, case_slot_get(1, 0), case_word(0x10, 65535, 2));
	CHECK_EQ(t, case_slot_get(1, 511), 65535);
	CHECK_EQ(t, pfnpack_room(&case_writer), 510);
	/* What is left behind stays behind. */
	CHECK_EQ(t, case_append(0x10, 1, 2), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 511), 0);
	CHECK_EQ(t, case_slot_get(1, 1), case_word(0x10, 1, 2));
	EXPECT_VALID(t, 0);
	EXPECT_VALID(t, 1);
}

void case_two_slots_needed_two_free(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(0x10, 65535, 2), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 510), case_word(0x10, 65535, 2));
	CHECK_EQ(t, case_slot_get(0, 511), 65535);
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS);
	CHECK(t, case_is_filled(1, 0));
}

/* Packed pages are filled in the order of the table, wherever they lie. */
void case_table_order(struct pfnpack_test *t)
{
	case_start_table(3);
	CHECK_EQ(t, pfnpack_room(&case_writer), 3 * SLOTS);
	case_append_scattered(t, SLOTS);
	CHECK_EQ(t, case_append(7, 70000, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(2, 0), case_word(7, 65535, 0));
	CHECK_EQ(t, case_slot_get(2, 511), 70000);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(8, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(1, 0), case_word(8, 1, 0));
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 1);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 3);
	CHECK(t, case_is_filled(0, GARBAGE));
	case_append_scattered(t, SLOTS - 1);
	CHECK_EQ(t, case_append(8, 1, 0), PFNPACK_NO_ROOM);
	CHECK(t, case_is_filled(0, GARBAGE));
}

void case_no_packed_pages(struct pfnpack_test *t)
{
	pfnpack_writer_init(&case_writer, NULL, 0);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	CHECK_EQ(t, case_append(1, 1, 0), PFNPACK_NO_ROOM);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 0);
	pfnpack_writer_init_table(&case_writer, NULL, 0);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	CHECK_EQ(t, case_append(1, 65535, 0), PFNPACK_NO_ROOM);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 0);
}

/* init() leaves the packed pages as they are. */
void case_init_writes_nothing(struct pfnpack_test *t)
{
	unsigned int i;

	case_start_on_garbage(CASE_PACKED);
	pfnpack_writer_init_table(&case_writer, case_packed_table, CASE_PACKED);
	for (i = 0; i < CASE_PACKED; i++)
		CHECK(t, case_is_filled(i, GARBAGE));
}
