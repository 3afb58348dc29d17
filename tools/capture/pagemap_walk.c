// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Walks through the pagemap of a process.
 *
 * To read an entry that says "nothing here" takes a nanosecond, and a process
 * may have 2^35 of them.  So where there was a hole, the kernel is asked for
 * the next OS page that is something else.  Readings start with one page table
 * of x86-64 behind a wide hole and double from then on: memory in many small
 * pieces is read in small pieces, a lot of memory in large ones.
 */
#include "pagemap_walk.h"

#include <sys/ioctl.h>

#include "linux_pagemap_scan.h"
#include "pagemap.h"

#define NR_FIRST 512

void pagemap_walk_init(struct pagemap_walk *w, int fd, uint32_t os_page_bytes)
{
	*w = (struct pagemap_walk){
		.can_scan = true,
		.fd = fd,
		.os_page_bytes = os_page_bytes,
	};
}

void pagemap_walk_start(struct pagemap_walk *w, uint64_t start_va,
			uint64_t end_va)
{
	w->next = start_va / w->os_page_bytes;
	w->end = end_va / w->os_page_bytes;
	w->nr_wanted = NR_FIRST;
	/* Of fewer, all are read at once. */
	w->after_hole = w->end - w->next > NR_FIRST;
}

/*
 * Where the next OS page is that is in memory or in swap.
 *
 * Return: where the walk is, if the kernel does not say; w->end, if there is
 * none.
 */
static uint64_t find_next(struct pagemap_walk *w)
{
	struct page_region region = { 0 };
	struct pm_scan_arg arg = {
		.size = sizeof(arg),
		.start = w->next * w->os_page_bytes,
		.end = w->end * w->os_page_bytes,
		.vec = (uintptr_t)&region,
		.vec_len = 1,
		.max_pages = 1,
		.category_anyof_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
		.return_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
	};
	int nr_regions = ioctl(w->fd, PAGEMAP_SCAN, &arg);

	/* An older kernel, or no process: reading tells. */
	if (nr_regions < 0) {
		w->can_scan = false;
		return w->next;
	}
	return (nr_regions ? region.start : arg.walk_end) / w->os_page_bytes;
}

static bool skip_hole(struct pagemap_walk *w, struct pagemap_part *part)
{
	uint64_t next;

	if (!w->can_scan || !w->after_hole)
		return false;
	next = find_next(w);
	*part = (struct pagemap_part){ .nr = next - w->next };
	if (part->nr >= NR_FIRST)
		w->nr_wanted = NR_FIRST;
	w->next = next;
	/* Here is something, so that the next step is a reading. */
	w->after_hole = false;
	return part->nr > 0;
}

/* Readings end where page tables do, unless the addresses end before. */
static size_t nr_to_read(const struct pagemap_walk *w)
{
	size_t nr = w->nr_wanted - w->next % NR_FIRST;

	return w->end - w->next < nr ? (size_t)(w->end - w->next) : nr;
}

static enum walk_status read_part(struct pagemap_walk *w,
				  struct pagemap_part *part)
{
	static uint64_t entries[PAGEMAP_BATCH];
	ssize_t nr = pagemap_read(w->fd, w->next, entries, nr_to_read(w));

	if (nr <= 0)
		return nr ? WALK_ERROR : WALK_EXITED;
	*part = (struct pagemap_part){ .nr = (uint64_t)nr, .entries = entries };
	w->next += part->nr;
	w->after_hole = pagemap_is_hole(entries[nr - 1]);
	if (w->nr_wanted < PAGEMAP_BATCH)
		w->nr_wanted *= 2;
	return WALK_PART;
}

enum walk_status pagemap_walk_next(struct pagemap_walk *w,
				   struct pagemap_part *part)
{
	if (w->next == w->end)
		return WALK_END;
	if (skip_hole(w, part))
		return WALK_PART;
	return read_part(w, part);
}
