// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat: sums up packed pages alone.
 */
#include "diag.h"
#include "json_parts.h"
#include "raw_reader.h"
#include "stats.h"

/* The size of an OS page is not known. */
#define RAW_OS_PAGE_BYTES 4096

static void count_ranges(struct raw_stats *stats,
			 const struct pfnpack_page *packed)
{
	struct pfnpack_reader reader;
	struct pfnpack_range range;

	pfnpack_reader_init(&reader, packed, 1);
	while (pfnpack_next(&reader, &range) == PFNPACK_OK) {
		contiguity_add(&stats->memory, range.pfn, range.nr);
		stats->os_pages_of_tag[range.tag] += range.nr;
	}
}

static enum status count_packed(struct raw_stats *stats,
				const struct raw_reader *r,
				const struct pfnpack_page *packed)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	if (pfnpack_summarize(packed, &summary, &fault) != PFNPACK_OK) {
		diag_packed_fault(r->file, r->number, &fault, "left out");
		if (stats->json)
			json_packed_fault(stats->json, NULL, r->number, &fault,
					  "left out");
		return STATUS_BAD_DATA;
	}
	stats->nr_packed++;
	stats->nr_ranges += summary.nr_ranges;
	stats->nr_descs += summary.nr_descs;
	stats->nr_free += summary.nr_free;
	count_ranges(stats, packed);
	return STATUS_GOOD;
}

static enum status count_all_packed(struct raw_stats *stats,
				    struct raw_reader *r)
{
	enum status worst = STATUS_GOOD;
	union capture_block block;
	enum status status;
	enum raw_next next;

	while ((next = raw_reader_next(r, &block)) == RAW_PACKED) {
		status = count_packed(stats, r, &block.packed);
		worst = status > worst ? status : worst;
	}
	if (next == RAW_CUT) {
		raw_reader_diag_cut(r);
		if (stats->json)
			json_cut_fault(stats->json, NULL, r->number);
	}
	status = raw_next_status(next);
	return status > worst ? status : worst;
}

enum status raw_stats_read(struct raw_stats *stats, const char *file)
{
	struct raw_reader r;
	enum status status;

	stats->memory.os_page_bytes = RAW_OS_PAGE_BYTES;
	if (!raw_reader_open(&r, file))
		return STATUS_STOPPED;
	status = count_all_packed(stats, &r);
	raw_reader_close(&r);
	return status;
}
