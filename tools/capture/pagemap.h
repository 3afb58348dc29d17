/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads /proc/PID/pagemap: what stands behind each OS page of a process.
 */
#ifndef PAGEMAP_H
#define PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pfnpack.h"

/* Entries read at a time, at most: 64 KiB of them, which stay in a cache. */
#define PAGEMAP_BATCH 8192
/* Entries that pagemap_tag() takes at a time, at most. */
#define PAGEMAP_TAGS 2048

/**
 * enum pfn_visibility - does the kernel show PFNs to this process?
 * @PFNS_SHOWN: yes
 * @PFNS_HIDDEN: no, it writes 0 instead
 * @PFNS_UNKNOWN: there is no way to find out; errno says why
 */
enum pfn_visibility {
	PFNS_SHOWN,
	PFNS_HIDDEN,
	PFNS_UNKNOWN,
};

/**
 * pagemap_visibility() - does the kernel show PFNs?
 *
 * Looks at an OS page of this process that is certainly in memory.
 *
 * Return: the answer.
 */
enum pfn_visibility pagemap_visibility(void);

/**
 * pagemap_read() - read some entries
 * @fd: an open pagemap
 * @first: OS page, counted from virtual address 0
 * @entries: filled in
 * @nr: entries wanted, up to %PAGEMAP_BATCH
 *
 * Return: entries read; 0 when the process has exited, -1 with errno on error.
 */
ssize_t pagemap_read(int fd, uint64_t first, uint64_t *entries, size_t nr);

/**
 * pagemap_is_hole() - is there nothing, neither in memory nor in swap?
 * @entry: an entry
 */
bool pagemap_is_hole(uint64_t entry);

/**
 * pagemap_decode() - what the first of some entries says
 * @entries: the entries
 * @nr: how many, at least 1
 * @nr_os_page: number of the first OS page in its segment
 * @range: filled in, as a capture has it (C-19, C-20), and as long as the
 *	entries continue it
 */
void pagemap_decode(const uint64_t *entries, size_t nr, uint64_t nr_os_page,
		    struct pfnpack_range *range);

/**
 * struct pagemap_tags - what some entries say, one by one
 * @nr_memory: how many OS pages are in memory
 * @tagged: each, as pagemap_decode() has it and pfnpack_append_tagged() takes it
 */
struct pagemap_tags {
	uint64_t nr_memory;
	__u64 tagged[PAGEMAP_TAGS];
};

/**
 * pagemap_tag() - what entries say, where they are in small pieces
 * @entries: the entries
 * @nr: how many, at most %PAGEMAP_TAGS
 * @nr_os_page: number of the first OS page in its segment
 * @tags: filled in
 *
 * Return: false when a PFN has more bits than the format; @tags then means
 * nothing.
 */
bool pagemap_tag(const uint64_t *entries, size_t nr, uint64_t nr_os_page,
		 struct pagemap_tags *tags);

#endif /* PAGEMAP_H */
