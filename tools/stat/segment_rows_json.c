// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat --by-segment: as JSON.
 */
#include "json_parts.h"
#include "segment_rows.h"
#include "stats.h"

/* Depths of the document (json_depth()). */
#define IN_FILE 3
#define IN_PROCESSES 4

static void start_as_json(const struct segment_rows *rows)
{
	json_array(rows->json, "processes");
}

static void process_as_json(const struct segment_rows *rows,
			    const struct capture_process *process)
{
	struct json_out *j = rows->json;

	json_end_to(j, IN_PROCESSES);
	json_object(j, NULL);
	json_process(j, process);
	json_array(j, "segments");
}

static void row_as_json(const struct segment_rows *rows)
{
	struct json_out *j = rows->json;

	json_object(j, NULL);
	json_segment(j, &rows->segment);
	json_number(j, "largest_run", rows->nr_largest);
	json_cont(j, &rows->cont, rows->memory.os_page_bytes);
	json_contiguity(j, "memory", &rows->memory);
	json_end(j);
}

static void fault_as_json(const struct segment_rows *rows,
			  const struct capture_fault *fault)
{
	json_end_to(rows->json, IN_FILE);
	json_array(rows->json, "faults");
	json_fault(rows->json, fault);
	json_end(rows->json);
}

static void finish_as_json(const struct segment_rows *rows, uint32_t end_flags,
			   bool good)
{
	struct json_out *j = rows->json;

	json_end_to(j, IN_FILE);
	/* Otherwise they are there already. */
	if (good) {
		json_array(j, "faults");
		json_end(j);
	}
	json_end_flags(j, end_flags);
	if (rows->header.os_page_bytes)
		json_header(j, &rows->header);
}

const struct row_printer rows_as_json = {
	.start = start_as_json,
	.process = process_as_json,
	.row = row_as_json,
	.fault = fault_as_json,
	.finish = finish_as_json,
};
