/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Walks through the pagemap of a process at a cost that depends on what is
 * there, not on how many addresses there are.
 */
#ifndef PAGEMAP_WALK_H
#define PAGEMAP_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct pagemap_walk - a walk through some addresses
 * @can_scan: the kernel is asked where there is something (PAGEMAP_SCAN);
 *	becomes false when it does not answer
 *
 * The other fields are private.
 */
struct pagemap_walk {
	bool can_scan;
	/* private: */
	int fd;
	uint32_t os_page_bytes;
	uint64_t next; /* OS pages, counted from virtual address 0 */
	uint64_t end;
	size_t nr_wanted; /* entries of the next reading */
	bool after_hole; /* there may be more of it */
};

/**
 * struct pagemap_part - OS pages that follow one another
 * @nr: how many
 * @entries: @nr entries of pagemap; or NULL: they are all holes
 */
struct pagemap_part {
	uint64_t nr;
	const uint64_t *entries;
};

/**
 * enum walk_status - what a step has found
 * @WALK_PART: a part
 * @WALK_END: all parts have been given
 * @WALK_EXITED: the process has exited
 * @WALK_ERROR: pagemap cannot be read; errno says why
 */
enum walk_status {
	WALK_PART,
	WALK_END,
	WALK_EXITED,
	WALK_ERROR,
};

/**
 * pagemap_walk_init() - get ready to walk
 * @w: filled in; to be used for one process
 * @fd: its pagemap, which stays the caller's
 * @os_page_bytes: bytes of an OS page
 */
void pagemap_walk_init(struct pagemap_walk *w, int fd, uint32_t os_page_bytes);

/**
 * pagemap_walk_start() - start with some addresses, or with others
 * @w: the walk
 * @start_va: the first address, a multiple of the OS page size
 * @end_va: the first address behind them, one too
 */
void pagemap_walk_start(struct pagemap_walk *w, uint64_t start_va,
			uint64_t end_va);

/**
 * pagemap_walk_next() - take the next step
 * @w: the walk
 * @part: filled in for %WALK_PART; good until the next call, for any walk
 *
 * Reads up to %PAGEMAP_BATCH entries.  How the addresses are divided into parts
 * depends on the kernel; what the parts say does not.
 *
 * Return: what was found.
 */
enum walk_status pagemap_walk_next(struct pagemap_walk *w,
				   struct pagemap_part *part);

#endif /* PAGEMAP_WALK_H */
