// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What pin_user_pages_packed() puts into packed pages: of every kind of
 * memory, with every amount of room, and for memory that comes late.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../gup.h"
#include "../tap.h"

#define THP_PAGES 512

static const struct packed_request plain = {
	.nr_packed = 8,
	.gup_flags = FOLL_WRITE,
	.contents = true,
	.pagemap = true,
};

static bool whole(const char *p, unsigned long size,
		  struct packed_request request)
{
	struct packed_result result = packed_pin(p, size, request);

	if (result.valid && result.nr_pinned == (long)(size / GUP_PAGE))
		return true;
	tap_note("pinned %ld of %lu, %lu in %lu ranges, %s", result.nr_pinned,
		 size / GUP_PAGE, result.nr_os_pages, result.nr_ranges,
		 result.valid ? "valid" : "not valid");
	return false;
}

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
	bool good = true;
	unsigned int i;

	/* A long-term pin may move it first. */
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		request.gup_flags = flags[i];
		good &= whole(area.p, area.size, request);
	}
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		request.unpin_step = steps[i];
		good &= whole(area.p, area.size, request);
		good &= whole(area.p + 3 * GUP_PAGE, area.size - 8 * GUP_PAGE,
			      request);
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
	good = whole(area.p, area.size, plain);
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

/* As many ranges as there is room for, and not one more. */
static bool room_of(unsigned long room, unsigned long nr_packed)
{
	struct area area = area_map(4 * GUP_HUGE, MAP_PRIVATE);
	struct packed_request request = plain;
	struct packed_result result;
	unsigned long done = 0;
	bool good = true;

	madvise(area.p, area.size, MADV_NOHUGEPAGE);
	area_fill(area);
	request.nr_packed = nr_packed;
	request.nr_taken = nr_packed * GUP_SLOTS - room;
	while (good && done < area.size / GUP_PAGE) {
		result = packed_pin(area.p + done * GUP_PAGE,
				    area.size - done * GUP_PAGE, request);
		good = result.valid && result.nr_pinned > 0 &&
		       result.nr_ranges <= room;
		done += result.nr_pinned;
	}
	/* No room at all: nothing pinned, and that is no error. */
	request.nr_taken = nr_packed * GUP_SLOTS;
	good = good && packed_pin(area.p, area.size, request).nr_pinned == 0;
	area_unmap(area);
	return good;
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
	request.contents = false;
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

struct late {
	int uffd;
	struct area area;
};

/* Answer faults, each after a while, with 2 MiB of zeroes. */
static void *answer_late(void *arg)
{
	struct late *late = arg;
	struct pollfd ready = { .fd = late->uffd, .events = POLLIN };
	struct uffd_msg msg;

	while (poll(&ready, 1, -1) == 1 &&
	       read(late->uffd, &msg, sizeof(msg)) == sizeof(msg)) {
		struct uffdio_range range = {
			msg.arg.pagefault.address & -(GUP_HUGE), GUP_HUGE
		};

		usleep(20000);
		/* Without it, the fault gets what it always gets: a THP. */
		ioctl(late->uffd, UFFDIO_UNREGISTER, &range);
		ioctl(late->uffd, UFFDIO_WAKE, &range);
	}
	return NULL;
}

static bool late_huge_pages(void)
{
	struct late late = { .area = area_map(2 * GUP_HUGE, MAP_PRIVATE) };
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = {
		.range = { (unsigned long)late.area.p, late.area.size },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct packed_result result;
	pthread_t thread;

	madvise(late.area.p, late.area.size, MADV_HUGEPAGE);
	late.uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (late.uffd < 0 || ioctl(late.uffd, UFFDIO_API, &api) ||
	    ioctl(late.uffd, UFFDIO_REGISTER, &reg) ||
	    pthread_create(&thread, NULL, answer_late, &late))
		tap_bail("userfaultfd");
	result = packed_pin(late.area.p, late.area.size, plain);
	pthread_cancel(thread);
	pthread_join(thread, NULL);
	close(late.uffd);
	area_unmap(late.area);
	tap_note("%lu ranges for two huge pages", result.nr_ranges);
	return result.valid && result.nr_pinned == 2 * THP_PAGES &&
	       result.nr_ranges <= 2;
}

int main(void)
{
	unsigned long pinned;

	gup_open();
	pinned =
		vmstat("nr_foll_pin_acquired") - vmstat("nr_foll_pin_released");
	tap_ok(small_pages(), "4K pages");
	tap_ok(huge_pages(), "THP");
	tap_ok(pte_mapped_huge_pages(), "THP mapped by a page table");
	tap_ok(hugetlb_pages(), "hugetlb");
	tap_ok(shared_memory(), "shared memory");
	tap_ok(absent(MADV_NOHUGEPAGE, 0), "4K pages, absent");
	tap_ok(absent(MADV_NOHUGEPAGE, 2 * GUP_PAGE), "4K pages, half absent");
	tap_ok(absent(MADV_HUGEPAGE, 0), "THP, absent");
	tap_ok(zero_pages(), "the zero page");
	tap_ok(room_of(1, 1), "room for 1");
	tap_ok(room_of(2, 1), "room for 2");
	tap_ok(room_of(511, 1), "room for 511");
	tap_ok(room_of(512, 1), "room for 512");
	tap_ok(room_of(513, 2), "room for 513");
	tap_ok(room_of(1024, 2), "room for 1024");
	tap_ok(stops_at_a_table(), "stops where a page table begins");
	tap_ok(errors(), "errors");
	tap_ok(late_huge_pages(), "1 + 511 OS pages merge");
	tap_ok(vmstat("nr_foll_pin_acquired") -
			       vmstat("nr_foll_pin_released") ==
		       pinned,
	       "all unpinned");
	return tap_done();
}
