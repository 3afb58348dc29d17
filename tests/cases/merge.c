// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* F-16: which ranges are merged, and what that costs. */
#include "cases.h"
#include "support.h"

void case_merge_inline(struct pfnpack_test *t)
{
	case_start(1);
	CHECK_EQ(t, case_append(0x100, 5, 7), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x105, 1, 7), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x106, 0x10, 7), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(0x100, 22, 7));
	CHECK_EQ(t, case_slot_get(0, 1), 0);
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 1);
}

/* One OS page at a time, as get_user_pages finds them. */
void case_merge_one_by_one(struct pfnpack_test *t)
{
	__u64 nr;

	case_start(1);
	for (nr = 0; nr < 70000; nr++) {
		if (!CHECK_EQ(t, case_append(0x8000 + nr, 1, 0), PFNPACK_OK))
			break;
		if (nr + 1 == 65534) {
			CHECK_EQ(t, case_slot_get(0, 0),
				 case_word(0x8000, 65534, 0));
			CHECK_EQ(t, case_slot_get(0, 511), 0);
			CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 1);
		}
		if (nr + 1 == 65535) {
			CHECK_EQ(t, case_slot_get(0, 0),
				 case_word(0x8000, 65535, 0));
			CHECK_EQ(t, case_slot_get(0, 511), 65535);
			CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 2);
		}
	}
	CHECK_EQ(t, case_slot_get(0, 0), case_word(0x8000, 65535, 0));
	CHECK_EQ(t, case_slot_get(0, 511), 70000);
	CHECK_EQ(t, case_slot_get(0, 510), 0);
	CHECK_EQ(t, case_slot_get(0, 1), 0);
}

static void merge_two(struct pfnpack_test *t, __u64 nr, __u64 more)
{
	__u64 sum = nr + more;
	bool inlined = sum <= 65534;

	case_start(1);
	CHECK_EQ(t, case_append(0x77, nr, 1), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x77 + nr, more, 1), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0),
		 case_word(0x77, inlined ? sum : 65535, 1));
	CHECK_EQ(t, case_slot_get(0, 511), inlined ? 0 : sum);
	CHECK_EQ(t, pfnpack_room(&case_writer),
		 inlined ? SLOTS - 1 : SLOTS - 2);
	EXPECT_VALID(t, 0);
}

void case_merge_into_each_form(struct pfnpack_test *t)
{
	merge_two(t, 1, 65533);
	merge_two(t, 65533, 1);
	merge_two(t, 65534, 1);
	merge_two(t, 1, 65534);
	merge_two(t, 1, 65535);
	merge_two(t, 65534, 65534);
	merge_two(t, 65535, 1);
	merge_two(t, 65535, 65535);
	merge_two(t, 65535, END - 65535 - 0x77);
	merge_two(t, 1, END - 1 - 0x77);
}

void case_merge_up_to_all_of_memory(struct pfnpack_test *t)
{
	case_start(1);
	CHECK_EQ(t, case_append(0, END - 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(END - 1, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(0, 65535, 0));
	CHECK_EQ(t, case_slot_get(0, 511), END);
	EXPECT_VALID(t, 0);
}

static void two_words(struct pfnpack_test *t, const struct pfnpack_range *a,
		      const struct pfnpack_range *b)
{
	case_start(1);
	CHECK_EQ(t, case_append(a->pfn, a->nr, a->tag), PFNPACK_OK);
	CHECK_EQ(t, case_append(b->pfn, b->nr, b->tag), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(a->pfn, a->nr, a->tag));
	CHECK_EQ(t, case_slot_get(0, 1), case_word(b->pfn, b->nr, b->tag));
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 2);
}

void case_not_merged(struct pfnpack_test *t)
{
	static const struct pfnpack_range pairs[][2] = {
		{ { 8, 4, 0 }, { 12, 1, 1 } }, /* another tag */
		{ { 8, 4, 15 }, { 12, 1, 14 } },
		{ { 8, 4, 8 }, { 12, 1, 0 } },
		{ { 8, 4, 0 }, { 13, 1, 0 } }, /* one too far */
		{ { 8, 4, 0 }, { 11, 1, 0 } }, /* overlap */
		{ { 8, 4, 0 }, { 8, 4, 0 } }, /* the same again */
		{ { 8, 4, 0 }, { 4, 4, 0 } }, /* in front of it */
		{ { 8, 4, 0 }, { 0, 1, 0 } },
		/* The end of all PFNs is not PFN 0 of the next tag. */
		{ { END - 1, 1, 3 }, { 0, 1, 4 } },
		{ { END - 4, 4, 0 }, { 0, 2, 1 } },
		{ { END - 4, 4, 14 }, { 0, 2, 15 } },
		{ { END - 1, 1, 15 }, { 0, 1, 0 } },
		{ { END - 1, 1, 0 }, { 0, 1, 0 } },
		{ { END - 1, 1, 15 }, { END - 1, 1, 15 } },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		two_words(t, &pairs[i][0], &pairs[i][1]);
}

/* Only the last range grows. */
void case_older_ranges_stay(struct pfnpack_test *t)
{
	case_start(1);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x20, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(0x10, 1, 0));
	CHECK_EQ(t, case_slot_get(0, 1), case_word(0x20, 1, 0));
	CHECK_EQ(t, case_slot_get(0, 2), case_word(0x11, 1, 0));
}

void case_break_keeps_apart(struct pfnpack_test *t)
{
	static struct pfnpack_page before;

	case_start(1);
	pfnpack_break(&case_writer);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	case_copy_bytes(&before, case_packed, sizeof(before));
	pfnpack_break(&case_writer);
	pfnpack_break(&case_writer);
	CHECK(t, case_same_bytes(&before, case_packed, sizeof(before)));
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS - 1);
	/* Lasts until a successful append. */
	CHECK_EQ(t, case_append(END, 1, 0), PFNPACK_BAD_RANGE);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x12, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(0x10, 1, 0));
	CHECK_EQ(t, case_slot_get(0, 1), case_word(0x11, 2, 0));
	CHECK_EQ(t, case_slot_get(0, 2), 0);
}

void case_break_outlasts_no_room(struct pfnpack_test *t)
{
	static struct state before;

	case_start(1);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	pfnpack_break(&case_writer);
	case_save(&before);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_NO_ROOM);
	CHECK(t, case_unchanged(&before));
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_NO_ROOM);
	CHECK(t, case_unchanged(&before));
}

/* A full packed page takes what merges into its last word. */
void case_full_packed_page_still_merges(struct pfnpack_test *t)
{
	static struct state before;

	case_start(1);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x12, 65532, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 511), case_word(0x10, 65534, 0));
	case_save(&before);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 0), PFNPACK_NO_ROOM);
	CHECK(t, case_unchanged(&before));
	EXPECT_VALID(t, 0);
}

/* In descriptor form, growing costs nothing, however full it is. */
void case_full_packed_page_grows_a_descriptor(struct pfnpack_test *t)
{
	case_start(1);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(0x10, 65535, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	CHECK_EQ(t, case_append(0x10 + 65535, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 511), 65536);
	CHECK_EQ(t, case_append(0x10 + 65536, END - 0x10 - 65536, 0),
		 PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 511), END - 0x10);
	CHECK_EQ(t, case_slot_get(0, 510), case_word(0x10, 65535, 0));
	EXPECT_VALID(t, 0);
}

void case_merge_takes_the_last_slot(struct pfnpack_test *t)
{
	case_start(1);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(0x10, 65534, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	CHECK_EQ(t, case_slot_get(0, 510), case_word(0x10, 65535, 0));
	CHECK_EQ(t, case_slot_get(0, 511), 65535);
	EXPECT_VALID(t, 0);
}

/* No slot for the descriptor: the whole of it goes to the next packed page. */
static void refused(struct pfnpack_test *t, __u64 nr, __u64 more)
{
	bool inlined = more <= 65534;

	case_start(2);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, nr, 6), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x10 + nr, more, 6), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 511), case_word(0x10, nr, 6));
	CHECK_EQ(t, case_slot_get(1, 0),
		 case_word(0x10 + nr, inlined ? more : 65535, 6));
	CHECK_EQ(t, case_slot_get(1, 511), inlined ? 0 : more);
	/* From here on it grows there. */
	CHECK_EQ(t, case_append(0x10 + nr + more, 2, 6), PFNPACK_OK);
	inlined = more + 2 <= 65534;
	CHECK_EQ(t, case_slot_get(1, 0),
		 case_word(0x10 + nr, inlined ? more + 2 : 65535, 6));
	CHECK_EQ(t, case_slot_get(1, 511), inlined ? 0 : more + 2);
	CHECK_EQ(t, case_slot_get(1, 1), 0);
}

void case_merge_refused_goes_to_the_next(struct pfnpack_test *t)
{
	refused(t, 65534, 1);
	refused(t, 1, 65534);
	refused(t, 1, 65533 + 1);
	refused(t, 1, 65535);
	refused(t, 65534, 65534);
	refused(t, 32768, 32767);
	refused(t, 65534, 1ULL << 40);
}

/* The same where words and descriptors meet. */
void case_merge_refused_between_descriptors(struct pfnpack_test *t)
{
	case_start(2);
	case_append_descs(t, 255);
	case_append_scattered(t, 1);
	CHECK_EQ(t, case_append(0x10, 65534, 6), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), SLOTS);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 6), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 256), case_word(0x10, 65534, 6));
	CHECK_EQ(t, case_slot_get(0, 257), 65535 + 254);
	CHECK_EQ(t, case_slot_get(1, 0), case_word(0x10 + 65534, 1, 6));
	EXPECT_VALID(t, 0);
	EXPECT_VALID(t, 1);
}
