// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat: sums up packed pages alone.
 */
#include "diag.h"
#include "json_parts.h"
#include "raw_reader.h"
#include "stats.h"

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

static enum status count_packed(void *context, const struct raw_reader *r,
				const struct pfnpack_page *packed)
{
	struct raw_stats *stats = context;
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

static void count_cut(void *context, const struct raw_reader *r)
{
	const struct raw_stats *stats = context;

	if (stats->json)
		json_cut_fault(stats->json, NULL, r->number);
}

enum status raw_stats_read(struct raw_stats *stats, const char *file)
{
	static const struct raw_handler handler = {
		.packed = count_packed,
		.cut = count_cut,
	};

	stats->memory.os_page_bytes = RAW_OS_PAGE_BYTES;
	return read_raw(file, &handler, stats);
}
