// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <pfnpack.h>

#include "gup.h"
#include "oracle.h"
#include "tap.h"

/* As in the kernel's mm/gup_test.h */
struct pin_packed_test {
	uint64_t addr;
	uint64_t size;
	uint64_t nr_packed;
	uint64_t nr_taken;
	uint64_t packed_addr;
	uint64_t contents_addr;
	uint64_t unpin_step;
	uint32_t gup_flags;
	uint32_t pad;
	int64_t nr_pinned;
};

struct pin_longterm_test {
	uint64_t addr;
	uint64_t size;
	uint32_t flags;
};

#define PIN_LONGTERM_TEST_START _IOW('g', 7, struct pin_longterm_test)
#define PIN_LONGTERM_TEST_STOP _IO('g', 8)
#define PIN_LONGTERM_TEST_READ _IOW('g', 9, uint64_t)
#define PIN_LONGTERM_TEST_FLAG_USE_WRITE 1
#define PIN_LONGTERM_TEST_FLAG_USE_PACKED 4
#define PIN_PACKED_TEST _IOWR('g', 12, struct pin_packed_test)

static int gup_fd = -1;

void gup_open(void)
{
	struct pin_packed_test test = { 0 };

	gup_fd = open("/sys/kernel/debug/gup_test", O_RDWR);
	if (gup_fd < 0 || ioctl(gup_fd, PIN_PACKED_TEST, &test))
		tap_skip_all("no pin_user_pages_packed() in this kernel");
}

struct area area_map(unsigned long size, int flags)
{
	const unsigned long align = GUP_HUGE;
	char *p = mmap(NULL, size + align, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *aligned = (char *)(((uintptr_t)p + align - 1) & -align);

	if (p == MAP_FAILED ||
	    mmap(aligned, size, PROT_READ | PROT_WRITE,
		 MAP_FIXED | MAP_ANONYMOUS | flags, -1, 0) == MAP_FAILED)
		tap_bail("mmap");
	munmap(p, aligned - p);
	munmap(aligned + size, align - (aligned - p));
	return (struct area){ aligned, size };
}

void area_unmap(struct area area)
{
	munmap(area.p, area.size);
}

void area_fill(struct area area)
{
	unsigned long at;

	for (at = 0; at < area.size; at += GUP_PAGE)
		*(unsigned long *)(area.p + at) = (uintptr_t)area.p + at;
}

static void *allocate(unsigned long size)
{
	void *p = malloc(size);

	if (!p)
		tap_bail("malloc");
	return p;
}

static bool range_is_mapped(const struct pfnpack_range *range, const char *p)
{
	__u64 *pfns = allocate(range->nr * sizeof(*pfns));
	unsigned long i;

	pagemap_pfns(p, range->nr, pfns);
	for (i = 0; i < range->nr && pfns[i] == range->pfn + i; i++)
		;
	free(pfns);
	return i == range->nr;
}

static bool packed_pages_valid(const struct pfnpack_page *packed,
			       unsigned long nr_packed)
{
	struct pfnpack_fault fault;
	unsigned long i;

	for (i = 0; i < nr_packed; i++) {
		if (pfnpack_check(&packed[i], &fault) != PFNPACK_OK)
			return false;
	}
	return true;
}

/* Fill in what the packed pages say; behind the slots that were taken. */
static bool read_back(const struct pfnpack_page *packed, const char *p,
		      unsigned long size, const struct packed_request *request,
		      struct packed_result *result)
{
	struct pfnpack_reader r;
	struct pfnpack_range range;

	pfnpack_reader_init(&r, packed, request->nr_packed);
	if (pfnpack_skip(&r, request->nr_taken) != PFNPACK_OK)
		return false;
	while (pfnpack_next(&r, &range) == PFNPACK_OK) {
		if (range.nr > size / GUP_PAGE - result->nr_os_pages)
			return false;
		if (request->pagemap &&
		    !range_is_mapped(&range,
				     p + result->nr_os_pages * GUP_PAGE))
			return false;
		result->nr_ranges++;
		result->nr_os_pages += range.nr;
	}
	return true;
}

static bool counts_agree(const struct packed_result *result)
{
	const long nr = result->nr_pinned > 0 ? result->nr_pinned : 0;

	return result->nr_os_pages == (unsigned long)nr;
}

bool contents_same(const char *p, const char *contents,
		   unsigned long nr_os_pages)
{
	return !memcmp(p, contents, nr_os_pages * GUP_PAGE);
}

struct packed_result packed_pin(const char *p, unsigned long size,
				struct packed_request request)
{
	struct pfnpack_page *packed =
		allocate(request.nr_packed * sizeof(*packed));
	char *contents = request.contents ? allocate(size) : NULL;
	struct packed_result result = { 0 };
	struct pin_packed_test test = {
		.addr = (uintptr_t)p,
		.size = size,
		.nr_packed = request.nr_packed,
		.nr_taken = request.nr_taken,
		.packed_addr = (uintptr_t)packed,
		.contents_addr = (uintptr_t)contents,
		.unpin_step = request.unpin_step,
		.gup_flags = request.gup_flags,
	};

	if (ioctl(gup_fd, PIN_PACKED_TEST, &test))
		tap_bail("PIN_PACKED_TEST");
	result.nr_pinned = test.nr_pinned;
	result.valid = packed_pages_valid(packed, request.nr_packed) &&
		       read_back(packed, p, size, &request, &result) &&
		       counts_agree(&result) &&
		       (!contents ||
			request.contents(p, contents, result.nr_os_pages));
	free(packed);
	free(contents);
	return result;
}

bool packed_whole(struct area area, struct packed_request request)
{
	struct packed_result result = packed_pin(area.p, area.size, request);

	if (result.valid && result.nr_pinned == (long)(area.size / GUP_PAGE))
		return true;
	tap_note("pinned %ld of %lu, %lu in %lu ranges, %s", result.nr_pinned,
		 area.size / GUP_PAGE, result.nr_os_pages, result.nr_ranges,
		 result.valid ? "valid" : "not valid");
	return false;
}

void gup_hold(struct area area)
{
	struct pin_longterm_test test = {
		.addr = (uintptr_t)area.p,
		.size = area.size,
		.flags = PIN_LONGTERM_TEST_FLAG_USE_WRITE |
			 PIN_LONGTERM_TEST_FLAG_USE_PACKED,
	};

	if (ioctl(gup_fd, PIN_LONGTERM_TEST_START, &test))
		tap_bail("PIN_LONGTERM_TEST_START");
}

void gup_held_contents(char *contents)
{
	uint64_t addr = (uintptr_t)contents;

	if (ioctl(gup_fd, PIN_LONGTERM_TEST_READ, &addr))
		tap_bail("PIN_LONGTERM_TEST_READ");
}

void gup_let_go(void)
{
	if (ioctl(gup_fd, PIN_LONGTERM_TEST_STOP))
		tap_bail("PIN_LONGTERM_TEST_STOP");
}

unsigned long gup_nr_undone(void)
{
	FILE *f = fopen("/sys/kernel/debug/gup_fast_nr_undone", "r");
	unsigned long nr;

	if (!f || fscanf(f, "%lu", &nr) != 1)
		tap_bail("gup_fast_nr_undone");
	fclose(f);
	return nr;
}

void gup_check_released(void)
{
	long long left = foll_pins();

	tap_ok(!left, "all is unpinned (%lld left)", left);
}

long gup_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void gup_rest(long begin, unsigned int times, unsigned int *state)
{
	usleep((gup_now_us() - begin) * (rand_r(state) % (times * 10)) / 10);
}

bool gup_long_run(void)
{
	return getenv("PFNPACK_LONG");
}
