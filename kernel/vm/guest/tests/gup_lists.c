// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What pin_user_pages_packed() puts into packed pages. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>

#include "../gup.h"
#include "../tap.h"

#define THP_PAGES 512

static const struct packed_request plain = {
	.nr_packed = 8,
	.gup_flags = FOLL_WRITE,
	.contents = contents_same,
	.pagemap = true,
};

/* Each way to pin it, and each way to unpin it. */
static bool every_way(struct area area)
{
	static const unsigned int flags[] = {
		FOLL_WRITE,
		0,
		FOLL_WRITE | FOLL_LONGTERM,
		FOLL_LONGTERM,
	};
	static const unsigned long steps[] = { 0, 1, 7, 512, 513 };
	struct packed_request request = plain;
	const struct area inner = { area.p + 3 * GUP_PAGE,
				    area.size - 8 * GUP_PAGE };
	bool good = true;
	unsigned int i;

	/* A long-term pin may move it first. */
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		request.gup_flags = flags[i];
		good &= packed_whole(area, request);
	}
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		request.unpin_step = steps[i];
		good &= packed_whole(area, request);
		good &= packed_whole(inner, request);
	}
	return good;
}

static bool small_pages(void)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE);
	bool good;

	madvise(area.p, area.size, MADV_NOHUGEPAGE);
	area_fill(area);
	good = every_way(area);
	area_unmap(area);
	return good;
}

static bool huge_pages(void)
{
	struct area area = area_map(4 * GUP_HUGE, MAP_PRIVATE);
	bool good;

	madvise(area.p, area.size, MADV_HUGEPAGE);
	area_fill(area);
	good = every_way(area);
	area_unmap(area);
	return good;
}

/* Protection of one page splits the mapping, not the folio. */
static bool pte_mapped_huge_pages(void)
{
	struct area area = area_map(4 * GUP_HUGE, MAP_PRIVATE);
	bool good;
	unsigned long at;

	madvise(area.p, area.size, MADV_HUGEPAGE);
	area_fill(area);
	for (at = 0; at < area.size; at += GUP_HUGE) {
		mprotect(area.p + at, GUP_PAGE, PROT_READ);
		mprotect(area.p + at, GUP_PAGE, PROT_READ | PROT_WRITE);
	}
	area_fill(area);
	good = every_way(area);
	area_unmap(area);
	return good;
}

static bool hugetlb_pages(void)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE | MAP_HUGETLB);
	bool good;

	area_fill(area);
	good = every_way(area);
	area_unmap(area);
	return good;
}

static bool shared_memory(void)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_SHARED);
	bool good;

	area_fill(area);
	good = every_way(area);
	area_unmap(area);
	return good;
}

/* Pinning has to fault all of it in, or half of it. */
static bool absent(int advice, unsigned long step)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE);
	unsigned long at;
	bool good;

	madvise(area.p, area.size, advice);
	for (at = 0; step && at < area.size; at += step)
		area.p[at] = 1;
	good = packed_whole(area, plain);
	area_unmap(area);
	return good;
}

/* A read pin of memory never written gets the zero page, again and again. */
static bool zero_pages(void)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE);
	struct packed_request request = plain;
	struct packed_result result;

	request.gup_flags = 0;
	madvise(area.p, area.size, MADV_NOHUGEPAGE);
	result = packed_pin(area.p, area.size, request);
	area_unmap(area);
	return result.valid && result.nr_pinned > 0 &&
	       result.nr_ranges == result.nr_os_pages;
}

/* With room for less than a page table, stop where one begins. */
static bool stops_at_a_table(void)
{
	struct area area = area_map(4 * GUP_HUGE, MAP_PRIVATE);
	struct packed_request request = plain;
	struct packed_result result;

	madvise(area.p, area.size, MADV_NOHUGEPAGE);
	area_fill(area);
	request.nr_packed = 2;
	request.nr_taken = 2 * GUP_SLOTS - 513;
	result =
		packed_pin(area.p + GUP_HUGE - GUP_PAGE, 3 * GUP_HUGE, request);
	area_unmap(area);
	return result.valid && result.nr_pinned >= 513 &&
	       (result.nr_pinned - 1) % THP_PAGES == 0;
}

static bool errors(void)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE);
	struct packed_request request = plain;
	bool good;

	area_fill(area);
	munmap(area.p + GUP_HUGE, GUP_HUGE);
	request.contents = NULL;
	request.pagemap = false;
	good = packed_pin(area.p, area.size, request).nr_pinned == THP_PAGES &&
	       packed_pin(area.p + GUP_HUGE, GUP_PAGE, request).nr_pinned ==
		       -EFAULT &&
	       packed_pin((char *)-GUP_PAGE, 2 * GUP_PAGE, request).nr_pinned <
		       0 &&
	       packed_pin(area.p, 0, request).nr_pinned == 0;
	request.gup_flags |= FOLL_PCI_P2PDMA;
	good &= packed_pin(area.p, GUP_PAGE, request).nr_pinned == -EOPNOTSUPP;
	munmap(area.p, GUP_HUGE);
	return good;
}

int main(void)
{
	gup_open();
	tap_ok(small_pages(), "4K pages");
	tap_ok(huge_pages(), "THP");
	tap_ok(pte_mapped_huge_pages(), "THP mapped by a page table");
	tap_ok(hugetlb_pages(), "hugetlb");
	tap_ok(shared_memory(), "shared memory");
	tap_ok(absent(MADV_NOHUGEPAGE, 0), "4K pages, absent");
	tap_ok(absent(MADV_NOHUGEPAGE, 2 * GUP_PAGE), "4K pages, half absent");
	tap_ok(absent(MADV_HUGEPAGE, 0), "THP, absent");
	tap_ok(zero_pages(), "the zero page");
	tap_ok(stops_at_a_table(), "stops where a page table begins");
	tap_ok(errors(), "errors");
	gup_check_released();
	return tap_done();
}
