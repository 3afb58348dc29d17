// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* F-12: what fits.  F-18: what does not fit changes nothing. */
#include "cases.h"
#include "support.h"

static struct state before;

void case_room_counts_free_slots(struct pfnpack_test *t)
{
	case_start(3);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1536);
	CHECK_EQ(t, case_append(0x10, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1535);
	CHECK_EQ(t, case_append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1535);
	CHECK_EQ(t, case_append(0x20, 65535, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1533);
	CHECK_EQ(t, case_append(0x10, 65534, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1532);
	CHECK_EQ(t, case_append(0x10 + 65534, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1531);
	CHECK_EQ(t, case_append(0x10 + 65535, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1531);
	case_append_scattered(t, 507);
	CHECK_EQ(t, pfnpack_room(&case_writer), 1024);
	/* One slot here is given up for two in the next packed page. */
	case_append_scattered(t, 511);
	CHECK_EQ(t, pfnpack_room(&case_writer), 513);
	CHECK_EQ(t, case_append(0x20, 65535, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&case_writer), 510);
}

/* Some list or other, of short and long ranges, that continue or do not. */
static void append_any(__u64 *seed, unsigned int nr)
{
	__u64 pfn = 0x1000;

	while (nr--) {
		__u64 dice = case_scramble(seed);
		__u64 count = dice & 1 ? 1 : dice >> 40 & 0x1ffff;

		pfn += dice >> 1 & 1;
		if (case_append(pfn, count + 1, 0) == PFNPACK_OK)
			pfn += count + 1;
		if ((dice >> 2 & 15) == 0)
			pfnpack_break(&case_writer);
	}
}

static bool fits_exactly(struct pfnpack_test *t)
{
	unsigned long room = pfnpack_room(&case_writer);
	__u64 pfn = 1ULL << 40;
	unsigned long i;

	for (i = 0; i < room; i++) {
		pfn += 2;
		if (!CHECK_EQ(t, case_append(pfn, 1, 3), PFNPACK_OK) ||
		    !CHECK_EQ(t, pfnpack_room(&case_writer), room - i - 1))
			return false;
	}
	case_save(&before);
	return CHECK_EQ(t, case_append(pfn + 2, 1, 3), PFNPACK_NO_ROOM) &&
	       CHECK_EQ(t, case_append(pfn + 1, 1, 2), PFNPACK_NO_ROOM) &&
	       CHECK(t, case_unchanged(&before)) &&
	       (!room || CHECK_EQ(t, case_append(pfn + 1, 1, 3), PFNPACK_OK));
}

void case_room_is_exact(struct pfnpack_test *t)
{
	__u64 seed = 1;
	unsigned int i;

	for (i = 0; i < 600; i++) {
		case_start(i % (CASE_PACKED + 1));
		append_any(&seed, i * 3);
		if (!fits_exactly(t))
			break;
	}
}

/* Every number of ranges in a packed page, with and without descriptors. */
void case_room_is_exact_at_every_fill(struct pfnpack_test *t)
{
	unsigned int i;

	for (i = 0; i <= SLOTS; i++) {
		case_start(1);
		case_append_scattered(t, i);
		if (!fits_exactly(t))
			break;
	}
	for (i = 0; i <= SLOTS / 2; i++) {
		case_start(1);
		case_append_descs(t, i);
		if (!fits_exactly(t))
			break;
	}
}

/* 512 OS pages fit when there is room for 512, whatever came before. */
void case_pte_table_fits(struct pfnpack_test *t)
{
	unsigned int used;

	for (used = 0; used <= SLOTS; used++) {
		case_start(2);
		case_append_scattered(t, used);
		if (!CHECK(t, pfnpack_room(&case_writer) >= 512))
			break;
		case_append_scattered(t, 512);
	}
}

/* --- An append that does not fit ---------------------------------------- */

static void start_either(bool table, unsigned int nr_packed)
{
	if (table)
		case_start_table(nr_packed);
	else
		case_start(nr_packed);
}

static void refuse(struct pfnpack_test *t, __u64 pfn, __u64 nr,
		   unsigned int tag)
{
	case_save(&before);
	CHECK_EQ(t, case_append(pfn, nr, tag), PFNPACK_NO_ROOM);
	CHECK(t, case_unchanged(&before));
	/* Nor does it by trying again, nor with a break. */
	CHECK_EQ(t, case_append(pfn, nr, tag), PFNPACK_NO_ROOM);
	CHECK(t, case_unchanged(&before));
	pfnpack_break(&case_writer);
	case_save(&before);
	CHECK_EQ(t, case_append(pfn, nr, tag), PFNPACK_NO_ROOM);
	CHECK(t, case_unchanged(&before));
}

static void refuse_on_every_kind(struct pfnpack_test *t, bool table)
{
	/* No packed page at all. */
	start_either(table, 0);
	refuse(t, 0, 1, 0);
	refuse(t, 0, END, 15);

	/* 512 words. */
	start_either(table, 1);
	case_append_scattered(t, 512);
	refuse(t, 0, 1, 0);
	start_either(table, 2);
	case_append_scattered(t, 1024);
	refuse(t, 0, 1, 0);
	start_either(table, 2);
	case_append_scattered(t, 1024);
	refuse(t, 0, 65535, 0);

	/* Words and descriptors meet. */
	start_either(table, 1);
	case_append_descs(t, 256);
	refuse(t, 0, 1, 0);
	start_either(table, 1);
	case_append_descs(t, 100);
	case_append_scattered(t, 312);
	refuse(t, 0, 1, 0);
	start_either(table, 1);
	case_append_scattered(t, 312);
	case_append_descs(t, 100);
	refuse(t, 0, 65535, 1);

	/* Two slots needed, one free. */
	start_either(table, 1);
	case_append_scattered(t, 511);
	refuse(t, 0, 65535, 0);
	start_either(table, 3);
	case_append_scattered(t, 1025);
	case_append_descs(t, 255);
	refuse(t, 0, 65535, 0);

	/* A merge that needs a descriptor. */
	start_either(table, 1);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, 65534, 2), PFNPACK_OK);
	refuse(t, 0x10 + 65534, 1, 2);
	start_either(table, 1);
	case_append_scattered(t, 511);
	CHECK_EQ(t, case_append(0x10, 1, 2), PFNPACK_OK);
	refuse(t, 0x11, 65534, 2);
	start_either(table, 1);
	case_append_descs(t, 255);
	case_append_scattered(t, 1);
	CHECK_EQ(t, case_append(0x10, 65534, 2), PFNPACK_OK);
	refuse(t, 0x10 + 65534, END - 0x10 - 65534, 2);
}

void case_no_room_changes_nothing(struct pfnpack_test *t)
{
	refuse_on_every_kind(t, false);
}

void case_no_room_changes_nothing_in_a_table(struct pfnpack_test *t)
{
	refuse_on_every_kind(t, true);
}

/* Nor where the packed pages were not zero and the gap is not sealed. */
void case_no_room_changes_no_garbage(struct pfnpack_test *t)
{
	case_start_on_garbage(1);
	case_append_scattered(t, 511);
	refuse(t, 0, 65535, 0);
	CHECK_EQ(t, case_slot_get(0, 511), 0xa5a5a5a5a5a5a5a5ULL);
}
