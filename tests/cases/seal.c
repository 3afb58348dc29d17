// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* F-17: a finished packed page has a gap of zeros, as F-09 demands. */
#include "cases.h"
#include "support.h"

static struct state before;

void case_seal_of_an_empty_list(struct pfnpack_test *t)
{
	case_start_on_garbage(2);
	case_save(&before);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 0);
	CHECK(t, case_unchanged(&before));
	case_start_table(2);
	case_save(&before);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 0);
	CHECK(t, case_unchanged(&before));
}

void case_seal_on_zeroed_changes_nothing(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 600);
	case_append_descs(t, 3);
	case_save(&before);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 2);
	CHECK(t, case_unchanged(&before));
	CHECK_EQ(t, pfnpack_seal(&case_writer), 2);
	CHECK(t, case_unchanged(&before));
}

/* Sealed, garbage has become what zeroed packed pages would hold. */
static void seal_both(struct pfnpack_test *t, unsigned int nr_words,
		      unsigned int nr_descs)
{
	static struct pfnpack_page expected;
	__u64 pfn = 0x2000;
	unsigned int round;
	unsigned int i;

	for (round = 0; round < 2; round++) {
		if (round)
			case_start_on_garbage(1);
		else
			case_start(1);
		for (i = 0; i < nr_words; i++)
			CHECK_EQ(t, case_append(pfn + 2 * i, 1, 4), PFNPACK_OK);
		case_append_descs(t, nr_descs);
		CHECK_EQ(t, pfnpack_seal(&case_writer), 1);
		if (!round)
			case_copy_bytes(&expected, case_packed,
					sizeof(expected));
	}
	CHECK(t, case_same_bytes(&expected, case_packed, sizeof(expected)));
	EXPECT_VALID(t, 0);
	CHECK(t, case_is_filled(1, GARBAGE));
}

void case_seal_clears_garbage(struct pfnpack_test *t)
{
	seal_both(t, 1, 0);
	seal_both(t, 0, 1);
	seal_both(t, 2, 3);
	seal_both(t, 510, 0);
	seal_both(t, 511, 0);
	seal_both(t, 512, 0);
	seal_both(t, 510, 1);
	seal_both(t, 0, 255);
	seal_both(t, 1, 255);
	seal_both(t, 2, 255);
	seal_both(t, 0, 256);
}

/* The packed pages before the one being filled are finished already. */
void case_left_packed_pages_are_finished(struct pfnpack_test *t)
{
	case_start_on_garbage(3);
	case_append_scattered(t, 501);
	case_append_descs(t, 7); /* 5 in the first, 1 slot left */
	EXPECT_VALID(t, 0);
	CHECK_EQ(t, case_slot_get(0, 506), 0);
	CHECK_EQ(t, case_slot_get(1, 2), 0xa5a5a5a5a5a5a5a5ULL);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 2);
	EXPECT_VALID(t, 1);
	CHECK_EQ(t, case_slot_get(1, 2), 0);
	CHECK(t, case_is_filled(2, GARBAGE));
}

/* A packed page that is started after a seal wants one of its own. */
void case_each_packed_page_wants_a_seal(struct pfnpack_test *t)
{
	case_start_on_garbage(2);
	case_append_scattered(t, 511);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 1);
	case_append_scattered(t, 2);
	EXPECT_VALID(t, 0);
	CHECK_EQ(t, case_slot_get(1, 1), 0xa5a5a5a5a5a5a5a5ULL);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 2);
	CHECK_EQ(t, case_slot_get(1, 1), 0);
	EXPECT_VALID(t, 1);
}

/* Within the packed page, what comes after a seal needs no second one. */
void case_append_after_seal(struct pfnpack_test *t)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	case_start_on_garbage(1);
	case_append_scattered(t, 3);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 1);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 3), case_word(0x10, 2, 0));
	EXPECT_VALID(t, 0);
	CHECK_EQ(t, case_append(0x12, 70000, 0), PFNPACK_OK);
	EXPECT_VALID(t, 0);
	case_append_descs(t, 4);
	case_append_scattered(t, 7);
	EXPECT_VALID(t, 0);
	CHECK_EQ(t, pfnpack_summarize(case_packed, &summary, &fault),
		 PFNPACK_OK);
	CHECK_EQ(t, summary.nr_ranges, 15);
	CHECK_EQ(t, summary.nr_descs, 5);
	CHECK_EQ(t, summary.nr_free, 492);
}

void case_seal_returns_packed_pages_used(struct pfnpack_test *t)
{
	unsigned int i;

	case_start(CASE_PACKED);
	for (i = 1; i <= CASE_PACKED; i++) {
		case_append_scattered(t, 1);
		CHECK_EQ(t, pfnpack_seal(&case_writer), i);
		case_append_scattered(t, 511);
		CHECK_EQ(t, pfnpack_seal(&case_writer), i);
	}
}
