/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What pfnpack stat counts, and the ways it prints that.
 */
#ifndef STATS_H
#define STATS_H

#include "capture_format.h"
#include "commands.h"
#include "cont.h"
#include "contiguity.h"

/* Kinds of OS pages in a capture, in the order that they are printed in. */
#define NR_STAT_KINDS 4
extern const unsigned int stat_kinds[NR_STAT_KINDS];

/**
 * struct stats - sums over a capture
 * @run: to which ranges are being joined; nr 0 for none
 * @run_start_va: its virtual address
 * @header: what holds for the whole file
 * @memory: of what is in memory; its os_page_bytes is 0 before the header
 * @cont: the same, in aligned blocks; sizes are set before
 * @os_pages_of_kind: by tag
 * @runs_of_kind: by tag
 * @nr_processes: processes
 * @nr_segments: segments
 * @nr_ranges: ranges as they stand
 * @nr_descs: size descriptors
 * @totals: the rest
 */
struct stats {
	struct pfnpack_range run;
	uint64_t run_start_va;
	struct capture_header header;
	struct contiguity memory;
	struct cont cont;
	uint64_t os_pages_of_kind[PFNPACK_TAG_MAX + 1];
	uint64_t runs_of_kind[PFNPACK_TAG_MAX + 1];
	uint64_t nr_processes;
	uint64_t nr_segments;
	uint64_t nr_ranges;
	uint64_t nr_descs;
	struct capture_totals totals;
};

/**
 * stats_read() - sum up a capture file
 * @stats: zero but for the sizes of its cont
 * @file: the file, or "-" for standard input
 *
 * Return: how it went, after a message if not good.  What could be read is in
 * @stats then.
 */
enum status stats_read(struct stats *stats, const char *file);

/**
 * stat_columns() - print the sums of several captures side by side
 * @files: the captures
 * @nr_files: how many
 * @cont: sizes to look for
 *
 * Return: how it went, after messages if not good.
 */
enum status stat_columns(char *const *files, unsigned int nr_files,
			 const struct cont *cont);

/**
 * stat_segments() - print a row for each segment of a capture
 * @file: the capture
 * @cont: sizes to look for
 *
 * Return: how it went, after a message if not good.
 */
enum status stat_segments(const char *file, const struct cont *cont);

#endif /* STATS_H */
