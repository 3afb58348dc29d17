// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* F-05 to F-10: each rule at its border, from both sides. */
#include "cases.h"
#include "support.h"

void case_check_an_empty_packed_page(struct pfnpack_test *t)
{
	struct pfnpack_summary summary = { 1, 1, 1, 1 };
	struct pfnpack_fault fault;

	case_start(1);
	EXPECT_VALID(t, 0);
	CHECK_EQ(t, pfnpack_summarize(case_packed, &summary, &fault),
		 PFNPACK_OK);
	CHECK_EQ(t, summary.nr_os_pages, 0);
	CHECK_EQ(t, summary.nr_ranges, 0);
	CHECK_EQ(t, summary.nr_descs, 0);
	CHECK_EQ(t, summary.nr_free, SLOTS);
}

void case_summary_counts(struct pfnpack_test *t)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	case_start(1);
	case_append_scattered(t, 5);
	CHECK_EQ(t, case_append(0, END, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(0, END, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(1, 65534, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_summarize(case_packed, &summary, &fault),
		 PFNPACK_OK);
	CHECK_EQ(t, summary.nr_os_pages, 5 + 2 * END + 65534);
	CHECK_EQ(t, summary.nr_ranges, 8);
	CHECK_EQ(t, summary.nr_descs, 2);
	CHECK_EQ(t, summary.nr_free, SLOTS - 10);
}

/* All that a packed page can hold: 256 times all of memory. */
void case_summary_of_the_most(struct pfnpack_test *t)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	unsigned int i;

	case_start(1);
	for (i = 0; i < 256; i++)
		CHECK_EQ(t, case_append(0, END, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_summarize(case_packed, &summary, &fault),
		 PFNPACK_OK);
	CHECK_EQ(t, summary.nr_os_pages, 1ULL << 52);
}

void case_decode_takes_all_ranges(struct pfnpack_test *t)
{
	static struct pfnpack_range ranges[SLOTS];
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	case_start(1);
	CHECK_EQ(t, case_append(7, 1, 3), PFNPACK_OK);
	CHECK_EQ(t, case_append(0, END, 0), PFNPACK_OK);
	CHECK_EQ(t, case_append(1, 65534, 15), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_decode(case_packed, ranges, &summary, &fault),
		 PFNPACK_OK);
	CHECK_EQ(t, summary.nr_ranges, 3);
	CHECK_EQ(t, summary.nr_descs, 1);
	CHECK_EQ(t, ranges[0].pfn, 7);
	CHECK_EQ(t, ranges[0].tag, 3);
	CHECK_EQ(t, ranges[1].nr, END);
	CHECK_EQ(t, ranges[2].pfn, 1);
	CHECK_EQ(t, ranges[2].nr, 65534);
	CHECK_EQ(t, ranges[2].tag, 15);
}

static void words_of_size_1(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		case_slot_set(0, i, case_word(2 * i, 1, 0));
}

/* F-05: the word's own slot cannot be its descriptor. */
void case_f05(struct pfnpack_test *t)
{
	unsigned int i;

	case_start(1);
	words_of_size_1(511);
	case_slot_set(0, 511, case_word(0, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F05, 511);
	/* One slot earlier there is room for one. */
	case_slot_set(0, 510, case_word(0, 65535, 0));
	case_slot_set(0, 511, 65535);
	EXPECT_VALID(t, 0);

	case_start(1);
	for (i = 0; i < 255; i++) {
		case_slot_set(0, i, case_word(0, 65535, 0));
		case_slot_set(0, 511 - i, 65535);
	}
	case_slot_set(0, 255, case_word(0, 65535, 0));
	case_slot_set(0, 256, case_word(0, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F07, 256);
	case_slot_set(0, 256, 65535);
	EXPECT_VALID(t, 0);
	case_slot_set(0, 255, case_word(0, 1, 0));
	case_slot_set(0, 256, case_word(0, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F05, 256);
}

/* F-06, F-07: 65535 to 2^44. */
void case_f06_f07(struct pfnpack_test *t)
{
	unsigned int tag;

	case_start(1);
	for (tag = 0; tag <= 15; tag++) {
		case_slot_set(0, 0, case_word(0, 65535, tag));
		case_slot_set(0, 511, 0);
		EXPECT_FAULT(t, 0, PFNPACK_F06, 511);
		case_slot_set(0, 511, 1);
		EXPECT_FAULT(t, 0, PFNPACK_F06, 511);
		case_slot_set(0, 511, 65534);
		EXPECT_FAULT(t, 0, PFNPACK_F06, 511);
		case_slot_set(0, 511, 65535);
		EXPECT_VALID(t, 0);
		case_slot_set(0, 511, END);
		EXPECT_VALID(t, 0);
		case_slot_set(0, 511, END + 1);
		EXPECT_FAULT(t, 0, PFNPACK_F07, 511);
		case_slot_set(0, 511, 1ULL << 48);
		EXPECT_FAULT(t, 0, PFNPACK_F07, 511);
		case_slot_set(0, 511, 1ULL << 63);
		EXPECT_FAULT(t, 0, PFNPACK_F07, 511);
		case_slot_set(0, 511, ~0ULL);
		EXPECT_FAULT(t, 0, PFNPACK_F07, 511);
	}
	/* The second descriptor, too. */
	case_slot_set(0, 511, 65535);
	case_slot_set(0, 1, case_word(0, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F06, 510);
	case_slot_set(0, 510, END + 1);
	EXPECT_FAULT(t, 0, PFNPACK_F07, 510);
	case_slot_set(0, 510, END);
	EXPECT_VALID(t, 0);
}

/* F-08: up to the last PFN and no further. */
void case_f08(struct pfnpack_test *t)
{
	case_start(1);
	case_slot_set(0, 0, case_word(END - 1, 1, 15));
	EXPECT_VALID(t, 0);
	case_slot_set(0, 0, case_word(END - 1, 2, 15));
	EXPECT_FAULT(t, 0, PFNPACK_F08, 0);
	case_slot_set(0, 0, case_word(END - 65534, 65534, 0));
	EXPECT_VALID(t, 0);
	case_slot_set(0, 0, case_word(END - 65533, 65534, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F08, 0);
	case_slot_set(0, 0, case_word(0, 65535, 0));
	case_slot_set(0, 511, END);
	EXPECT_VALID(t, 0);
	case_slot_set(0, 0, case_word(1, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F08, 0);
	case_slot_set(0, 511, END - 1);
	EXPECT_VALID(t, 0);
	case_slot_set(0, 1, case_word(END - 1, 2, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F08, 1);
}

static void gap_slots(struct pfnpack_test *t, unsigned int first,
		      unsigned int end)
{
	unsigned int slot;

	EXPECT_VALID(t, 0);
	for (slot = end; slot-- > first;) {
		/* No size, so that it is no word. */
		case_slot_set(0, slot, slot & 1 ? 1 : 1ULL << 47);
		if (!EXPECT_FAULT(t, 0, PFNPACK_F09, slot))
			break;
	}
	for (slot = first; slot < end; slot++) {
		if (!EXPECT_FAULT(t, 0, PFNPACK_F09, slot))
			break;
		case_slot_set(0, slot, 0);
	}
	EXPECT_VALID(t, 0);
}

/* F-09, F-10: the lowest slot of the gap that is not zero. */
void case_f09(struct pfnpack_test *t)
{
	case_start(1);
	gap_slots(t, 0, 512);
	case_append_scattered(t, 3);
	gap_slots(t, 3, 512);
	case_append_descs(t, 2);
	gap_slots(t, 5, 510);
	case_append_scattered(t, 504);
	gap_slots(t, 509, 510);
	case_append_scattered(t, 1);
	EXPECT_VALID(t, 0);
}

/* F-03, F-09: a word behind the end of the words is no word. */
void case_f09_word_in_the_gap(struct pfnpack_test *t)
{
	case_start(1);
	case_append_scattered(t, 2);
	case_slot_set(0, 3, case_word(1, 1, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F09, 3);
	case_slot_set(0, 3, case_word(0, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F09, 3);
	case_slot_set(0, 3, 0);
	case_slot_set(0, 511, 65535);
	EXPECT_FAULT(t, 0, PFNPACK_F09, 511);
}

/* F-10: of several faults, the one met first, words before the gap. */
void case_first_fault(struct pfnpack_test *t)
{
	case_start(1);
	case_append_scattered(t, 3);
	case_slot_set(0, 100, 1); /* F-09 */
	case_slot_set(0, 2, case_word(END - 1, 2, 0)); /* F-08 */
	EXPECT_FAULT(t, 0, PFNPACK_F08, 2);
	case_slot_set(0, 1, case_word(0, 65535, 0)); /* F-06 */
	EXPECT_FAULT(t, 0, PFNPACK_F06, 511);
	case_slot_set(0, 511, END + 1); /* F-07 and F-08 */
	case_slot_set(0, 1, case_word(END - 1, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F07, 511);
	case_slot_set(0, 511, 65534); /* F-06 and F-08 */
	EXPECT_FAULT(t, 0, PFNPACK_F06, 511);
	case_slot_set(0, 511, 65535);
	EXPECT_FAULT(t, 0, PFNPACK_F08, 1);
	case_slot_set(0, 0, case_word(END - 1, 3, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F08, 0);
}

/* F-05 and F-08 in one word: the missing descriptor comes first. */
void case_f05_before_f08(struct pfnpack_test *t)
{
	case_start(1);
	words_of_size_1(511);
	case_slot_set(0, 511, case_word(END - 1, 65535, 0));
	EXPECT_FAULT(t, 0, PFNPACK_F05, 511);
}

static bool same_text(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

void case_rule_texts(struct pfnpack_test *t)
{
	static const unsigned int rules[] = { 5, 6, 7, 8, 9, 4, 10, 0, ~0U };
	const char *text, *other;
	unsigned int i, j;

	CHECK_EQ(t, PFNPACK_F05, 5);
	CHECK_EQ(t, PFNPACK_F06, 6);
	CHECK_EQ(t, PFNPACK_F07, 7);
	CHECK_EQ(t, PFNPACK_F08, 8);
	CHECK_EQ(t, PFNPACK_F09, 9);
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		text = pfnpack_rule_text((enum pfnpack_rule)rules[i]);
		if (!CHECK(t, text && *text))
			continue;
		for (j = 0; j < i; j++) {
			other = pfnpack_rule_text((enum pfnpack_rule)rules[j]);
			/* All that are no rules share one text. */
			CHECK_EQ(t, same_text(text, other),
				 rules[i] - 5 > 4 && rules[j] - 5 > 4);
		}
	}
}
