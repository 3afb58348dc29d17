// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat --by-segment: a row for each segment that has memory.
 */
#include "capture_reader.h"
#include "diag.h"
#include "print.h"
#include "segment_rows.h"
#include "stats.h"

static void count_run(void *context, const struct capture_run *run)
{
	struct segment_rows *rows = context;

	if (!tag_in_memory(run->range.tag))
		return;
	contiguity_add(&rows->memory, run->range.pfn, run->range.nr);
	cont_add(&rows->cont, run, rows->memory.os_page_bytes);
	if (run->range.nr > rows->nr_largest)
		rows->nr_largest = run->range.nr;
}

static void finish_segment(struct segment_rows *rows)
{
	unsigned int i;

	runs_finish(&rows->runs);
	if (rows->has_segment && rows->memory.nr_runs)
		rows->printer->row(rows);
	rows->memory = (struct contiguity){
		.os_page_bytes = rows->memory.os_page_bytes,
	};
	for (i = 0; i < rows->cont.nr_sizes; i++)
		rows->cont.os_pages[i] = 0;
	rows->nr_largest = 0;
	rows->has_segment = false;
}

static void take_header(struct segment_rows *rows,
			const struct capture_header *header)
{
	rows->header = *header;
	rows->memory.os_page_bytes = header->os_page_bytes;
	if (rows->printer->header)
		rows->printer->header(rows);
}

static void take_event(void *context, const struct capture_event *event)
{
	struct segment_rows *rows = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		take_header(rows, event->header);
		break;
	case CAPTURE_EVENT_PROCESS:
		finish_segment(rows);
		rows->printer->process(rows, event->process);
		break;
	case CAPTURE_EVENT_SEGMENT:
		finish_segment(rows);
		rows->segment = *event->segment;
		rows->has_segment = true;
		break;
	case CAPTURE_EVENT_RANGES:
		runs_add(&rows->runs, event->ranges);
		break;
	}
}

/* A row of a part would be taken for one of all. */
static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	struct segment_rows *rows = context;

	rows->has_segment = false;
	diag_fault(file, fault);
	if (rows->printer->fault)
		rows->printer->fault(rows, fault);
	return false;
}

enum status stat_segments(const char *file, const struct cont *cont,
			  struct json_out *json)
{
	struct segment_rows rows = {
		.printer = json ? &rows_as_json : &rows_as_text,
		.json = json,
		.cont = *cont,
	};
	struct capture_totals totals = { 0 };
	enum status status;

	if (rows.printer->start)
		rows.printer->start(&rows);
	runs_init(&rows.runs, count_run, &rows);
	status = read_capture(file, take_event, report_fault, &rows, &totals);
	if (status == STATUS_GOOD)
		finish_segment(&rows);
	if (rows.printer->finish)
		rows.printer->finish(&rows, totals.end_flags,
				     status != STATUS_BAD_DATA);
	return status;
}
