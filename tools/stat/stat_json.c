// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat: as JSON.
 */
#include "json_parts.h"
#include "print.h"
#include "stats.h"

static void put_kind(const struct stats *stats, unsigned int tag)
{
	uint64_t nr_os_pages = stats->os_pages_of_kind[tag];
	struct json_out *j = stats->json;

	json_object(j, NULL);
	json_text(j, "kind", print_kind(tag));
	json_number(j, "runs", stats->runs_of_kind[tag]);
	json_number(j, "os_pages", nr_os_pages);
	json_number(j, "bytes", nr_os_pages * stats->memory.os_page_bytes);
	json_end(j);
}

static void put_kinds(const struct stats *stats)
{
	unsigned int i;

	json_array(stats->json, "kinds");
	for (i = 0; i < NR_STAT_KINDS; i++)
		put_kind(stats, stat_kinds[i]);
	json_end(stats->json);
}

void json_cont(struct json_out *j, const struct cont *cont,
	       uint32_t os_page_bytes)
{
	unsigned int i;

	json_array(j, "cont");
	for (i = 0; i < cont->nr_sizes; i++) {
		json_object(j, NULL);
		json_number(j, "block_bytes", cont->size[i]);
		json_number(j, "os_pages", cont->os_pages[i]);
		json_number(j, "bytes", cont->os_pages[i] * os_page_bytes);
		json_end(j);
	}
	json_end(j);
}

void stats_as_json(const struct stats *stats)
{
	struct json_out *j = stats->json;

	json_header(j, &stats->header);
	json_object(j, "totals");
	json_number(j, "processes", stats->nr_processes);
	json_number(j, "segments", stats->nr_segments);
	json_number(j, "packed_pages", stats->totals.nr_packed);
	json_number(j, "ranges", stats->nr_ranges);
	json_number(j, "descriptors", stats->nr_descs);
	if (stats->pfns && !stats->pfns->overflow)
		json_number(j, "distinct_os_pages", stats->pfns->nr);
	json_end(j);
	put_kinds(stats);
	json_cont(j, &stats->cont, stats->memory.os_page_bytes);
	json_contiguity(j, "memory", &stats->memory);
}

static void put_tags(const struct raw_stats *stats)
{
	struct json_out *j = stats->json;
	unsigned int tag;

	json_array(j, "tags");
	for (tag = 0; tag <= PFNPACK_TAG_MAX; tag++) {
		if (!stats->os_pages_of_tag[tag])
			continue;
		json_object(j, NULL);
		json_number(j, "tag", tag);
		json_number(j, "os_pages", stats->os_pages_of_tag[tag]);
		json_end(j);
	}
	json_end(j);
}

void raw_stats_as_json(const struct raw_stats *stats)
{
	struct json_out *j = stats->json;

	json_number(j, "os_page_bytes", stats->memory.os_page_bytes);
	json_object(j, "totals");
	json_number(j, "packed_pages", stats->nr_packed);
	json_number(j, "ranges", stats->nr_ranges);
	json_number(j, "descriptors", stats->nr_descs);
	json_number(j, "free_slots", stats->nr_free);
	json_number(j, "os_pages", stats->memory.nr_os_pages);
	json_end(j);
	put_tags(stats);
	json_contiguity(j, "memory", &stats->memory);
}
