// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* F-12: what fits.  F-18: what does not fit changes nothing. */
#include "cases.h"
#include "support.h"

static struct state before;

void case_room_counts_free_slots(struct pfnpack_test *t)
{
	start(3);
	CHECK_EQ(t, pfnpack_room(&writer), 1536);
	CHECK_EQ(t, append(0x10, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&writer), 1535);
	CHECK_EQ(t, append(0x11, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&writer), 1535);
	CHECK_EQ(t, append(0x20, 65535, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&writer), 1533);
	CHECK_EQ(t, append(0x10, 65534, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&writer), 1532);
	CHECK_EQ(t, append(0x10 + 65534, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&writer), 1531);
	CHECK_EQ(t, append(0x10 + 65535, 1, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&writer), 1531);
	append_scattered(t, 507);
	CHECK_EQ(t, pfnpack_room(&writer), 1024);
	/* One slot here is given up for two in the next packed page. */
	append_scattered(t, 511);
	CHECK_EQ(t, pfnpack_room(&writer), 513);
	CHECK_EQ(t, append(0x20, 65535, 0), PFNPACK_OK);
	CHECK_EQ(t, pfnpack_room(&writer), 510);
}

/* Some list or other, of short and long ranges, that continue or do not. */
static void append_any(__u64 *seed, unsigned int nr)
{
	__u64 pfn = 0x1000;

	while (nr--) {
		__u64 dice = scramble(seed);
		__u64 count = dice & 1 ? 1 : dice >> 40 & 0x1ffff;

		pfn += dice >> 1 & 1;
		if (append(pfn, count + 1, 0) == PFNPACK_OK)
			pfn += count + 1;
		if ((dice >> 2 & 15) == 0)
			pfnpack_break(&writer);
	}
}

static bool fits_exactly(struct pfnpack_test *t)
{
	unsigned long room = pfnpack_room(&writer);
	__u64 pfn = 1ULL << 40;
	unsigned long i;

	for (i = 0; i < room; i++) {
		pfn += 2;
		if (!CHECK_EQ(t, append(pfn, 1, 3), PFNPACK_OK) ||
		    !CHECK_EQ(t, pfnpack_room(&writer), room - i - 1))
			return false;
	}
	save(&before);
	return CHECK_EQ(t, append(pfn + 2, 1, 3), PFNPACK_NO_ROOM) &&
	       CHECK_EQ(t, append(pfn + 1, 1, 2), PFNPACK_NO_ROOM) &&
	       CHECK(t, unchanged(&before)) &&
	       (!room || CHECK_EQ(t, append(pfn + 1, 1, 3), PFNPACK_OK));
}

void case_room_is_exact(struct pfnpack_test *t)
{
	__u64 seed = 1;
	unsigned int i;

	for (i = 0; i < 600; i++) {
		start(i % (CASE_PACKED + 1));
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
		start(1);
		append_scattered(t, i);
		if (!fits_exactly(t))
			break;
	}
	for (i = 0; i <= SLOTS / 2; i++) {
		start(1);
		append_descs(t, i);
		if (!fits_exactly(t))
			break;
	}
}

/* 512 OS pages fit when there is room for 512, whatever came before. */
void case_pte_table_fits(struct pfnpack_test *t)
{
	unsigned int used;

	for (used = 0; used <= SLOTS; used++) {
		start(2);
		append_scattered(t, used);
		if (!CHECK(t, pfnpack_room(&writer) >= 512))
			break;
		append_scattered(t, 512);
	}
}

/* --- An append that does not fit ---------------------------------------- */

static void start_either(bool table, unsigned int nr_packed)
{
	if (table)
		start_table(nr_packed);
	else
		start(nr_packed);
}

static void refuse(struct pfnpack_test *t, __u64 pfn, __u64 nr,
		   unsigned int tag)
{
	save(&before);
	CHECK_EQ(t, append(pfn, nr, tag), PFNPACK_NO_ROOM);
	CHECK(t, unchanged(&before));
	/* Nor does it by trying again, nor with a break. */
	CHECK_EQ(t, append(pfn, nr, tag), PFNPACK_NO_ROOM);
	CHECK(t, unchanged(&before));
	pfnpack_break(&writer);
	save(&before);
	CHECK_EQ(t, append(pfn, nr, tag), PFNPACK_NO_ROOM);
	CHECK(t, unchanged(&before));
}

static void refuse_on_every_kind(struct pfnpack_test *t, bool table)
{
	/* No packed page at all. */
	start_either(table, 0);
	refuse(t, 0, 1, 0);
	refuse(t, 0, END, 15);

	/* 512 words. */
	start_either(table, 1);
	append_scattered(t, 512);
	refuse(t, 0, 1, 0);
	start_either(table, 2);
	append_scattered(t, 1024);
	refuse(t, 0, 1, 0);
	start_either(table, 2);
	append_scattered(t, 1024);
	refuse(t, 0, 65535, 0);

	/* Words and descriptors meet. */
	start_either(table, 1);
	append_descs(t, 256);
	refuse(t, 0, 1, 0);
	start_either(table, 1);
	append_descs(t, 100);
	append_scattered(t, 312);
	refuse(t, 0, 1, 0);
	start_either(table, 1);
	append_scattered(t, 312);
	append_descs(t, 100);
	refuse(t, 0, 65535, 1);

	/* Two slots needed, one free. */
	start_either(table, 1);
	append_scattered(t, 511);
	refuse(t, 0, 65535, 0);
	start_either(table, 3);
	append_scattered(t, 1025);
	append_descs(t, 255);
	refuse(t, 0, 65535, 0);

	/* A merge that needs a descriptor. */
	start_either(table, 1);
	append_scattered(t, 511);
	CHECK_EQ(t, append(0x10, 65534, 2), PFNPACK_OK);
	refuse(t, 0x10 + 65534, 1, 2);
	start_either(table, 1);
	append_scattered(t, 511);
	CHECK_EQ(t, append(0x10, 1, 2), PFNPACK_OK);
	refuse(t, 0x11, 65534, 2);
	start_either(table, 1);
	append_descs(t, 255);
	append_scattered(t, 1);
	CHECK_EQ(t, append(0x10, 65534, 2), PFNPACK_OK);
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
	start_on_garbage(1);
	append_scattered(t, 511);
	refuse(t, 0, 65535, 0);
	CHECK_EQ(t, slot_get(0, 511), 0xa5a5a5a5a5a5a5a5ULL);
}
