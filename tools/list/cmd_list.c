// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack list: what a file says, run by run.
 */
#include "capture_reader.h"
#include "commands.h"
#include "diag.h"
#include "list_out.h"
#include "raw_reader.h"
#include "read_args.h"
#include "runs.h"

static const char doc[] =
	"Print the segments of a process and what stands behind them.\v"
	"A run is memory that continues in virtual and in physical memory. "
	"Kinds are anon, file (or shared), swap, hole and unread. Ranges are "
	"half-open.\n\n"
	"  pfnpack list demo.pfncap | grep -w anon";

/* --- Capture files ----------------------------------------------------- */

struct list {
	struct runs runs;
	struct list_out out;
};

static void list_run(void *context, const struct capture_run *run)
{
	struct list *list = context;

	list->out.printer->run(&list->out, run);
}

static void list_header(struct list_out *out,
			const struct capture_header *header)
{
	out->os_page_bytes = header->os_page_bytes;
	if (out->printer->header)
		out->printer->header(out, header);
}

static void list_process(struct list *list,
			 const struct capture_process *process)
{
	struct list_out *out = &list->out;

	runs_finish(&list->runs);
	out->process = *process;
	if (out->printer->process)
		out->printer->process(out);
}

static void list_segment(struct list *list,
			 const struct capture_segment *segment)
{
	struct list_out *out = &list->out;

	runs_finish(&list->runs);
	out->segment = *segment;
	if (out->printer->segment)
		out->printer->segment(out);
}

static void list_event(void *context, const struct capture_event *event)
{
	struct list *list = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		list_header(&list->out, event->header);
		break;
	case CAPTURE_EVENT_PROCESS:
		list_process(list, event->process);
		break;
	case CAPTURE_EVENT_SEGMENT:
		list_segment(list, event->segment);
		break;
	case CAPTURE_EVENT_RANGES:
		runs_add(&list->runs, event->ranges);
		break;
	}
}

static bool list_fault(void *context, const char *file,
		       const struct capture_fault *fault)
{
	struct list *list = context;

	runs_finish(&list->runs);
	diag_fault(file, fault);
	if (list->out.printer->fault)
		list->out.printer->fault(&list->out, fault);
	return false;
}

static enum status list_capture(struct list *list, const char *file)
{
	struct capture_totals totals = { 0 };
	enum status status;

	runs_init(&list->runs, list_run, list);
	status = read_capture(file, list_event, list_fault, list, &totals);
	runs_finish(&list->runs);
	if (list->out.printer->end)
		list->out.printer->end(&list->out, totals.end_flags);
	return status;
}

/* --- Packed pages alone ------------------------------------------------ */

/* What can be read is listed, though the packed page may be found wanting. */
static enum status list_packed(void *context, const struct raw_reader *r,
			       const struct pfnpack_page *packed)
{
	struct list_out *out = context;
	struct pfnpack_reader reader;
	struct pfnpack_range range;
	struct pfnpack_fault fault;
	unsigned int slot;

	out->packed_page = r->number;
	if (out->printer->packed)
		out->printer->packed(out);
	pfnpack_reader_init(&reader, packed, 1);
	for (slot = 0; pfnpack_next(&reader, &range) == PFNPACK_OK; slot++)
		out->printer->word(out, slot, &range);
	if (pfnpack_check(packed, &fault) == PFNPACK_OK)
		return STATUS_GOOD;
	diag_packed_fault(r->file, r->number, &fault, "");
	if (out->printer->packed_fault)
		out->printer->packed_fault(out, &fault);
	return STATUS_BAD_DATA;
}

static void list_cut(void *context, const struct raw_reader *r)
{
	struct list_out *out = context;

	out->packed_page = r->number;
	if (out->printer->cut)
		out->printer->cut(out);
}

static enum status list_raw(struct list_out *out, const char *file)
{
	static const struct raw_handler handler = {
		.packed = list_packed,
		.cut = list_cut,
	};

	return read_raw(file, &handler, out);
}

/* --- All --------------------------------------------------------------- */

static const struct list_printer *printer_for(enum read_form form)
{
	switch (form) {
	case READ_AS_JSON:
		return &list_as_json;
	case READ_AS_CSV:
		return &list_as_csv;
	default:
		return &list_as_text;
	}
}

enum status cmd_list(int argc, char **argv)
{
	static struct list list;
	struct list_out *out = &list.out;
	struct read_args args =
		read_args_parse(argc, argv, doc, READ_AS_JSON | READ_AS_CSV);
	enum status status;

	out->raw = args.raw;
	out->printer = printer_for(args.form);
	if (out->printer->start)
		out->printer->start(out, args.file);
	status = args.raw ? list_raw(out, args.file) :
			    list_capture(&list, args.file);
	if (out->printer->finish)
		out->printer->finish(out, status);
	return status;
}
