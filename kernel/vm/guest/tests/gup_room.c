// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writers with little room: pin_user_pages_packed() stops where its rule says,
 * and the next call goes on from there.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

#include "../gup.h"
#include "../oracle.h"
#include "../tap.h"

#define TABLE_PAGES (GUP_HUGE / GUP_PAGE)

static const struct packed_request plain = {
	.gup_flags = FOLL_WRITE,
	.contents = contents_same,
	.pagemap = true,
};

/* Packed pages with so many slots left. */
static struct packed_request with_room(unsigned long room)
{
	struct packed_request request = plain;

	request.nr_packed = (room + GUP_SLOTS - 1) / GUP_SLOTS;
	request.nr_taken = request.nr_packed * GUP_SLOTS - room;
	return request;
}

/*
 * How far a pin of 4K pages gets by its rule: a page table is begun only with
 * room for all that is wanted of it, unless it is the first one.
 */
static unsigned long expected(const char *p, const __u64 *pfns,
			      unsigned long nr, unsigned long room)
{
	const unsigned long first = (unsigned long)p / GUP_PAGE;
	unsigned long i, in_table;

	for (i = 0; i < nr && room; i++) {
		in_table = TABLE_PAGES - (first + i) % TABLE_PAGES;
		if (in_table > nr - i)
			in_table = nr - i;
		if (i && (first + i) % TABLE_PAGES == 0 && room < in_table)
			break;
		if (!i || pfns[i] != pfns[i - 1] + 1)
			room--;
	}
	return i;
}

static bool piece(const char *p, const __u64 *pfns, unsigned long nr,
		  unsigned long room, unsigned long *done)
{
	const unsigned long wanted = expected(p, pfns, nr, room);
	struct packed_result result =
		packed_pin(p, nr * GUP_PAGE, with_room(room));

	*done = wanted;
	if (result.valid && result.nr_ranges <= room &&
	    result.nr_pinned == (long)wanted)
		return true;
	tap_note("pinned %ld, not %lu, in %lu ranges, %s", result.nr_pinned,
		 wanted, result.nr_ranges,
		 result.valid ? "valid" : "not valid");
	return false;
}

/* Piece by piece, until all is pinned, from a page that begins no table. */
static bool in_pieces(struct area area, unsigned long room)
{
	const unsigned long nr = area.size / GUP_PAGE;
	__u64 *pfns = calloc(nr, sizeof(*pfns));
	unsigned long at, done, pieces = 0;
	bool good = true;

	if (!pfns)
		tap_bail("calloc");
	pagemap_pfns(area.p, nr, pfns);
	for (at = 0; good && at < nr; at += done, pieces++)
		good = piece(area.p + at * GUP_PAGE, pfns + at, nr - at, room,
			     &done);
	free(pfns);
	tap_note("%lu pages, %lu slots: %lu calls", nr, room, pieces);
	return good;
}

/* Touched in an order far from that of its addresses. */
static void scatter(struct area area)
{
	const unsigned long nr = area.size / GUP_PAGE;
	unsigned long step = 97, i;

	while (nr % step == 0)
		step += 2;
	for (i = 0; i < nr; i++)
		area.p[i * step % nr * GUP_PAGE] = 1;
	area_fill(area);
}

static void small_pages(unsigned long room, unsigned long nr)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE);
	const struct area part = { area.p + 7 * GUP_PAGE, nr * GUP_PAGE };

	madvise(area.p, area.size, MADV_NOHUGEPAGE);
	scatter(area);
	tap_ok(in_pieces(part, room), "4K pages, room for %lu", room);
	area_unmap(area);
}

/* However little room there is, it is enough for a huge page. */
static void huge_pages(unsigned long room)
{
	struct area area = area_map(4 * GUP_HUGE, MAP_PRIVATE);
	unsigned long done = 0;
	struct packed_result result;
	bool good = true;

	madvise(area.p, area.size, MADV_HUGEPAGE);
	area_fill(area);
	while (good && done < area.size / GUP_PAGE) {
		result = packed_pin(area.p + done * GUP_PAGE,
				    area.size - done * GUP_PAGE,
				    with_room(room));
		good = result.valid && result.nr_ranges <= room &&
		       result.nr_pinned > 0 &&
		       result.nr_pinned % (long)TABLE_PAGES == 0;
		done += result.nr_pinned;
	}
	area_unmap(area);
	tap_ok(good, "THP, room for %lu", room);
}

/* The slow path of all of it, which has no table to stop at. */
static void absent_pages(unsigned long room)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE);
	struct packed_result result;

	madvise(area.p, area.size, MADV_NOHUGEPAGE);
	result = packed_pin(area.p, area.size, with_room(room));
	tap_ok(result.valid && result.nr_pinned > 0 && result.nr_ranges <= room,
	       "4K pages that are absent, room for %lu", room);
	area_unmap(area);
}

/* Nothing is pinned, and that is no error. */
static void no_room(void)
{
	struct area area = area_map(GUP_HUGE, MAP_PRIVATE);
	struct packed_request request = plain;

	request.nr_packed = 1;
	request.nr_taken = GUP_SLOTS;
	area_fill(area);
	tap_ok(packed_pin(area.p, area.size, request).nr_pinned == 0,
	       "no room");
	area_unmap(area);
}

int main(void)
{
	static const unsigned long rooms[] = { 1, 2, 511, 512, 513, 1024 };
	unsigned long room;
	unsigned int i;

	gup_open();
	for (i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		room = rooms[i];
		small_pages(room, room < 3 ? 40 : 1000);
		huge_pages(room);
		absent_pages(room);
	}
	no_room();
	gup_check_released();
	return tap_done();
}
