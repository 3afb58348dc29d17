// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack verify: does a file obey every rule?
 */
#include <inttypes.h>
#include <stdio.h>

#include "capture_reader.h"
#include "commands.h"
#include "diag.h"
#include "json_parts.h"
#include "print.h"
#include "raw_reader.h"
#include "read_args.h"

static const char doc[] =
	"Check every rule of the format, every checksum and every total.\v"
	"A good file gives one line and exit code 0, a bad one a line for "
	"each fault on standard error and exit code 1.\n\n"
	"  pfnpack verify demo.pfncap";

/**
 * struct verify - what has been found so far
 * @file: its name on the command line
 * @json: the document, or NULL where text is printed
 * @nr_processes: processes
 * @nr_ranges: ranges
 * @nr_faults: faults of a capture
 * @totals: the rest
 */
struct verify {
	const char *file;
	struct json_out *json;
	uint64_t nr_processes;
	uint64_t nr_ranges;
	uint64_t nr_faults;
	struct capture_totals totals;
};

/* --- Capture files ----------------------------------------------------- */

static void count_event(void *context, const struct capture_event *event)
{
	struct verify *v = context;

	v->nr_processes += event->type == CAPTURE_EVENT_PROCESS;
	if (event->type == CAPTURE_EVENT_RANGES)
		v->nr_ranges += event->ranges->nr;
}

static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	struct verify *v = context;

	v->nr_faults++;
	if (v->nr_faults == 2)
		diag("%s: from the first fault on, OS pages are not matched "
		     "with segments",
		     file);
	diag_fault(file, fault);
	if (v->json)
		json_fault(v->json, fault);
	return true;
}

static enum status verify_capture(struct verify *v)
{
	return read_capture(v->file, count_event, report_fault, v, &v->totals);
}

static void print_capture(const struct verify *v)
{
	printf("%s: OK: processes %" PRIu64 ", segments %" PRIu64
	       ", OS pages %" PRIu64 ", ranges %" PRIu64
	       ", packed pages %" PRIu64 ", chunks %" PRIu64 "%s%s\n",
	       v->file, v->nr_processes, v->totals.nr_segments,
	       v->totals.nr_os_pages, v->nr_ranges, v->totals.nr_packed,
	       v->totals.nr_chunks, v->totals.end_flags ? "; " : "",
	       print_end(v->totals.end_flags));
}

/* --- Packed pages alone ------------------------------------------------ */

/* Slot that the next descriptor would take, in a packed page whose words are
 * all valid.
 */
static unsigned int next_desc_slot(const struct pfnpack_page *packed)
{
	struct pfnpack_reader reader;
	struct pfnpack_range range;
	unsigned int slot = PFNPACK_SLOTS - 1;

	pfnpack_reader_init(&reader, packed, 1);
	while (pfnpack_next(&reader, &range) == PFNPACK_OK)
		slot -= range.nr > PFNPACK_INLINE_MAX;
	return slot;
}

/* F-13: a descriptor whose word had not been stored yet. */
static bool caught_in_append(const struct pfnpack_page *packed,
			     const struct pfnpack_fault *fault)
{
	const union capture_block *block = (const union capture_block *)packed;
	uint64_t count = 0;
	unsigned int i;

	if (fault->rule != PFNPACK_F09 || fault->slot != next_desc_slot(packed))
		return false;
	for (i = 8; i--;)
		count = count << 8 | block->byte[8 * fault->slot + i];
	return count > PFNPACK_INLINE_MAX && count <= PFNPACK_PFN_END;
}

static const char *hint_for(const struct pfnpack_page *packed,
			    const struct pfnpack_fault *fault)
{
	return caught_in_append(packed, fault) ?
		       "perhaps caught in the middle of an append (F-13)" :
		       "";
}

static enum status verify_packed(void *context, const struct raw_reader *r,
				 const struct pfnpack_page *packed)
{
	struct verify *v = context;
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	if (pfnpack_summarize(packed, &summary, &fault) != PFNPACK_OK) {
		diag_packed_fault(r->file, r->number, &fault,
				  hint_for(packed, &fault));
		if (v->json)
			json_packed_fault(v->json, NULL, r->number, &fault,
					  hint_for(packed, &fault));
		return STATUS_BAD_DATA;
	}
	v->totals.nr_packed++;
	v->nr_ranges += summary.nr_ranges;
	v->totals.nr_os_pages += summary.nr_os_pages;
	return STATUS_GOOD;
}

static void verify_cut(void *context, const struct raw_reader *r)
{
	const struct verify *v = context;

	if (v->json)
		json_cut_fault(v->json, NULL, r->number);
}

static enum status verify_raw(struct verify *v)
{
	static const struct raw_handler handler = {
		.packed = verify_packed,
		.cut = verify_cut,
	};

	return read_raw(v->file, &handler, v);
}

static void print_raw(const struct verify *v)
{
	printf("%s: OK: OS pages %" PRIu64 ", ranges %" PRIu64
	       ", packed pages %" PRIu64 "\n",
	       v->file, v->totals.nr_os_pages, v->nr_ranges,
	       v->totals.nr_packed);
}

/* --- All --------------------------------------------------------------- */

static void start_json(struct json_out *j, const struct read_args *args)
{
	json_document(j, "verify");
	json_file(j, args->file, args->raw);
	/* There may be any number: they are printed as they come. */
	json_array(j, "faults");
}

static void finish_json(const struct verify *v, bool raw, enum status status)
{
	struct json_out *j = v->json;

	json_end(j);
	json_object(j, "totals");
	if (!raw) {
		json_number(j, "processes", v->nr_processes);
		json_number(j, "segments", v->totals.nr_segments);
		json_number(j, "chunks", v->totals.nr_chunks);
	}
	json_number(j, "packed_pages", v->totals.nr_packed);
	json_number(j, "ranges", v->nr_ranges);
	json_number(j, "os_pages", v->totals.nr_os_pages);
	json_end(j);
	if (!raw)
		json_end_flags(j, v->totals.end_flags);
	json_status(j, status);
	json_end_to(j, 0);
}

enum status cmd_verify(int argc, char **argv)
{
	struct read_args args = read_args_parse(argc, argv, doc, READ_AS_JSON);
	struct verify v = { .file = args.file };
	struct json_out json;
	enum status status;

	if (args.form == READ_AS_JSON) {
		start_json(&json, &args);
		v.json = &json;
	}
	status = args.raw ? verify_raw(&v) : verify_capture(&v);
	if (v.json)
		finish_json(&v, args.raw, status);
	else if (status == STATUS_GOOD && args.raw)
		print_raw(&v);
	else if (status == STATUS_GOOD)
		print_capture(&v);
	return status;
}
