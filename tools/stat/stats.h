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
#include "json_out.h"
#include "pfn_set.h"

/* Kinds of OS pages in a capture, in the order that they are printed in. */
#define NR_STAT_KINDS 5
extern const unsigned int stat_kinds[NR_STAT_KINDS];

/**
 * struct stats - sums over a capture
 * @run: to which ranges are being joined; nr 0 for none
 * @run_start_va: its virtual address
 * @header: what holds for the whole file
 * @memory: of what is in memory; its os_page_bytes is 0 before the header
 * @cont: the same, in aligned blocks; sizes are set before
 * @pfns: those in memory, or NULL where nobody asks
 * @os_pages_of_kind: by tag
 * @runs_of_kind: by tag
 * @nr_processes: processes
 * @nr_segments: segments
 * @nr_ranges: ranges as they stand
 * @nr_descs: size descriptors
 * @totals: the rest
 * @json: the document that faults go to, or NULL where text is printed
 */
struct stats {
	struct pfnpack_range run;
	uint64_t run_start_va;
	struct capture_header header;
	struct contiguity memory;
	struct cont cont;
	struct pfn_set *pfns;
	uint64_t os_pages_of_kind[PFNPACK_TAG_MAX + 1];
	uint64_t runs_of_kind[PFNPACK_TAG_MAX + 1];
	uint64_t nr_processes;
	uint64_t nr_segments;
	uint64_t nr_ranges;
	uint64_t nr_descs;
	struct capture_totals totals;
	struct json_out *json;
};

/**
 * struct raw_stats - sums over packed pages alone
 * @memory: of all ranges
 * @os_pages_of_tag: by tag
 * @nr_packed: packed pages
 * @nr_ranges: ranges
 * @nr_descs: size descriptors
 * @nr_free: slots of gaps
 * @json: the document that faults go to, or NULL where text is printed
 */
struct raw_stats {
	struct contiguity memory;
	uint64_t os_pages_of_tag[PFNPACK_TAG_MAX + 1];
	uint64_t nr_packed;
	uint64_t nr_ranges;
	uint64_t nr_descs;
	uint64_t nr_free;
	struct json_out *json;
};

/**
 * stats_read() - sum up a capture file
 * @stats: zero but for the sizes of its cont, its pfns and its json
 * @file: the file, or "-" for standard input
 *
 * Return: how it went, after a message if not good.  What could be read is in
 * @stats then.
 */
enum status stats_read(struct stats *stats, const char *file);

/**
 * raw_stats_read() - sum up a file of packed pages alone
 * @stats: zero but for its json
 * @file: the file, or "-" for standard input
 *
 * Return: as stats_read().
 */
enum status raw_stats_read(struct raw_stats *stats, const char *file);

/**
 * stats_as_text() - print the sums of a capture
 * @stats: the sums
 */
void stats_as_text(const struct stats *stats);

/**
 * raw_stats_as_text() - print the sums of packed pages alone
 * @stats: the sums
 */
void raw_stats_as_text(const struct raw_stats *stats);

/**
 * stats_as_json() - write the sums of a capture
 * @stats: the sums; its document is within the object of a file
 */
void stats_as_json(const struct stats *stats);

/**
 * raw_stats_as_json() - write the sums of packed pages alone
 * @stats: the sums; its document is within the object of a file
 */
void raw_stats_as_json(const struct raw_stats *stats);

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
 * json_cont() - write what entries of certain sizes could map
 * @j: the document, within an object
 * @cont: the sums
 * @os_page_bytes: bytes of an OS page
 */
void json_cont(struct json_out *j, const struct cont *cont,
	       uint32_t os_page_bytes);

/**
 * stat_segments() - print a row for each segment of a capture
 * @file: the capture
 * @cont: sizes to look for
 * @json: the document, within the object of a file; or NULL for text
 *
 * Return: how it went, after a message if not good.
 */
enum status stat_segments(const char *file, const struct cont *cont,
			  struct json_out *json);

#endif /* STATS_H */
