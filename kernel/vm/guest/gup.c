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
#include <unistd.h>

#include <pfnpack.h>

#include "gup.h"
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

#define PIN_PACKED_TEST _IOWR('g', 12, struct pin_packed_test)

static int gup_fd = -1;
static int pagemap_fd = -1;

void gup_open(void)
{
	struct pin_packed_test test = { 0 };

	gup_fd = open("/sys/kernel/debug/gup_test", O_RDWR);
	if (gup_fd < 0 || ioctl(gup_fd, PIN_PACKED_TEST, &test))
		tap_skip_all("no pin_user_pages_packed() in this kernel");
	pagemap_fd = open("/proc/self/pagemap", O_RDONLY);
	if (pagemap_fd < 0)
		tap_bail("/proc/self/pagemap");
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

static uint64_t pagemap_pfn(const char *p)
{
	uint64_t entry;

	if (pread(pagemap_fd, &entry, 8, (uintptr_t)p / GUP_PAGE * 8) != 8)
		tap_bail("pagemap");
	return entry & ((1ULL << 55) - 1);
}

static bool range_is_mapped(const struct pfnpack_range *range, const char *p)
{
	unsigned long i;

	for (i = 0; i < range->nr; i++) {
		if (pagemap_pfn(p + i * GUP_PAGE) != range->pfn + i)
			return false;
	}
	return true;
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
		      const struct packed_request *request,
		      struct packed_result *result)
{
	struct pfnpack_reader r;
	struct pfnpack_range range;

	pfnpack_reader_init(&r, packed, request->nr_packed);
	if (pfnpack_skip(&r, request->nr_taken) != PFNPACK_OK)
		return false;
	while (pfnpack_next(&r, &range) == PFNPACK_OK) {
		if (request->pagemap &&
		    !range_is_mapped(&range,
				     p + result->nr_os_pages * GUP_PAGE))
			return false;
		result->nr_ranges++;
		result->nr_os_pages += range.nr;
	}
	return true;
}

static bool same_contents(const char *p, const char *contents,
			  const struct packed_request *request,
			  unsigned long nr_os_pages)
{
	return !request->contents ||
	       !memcmp(p, contents, nr_os_pages * GUP_PAGE);
}

static void *allocate(unsigned long size)
{
	void *p = calloc(1, size);

	if (!p)
		tap_bail("calloc");
	return p;
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
		       read_back(packed, p, &request, &result) &&
		       result.nr_os_pages ==
			       (unsigned long)(test.nr_pinned > 0 ?
						       test.nr_pinned :
						       0) &&
		       same_contents(p, contents, &request, result.nr_os_pages);
	free(packed);
	free(contents);
	return result;
}

unsigned long vmstat(const char *name)
{
	FILE *f = fopen("/proc/vmstat", "r");
	unsigned long value, found = 0;
	char word[64];

	if (!f)
		tap_bail("vmstat");
	while (fscanf(f, "%63s %lu", word, &value) == 2) {
		if (!strcmp(word, name))
			found = value;
	}
	fclose(f);
	return found;
}
