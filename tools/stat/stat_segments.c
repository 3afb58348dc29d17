// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat --by-segment: a row for each segment that has memory.
 */
#include <inttypes.h>
#include <stdio.h>

#include "capture_reader.h"
#include "diag.h"
#include "print.h"
#include "runs.h"
#include "stats.h"

/**
 * struct rows - the row being summed up
 * @runs: joins ranges
 * @memory: of the segment; without a header, its os_page_bytes is 0
 * @cont: of the segment
 * @nr_largest: OS pages of its largest run
 * @segment: the segment
 * @has_segment: there is one
 */
struct rows {
	struct runs runs;
	struct contiguity memory;
	struct cont cont;
	uint64_t nr_largest;
	struct capture_segment segment;
	bool has_segment;
};

static void count_run(void *context, const struct capture_range *run)
{
	struct rows *rows = context;
	unsigned int tag = run->range.tag;

	if (tag != CAPTURE_ANON && tag != CAPTURE_FILE)
		return;
	contiguity_add(&rows->memory, run->range.pfn, run->range.nr);
	cont_add(&rows->cont, run, rows->memory.os_page_bytes);
	if (run->range.nr > rows->nr_largest)
		rows->nr_largest = run->range.nr;
}

static void print_share(uint64_t part, uint64_t whole)
{
	printf(" %4" PRIu64 "%%", (part * 100 + whole / 2) / whole);
}

static void print_row(const struct rows *rows)
{
	const struct contiguity *c = &rows->memory;
	uint64_t nr_bytes = c->nr_os_pages * c->os_page_bytes;
	char text[PRINT_SIZE_BYTES];
	unsigned int i;

	printf("%12" PRIu64 " %10" PRIu64, nr_bytes, c->nr_runs);
	printf(" %8s", print_size(text, nr_bytes / c->nr_runs));
	printf(" %8s", print_size(text, rows->nr_largest * c->os_page_bytes));
	for (i = 0; i < NR_ALIGNED_BLOCKS; i++)
		print_share(c->os_pages_in_block[i], c->nr_os_pages);
	for (i = 0; i < rows->cont.nr_sizes; i++)
		print_share(rows->cont.os_pages[i], c->nr_os_pages);
	printf("  ");
	print_segment(&rows->segment);
	putchar('\n');
}

static void finish_segment(struct rows *rows)
{
	unsigned int i;

	runs_finish(&rows->runs);
	if (rows->has_segment && rows->memory.nr_runs)
		print_row(rows);
	rows->memory = (struct contiguity){
		.os_page_bytes = rows->memory.os_page_bytes,
	};
	for (i = 0; i < rows->cont.nr_sizes; i++)
		rows->cont.os_pages[i] = 0;
	rows->nr_largest = 0;
	rows->has_segment = false;
}

static void print_titles(const struct cont *cont)
{
	char text[PRINT_SIZE_BYTES];
	unsigned int i;

	printf("%12s %10s %8s %8s %5s %5s %5s", "bytes", "runs", "mean",
	       "largest", "64K", "2M", "1G");
	for (i = 0; i < cont->nr_sizes; i++)
		printf(" %5s", print_size(text, cont->size[i]));
	printf("  segment\n");
}

static void print_process(const struct capture_process *process)
{
	printf("process %" PRIu32 " ", process->pid);
	print_name(stdout, process->comm, sizeof(process->comm));
	putchar('\n');
}

static void take_event(void *context, const struct capture_event *event)
{
	struct rows *rows = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		rows->memory.os_page_bytes = event->header->os_page_bytes;
		print_titles(&rows->cont);
		break;
	case CAPTURE_EVENT_PROCESS:
		finish_segment(rows);
		print_process(event->process);
		break;
	case CAPTURE_EVENT_SEGMENT:
		finish_segment(rows);
		rows->segment = *event->segment;
		rows->has_segment = true;
		break;
	case CAPTURE_EVENT_RANGE:
		runs_add(&rows->runs, event->range);
		break;
	}
}

/* A row of a part would be taken for one of all. */
static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	struct rows *rows = context;

	rows->has_segment = false;
	diag_fault(file, fault);
	return false;
}

enum status stat_segments(const char *file, const struct cont *cont)
{
	struct rows rows = { .cont = *cont };
	struct capture_totals totals;
	enum status status;

	runs_init(&rows.runs, count_run, &rows);
	status = read_capture(file, take_event, report_fault, &rows, &totals);
	if (status != STATUS_STOPPED)
		finish_segment(&rows);
	return status;
}
