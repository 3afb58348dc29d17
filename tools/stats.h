/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What pfnpack stat counts, and how it prints that as JSON.
 */
#ifndef STATS_H
#define STATS_H

#include "capture_format.h"
#include "contiguity.h"
#include "json_out.h"
#include "pfn_set.h"
#include "runs.h"

/* Kinds of OS pages in a capture, in the order that they are printed in. */
#define NR_STAT_KINDS 5
extern const unsigned int stat_kinds[NR_STAT_KINDS];

/**
 * struct stats - sums over a capture
 * @runs: joins ranges
 * @header: what holds for the whole file
 * @memory: of what is in memory; its os_page_bytes is 0 before the header
 * @pfns: those that are in memory
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
	struct runs runs;
	struct capture_header header;
	struct contiguity memory;
	struct pfn_set pfns;
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
 * stats_as_json() - write the sums of a capture
 * @stats: the sums; its document is within the object of a file
 */
void stats_as_json(const struct stats *stats);

/**
 * raw_stats_as_json() - write the sums of packed pages alone
 * @stats: the sums; its document is within the object of a file
 */
void raw_stats_as_json(const struct raw_stats *stats);

#endif /* STATS_H */
