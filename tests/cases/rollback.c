// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* F-18: a rollback leaves nothing behind; all is as at the checkpoint. */
#include "cases.h"
#include "support.h"

static struct pfnpack_checkpoint cp;
static struct state before;

static void mark(void)
{
	pfnpack_checkpoint(&case_writer, &cp);
	case_save(&before);
}

#define ROLL_BACK(t) roll_back((t), CASE_PLACE("all as at the checkpoint"))
static void roll_back(struct pfnpack_test *t, struct case_place at)
{
	pfnpack_rollback(&case_writer, &cp);
	case_check(t, at, case_unchanged(&before));
}

void case_rollback_of_nothing(struct pfnpack_test *t)
{
	case_start(2);
	mark();
	ROLL_BACK(t);
	case_append_scattered(t, 3);
	mark();
	ROLL_BACK(t);
	case_append_descs(t, 1);
	mark();
	ROLL_BACK(t);
}

void case_rollback_words(struct pfnpack_test *t)
{
	unsigned int nr;

	for (nr = 1; nr <= 500; nr = 2 * nr + 1) {
		case_start(1);
		case_append_scattered(t, 1);
		mark();
		case_append_scattered(t, nr);
		ROLL_BACK(t);
		case_append_descs(t, nr / 2);
		ROLL_BACK(t);
	}
}

void case_rollback_a_full_packed_page(struct pfnpack_test *t)
{
	unsigned int nr_words;

	for (nr_words = 0; nr_words <= 512; nr_words++) {
		case_start(1);
		case_append_scattered(t, nr_words);
		mark();
		case_append_scattered(t, 512 - nr_words);
		ROLL_BACK(t);
		case_append_descs(t, (512 - nr_words) / 2);
		ROLL_BACK(t);
	}
}

void case_rollback_between_descriptors(struct pfnpack_test *t)
{
	unsigned int nr_descs;

	for (nr_descs = 0; nr_descs <= 256; nr_descs++) {
		case_start(3);
		case_append_descs(t, nr_descs);
		mark();
		case_append_scattered(t, 512 - 2 * nr_descs);
		ROLL_BACK(t);
		case_append_descs(t, 256 - nr_descs);
		ROLL_BACK(t);
		case_append_scattered(t, 514);
		ROLL_BACK(t);
	}
}

void case_rollback_a_merge(struct pfnpack_test *t)
{
	case_start(1);
	case_append_scattered(t, 2);
	CHECK_EQ(t, case_append(0x10, 3, 1), PFNPACK_OK);
	mark();
	CHECK_EQ(t, case_append(0x13, 1, 1), PFNPACK_OK);
	ROLL_BACK(t);
	CHECK_EQ(t, case_append(0x13, 1, 1), PFNPACK_OK);
	case_append_scattered(t, 5);
	ROLL_BACK(t);
	/* It still grows from where it ended then. */
	CHECK_EQ(t, case_append(0x13, 1, 1), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 2), case_word(0x10, 4, 1));
}

void case_rollback_a_merge_to_descriptor(struct pfnpack_test *t)
{
	case_start(1);
	case_append_descs(t, 2);
	CHECK_EQ(t, case_append(0x10, 65534, 1), PFNPACK_OK);
	mark();
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 1), PFNPACK_OK);
	ROLL_BACK(t);
	CHECK_EQ(t, case_append(0x10 + 65534, 1ULL << 40, 1), PFNPACK_OK);
	case_append_descs(t, 3);
	case_append_scattered(t, 4);
	ROLL_BACK(t);
	/* With the slot that the descriptor had taken in use by a word. */
	case_append_scattered(t, 507);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	ROLL_BACK(t);
}

/* The descriptor took the very last slot. */
void case_rollback_the_last_slot(struct pfnpack_test *t)
{
	case_start(1);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(0x10, 9, 1), PFNPACK_OK);
	mark();
	CHECK_EQ(t, case_append(0x19, 1ULL << 43, 1), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	ROLL_BACK(t);
	case_append_scattered(t, 1);
	CHECK_EQ(t, pfnpack_room(&case_writer), 0);
	ROLL_BACK(t);
}

void case_rollback_a_descriptor_that_grew(struct pfnpack_test *t)
{
	case_start(1);
	case_append_descs(t, 1);
	CHECK_EQ(t, case_append(0x10, 65535, 1), PFNPACK_OK);
	mark();
	CHECK_EQ(t, case_append(0x10 + 65535, 1, 1), PFNPACK_OK);
	ROLL_BACK(t);
	CHECK_EQ(t, case_append(0x10 + 65535, 1ULL << 43, 1), PFNPACK_OK);
	case_append_scattered(t, 1);
	case_append_descs(t, 1);
	ROLL_BACK(t);
}

static void fill_packed_pages(struct pfnpack_test *t, unsigned int nr,
			      bool descs)
{
	for (; nr; nr--) {
		if (descs)
			case_append_descs(t, 256);
		else
			case_append_scattered(t, 512);
	}
}

/* Over 1 to n changes of packed page, from one that is part full, or full. */
static void over_packed_pages(struct pfnpack_test *t, bool table, bool descs)
{
	unsigned int nr;

	for (nr = 1; nr < CASE_PACKED; nr++) {
		if (table)
			case_start_table(CASE_PACKED);
		else
			case_start(CASE_PACKED);
		case_append_scattered(t, 200);
		CHECK_EQ(t, case_append(0x10, 65534, 0), PFNPACK_OK);
		mark();
		fill_packed_pages(t, nr, descs);
		ROLL_BACK(t);
		CHECK_EQ(t, case_append(0x10 + 65534, 1, 0), PFNPACK_OK);
		fill_packed_pages(t, nr, descs);
		ROLL_BACK(t);
		case_append_descs(t, 50);
		case_append_scattered(t, 211);
		mark();
		fill_packed_pages(t, nr, descs);
		ROLL_BACK(t);
	}
}

void case_rollback_over_packed_pages(struct pfnpack_test *t)
{
	over_packed_pages(t, false, false);
	over_packed_pages(t, false, true);
}

void case_rollback_over_a_table(struct pfnpack_test *t)
{
	over_packed_pages(t, true, false);
	over_packed_pages(t, true, true);
}

/* There is no word to cut off where the descriptor of the last one is. */
void case_rollback_the_last_slot_of_a_left_packed_page(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 510);
	CHECK_EQ(t, case_append(0x10, 9, 1), PFNPACK_OK);
	mark();
	CHECK_EQ(t, case_append(0x19, 70000, 1), PFNPACK_OK);
	case_append_scattered(t, 1);
	ROLL_BACK(t);
}

/* The word that was left before the change has not grown since. */
void case_rollback_a_split(struct pfnpack_test *t)
{
	case_start(2);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, 65533, 0), PFNPACK_OK);
	mark();
	CHECK_EQ(t, case_append(0x10 + 65533, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 2);
	ROLL_BACK(t);
	CHECK_EQ(t, case_append(0x10 + 65533, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 511), case_word(0x10, 65534, 0));
}

void case_rollback_to_the_empty_list(struct pfnpack_test *t)
{
	unsigned int nr;

	for (nr = 1; nr <= CASE_PACKED; nr++) {
		case_start(CASE_PACKED);
		mark();
		case_append_scattered(t, 1);
		ROLL_BACK(t);
		fill_packed_pages(t, nr, false);
		ROLL_BACK(t);
		fill_packed_pages(t, nr, true);
		ROLL_BACK(t);
		CHECK_EQ(t, pfnpack_seal(&case_writer), 0);
		CHECK_EQ(t, pfnpack_room(&case_writer), CASE_PACKED * SLOTS);
	}
}

/* No rollback brings a break back to life, or loses one. */
void case_rollback_restores_the_break(struct pfnpack_test *t)
{
	case_start(1);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	mark();
	pfnpack_break(&case_writer);
	ROLL_BACK(t);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 0), case_word(0x10, 2, 0));
	pfnpack_break(&case_writer);
	mark();
	CHECK_EQ(t, case_append(0x12, 1, 0), PFNPACK_OK);
	ROLL_BACK(t);
	CHECK_EQ(t, case_append(0x12, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, case_slot_get(0, 1), case_word(0x12, 1, 0));
}

void case_rollback_nested(struct pfnpack_test *t)
{
	static struct pfnpack_checkpoint inner_cp;
	static struct state inner;
	unsigned int i;

	case_start(3);
	case_append_scattered(t, 100);
	CHECK_EQ(t, case_append(0x10, 65534, 0), PFNPACK_OK);
	mark();
	CHECK_EQ(t, case_append(0x10 + 65534, 2, 0), PFNPACK_OK);
	case_append_scattered(t, 700);
	pfnpack_checkpoint(&case_writer, &inner_cp);
	case_save(&inner);
	for (i = 0; i < 2; i++) {
		case_append_descs(t, 80);
		case_append_scattered(t, 300);
		pfnpack_rollback(&case_writer, &inner_cp);
		CHECK(t, case_unchanged(&inner));
	}
	case_append_descs(t, 2);
	ROLL_BACK(t);
	case_append_scattered(t, 1);
	ROLL_BACK(t);
}

/* After a rollback a list can be written as if nothing had been. */
void case_rollback_then_append(struct pfnpack_test *t)
{
	static struct state straight;

	case_start(2);
	CHECK_EQ(t, case_append(0x10, 65534, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x10 + 65534, 6, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x99, 1, 1), PFNPACK_OK);
	case_save(&straight);
	case_start(2);
	CHECK_EQ(t, case_append(0x10, 65534, 0), PFNPACK_OK);
	mark();
	case_append_scattered(t, 600);
	ROLL_BACK(t);
	CHECK_EQ(t, case_append(0x10 + 65534, 6, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0x99, 1, 1), PFNPACK_OK);
	CHECK(t, case_unchanged(&straight));
}

/* Slots given back are zero, also where garbage was before. */
void case_rollback_on_garbage(struct pfnpack_test *t)
{
	unsigned int i;

	case_start_on_garbage(2);
	case_append_scattered(t, 2);
	CHECK_EQ(t, case_append(0x10, 5, 0), PFNPACK_OK);
	pfnpack_checkpoint(&case_writer, &cp);
	CHECK_EQ(t, case_append(0x15, 70000, 0), PFNPACK_OK);
	case_append_scattered(t, 4);
	case_append_descs(t, 3);
	pfnpack_rollback(&case_writer, &cp);
	CHECK_EQ(t, case_slot_get(0, 2), case_word(0x10, 5, 0));
	for (i = 0; i < 7; i++)
		CHECK_EQ(t, case_slot_get(0, 3 + i), 0);
	for (i = 0; i < 4; i++)
		CHECK_EQ(t, case_slot_get(0, 511 - i), 0);
	CHECK_EQ(t, pfnpack_seal(&case_writer), 1);
	EXPECT_VALID(t, 0);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1021);
}

/* What was not used is not touched, in a packed page given back. */
void case_rollback_leaves_the_gap(struct pfnpack_test *t)
{
	__u64 garbage;

	case_start_on_garbage(2);
	garbage = case_slot_get(1, 1);
	case_append_scattered(t, 512);
	pfnpack_checkpoint(&case_writer, &cp);
	case_append_descs(t, 2);
	pfnpack_rollback(&case_writer, &cp);
	CHECK_EQ(t, case_slot_get(1, 0), 0);
	CHECK_EQ(t, case_slot_get(1, 1), 0);
	CHECK_EQ(t, case_slot_get(1, 2), garbage);
	CHECK_EQ(t, case_slot_get(1, 509), garbage);
	CHECK_EQ(t, case_slot_get(1, 510), 0);
	CHECK_EQ(t, case_slot_get(1, 511), 0);
}
