// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack list: what a file says, run by run.
 */
#include <inttypes.h>
#include <stdio.h>

#include "capture_reader.h"
#include "commands.h"
#include "diag.h"
#include "print.h"
#include "raw_reader.h"
#include "read_args.h"
#include "runs.h"

static const char doc[] =
	"Print the segments of a process and what stands behind them.\v"
	"A run is memory that continues in virtual and in physical memory. "
	"Kinds are anon, file (or shared), swap and hole. Ranges are "
	"half-open.\n\n"
	"  pfnpack list demo.pfncap | grep -w anon";

struct list {
	struct runs runs;
	uint32_t os_page_bytes;
};

static void list_run(void *context, const struct capture_range *run)
{
	const struct list *list = context;
	uint64_t nr = run->range.nr;
	uint64_t nr_bytes = nr * list->os_page_bytes;
	bool in_memory = run->range.tag == CAPTURE_ANON ||
			 run->range.tag == CAPTURE_FILE;
	char va[PRINT_SPAN_BYTES];
	char pfns[PRINT_SPAN_BYTES] = "-";
	char size[PRINT_SIZE_BYTES];

	if (in_memory)
		print_span(pfns, run->range.pfn, run->range.pfn + nr);
	printf("  va %-32s  pfn %-22s  os-pages %-8" PRIu64 "  %-7s  %s\n",
	       print_span(va, run->start_va, run->start_va + nr_bytes), pfns,
	       nr, print_size(size, nr_bytes), print_kind(run->range.tag));
}

static void list_process(const struct capture_process *process)
{
	printf("process %" PRIu32 " ", process->pid);
	print_name(stdout, process->comm, sizeof(process->comm));
	putchar('\n');
}

static void list_event(void *context, const struct capture_event *event)
{
	struct list *list = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		list->os_page_bytes = event->header->os_page_bytes;
		break;
	case CAPTURE_EVENT_PROCESS:
		runs_finish(&list->runs);
		list_process(event->process);
		break;
	case CAPTURE_EVENT_SEGMENT:
		runs_finish(&list->runs);
		print_segment(event->segment);
		putchar('\n');
		break;
	case CAPTURE_EVENT_RANGE:
		runs_add(&list->runs, event->range);
		break;
	}
}

static bool list_fault(void *context, const char *file,
		       const struct capture_fault *fault)
{
	struct list *list = context;

	runs_finish(&list->runs);
	diag_fault(file, fault);
	return false;
}

static enum status list_capture(const char *file)
{
	struct capture_totals totals;
	struct list list = { 0 };
	enum status status;

	runs_init(&list.runs, list_run, &list);
	status = read_capture(file, list_event, list_fault, &list, &totals);
	runs_finish(&list.runs);
	return status;
}

/* What can be read is listed, though the packed page may be found wanting. */
static bool list_packed(void *context, const char *file, unsigned long number,
			const struct pfnpack_page *packed)
{
	struct pfnpack_reader reader;
	struct pfnpack_range range;
	struct pfnpack_fault fault;
	char pfns[PRINT_SPAN_BYTES];
	unsigned int slot;

	(void)context;
	pfnpack_reader_init(&reader, packed, 1);
	for (slot = 0; pfnpack_next(&reader, &range) == PFNPACK_OK; slot++)
		printf("packed-page %lu slot %-3u  pfn %-32s  "
		       "os-pages %-8" PRIu64 "  tag %u\n",
		       number, slot,
		       print_span(pfns, range.pfn, range.pfn + range.nr),
		       (uint64_t)range.nr, range.tag);
	if (pfnpack_check(packed, &fault) == PFNPACK_OK)
		return true;
	diag_packed_fault(file, number, &fault, "");
	return false;
}

enum status cmd_list(int argc, char **argv)
{
	struct read_args args = read_args_parse(argc, argv, doc);

	return args.raw ? read_raw(args.file, list_packed, NULL) :
			  list_capture(args.file);
}
