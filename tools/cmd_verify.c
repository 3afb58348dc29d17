// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack verify: does a file obey every rule?
 */
#include <inttypes.h>
#include <stdio.h>

#include "capture_reader.h"
#include "commands.h"
#include "diag.h"
#include "print.h"
#include "raw_reader.h"
#include "read_args.h"

static const char doc[] =
	"Check every rule of the format, every checksum and every total.\v"
	"A good file gives one line and exit code 0, a bad one a line for "
	"each fault on standard error and exit code 1.\n\n"
	"  pfnpack verify demo.pfncap";

struct counts {
	uint64_t nr_processes;
	uint64_t nr_ranges;
	uint64_t nr_faults;
};

static void count_event(void *context, const struct capture_event *event)
{
	struct counts *counts = context;

	counts->nr_processes += event->type == CAPTURE_EVENT_PROCESS;
	counts->nr_ranges += event->type == CAPTURE_EVENT_RANGE;
}

static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	struct counts *counts = context;

	counts->nr_faults++;
	if (counts->nr_faults == 2)
		diag("%s: from the first fault on, OS pages are not matched "
		     "with segments",
		     file);
	diag_fault(file, fault);
	return true;
}

static enum status verify_capture(const char *file)
{
	struct capture_totals totals;
	struct counts counts = { 0 };
	enum status status;

	status =
		read_capture(file, count_event, report_fault, &counts, &totals);
	if (status == STATUS_GOOD)
		printf("%s: OK: processes %" PRIu64 ", segments %" PRIu64
		       ", OS pages %" PRIu64 ", ranges %" PRIu64
		       ", packed pages %" PRIu64 ", chunks %" PRIu64 "%s%s\n",
		       file, counts.nr_processes, totals.nr_segments,
		       totals.nr_os_pages, counts.nr_ranges, totals.nr_packed,
		       totals.nr_chunks, totals.end_flags ? "; " : "",
		       print_end(totals.end_flags));
	return status;
}

struct raw_counts {
	uint64_t nr_packed;
	uint64_t nr_ranges;
	uint64_t nr_os_pages;
};

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

static bool verify_packed(void *context, const char *file, unsigned long number,
			  const struct pfnpack_page *packed)
{
	struct raw_counts *counts = context;
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	if (pfnpack_summarize(packed, &summary, &fault) != PFNPACK_OK) {
		diag_packed_fault(file, number, &fault,
				  caught_in_append(packed, &fault) ?
					  "; perhaps caught in the middle of "
					  "an append (F-13)" :
					  "");
		return false;
	}
	counts->nr_packed++;
	counts->nr_ranges += summary.nr_ranges;
	counts->nr_os_pages += summary.nr_os_pages;
	return true;
}

static enum status verify_raw(const char *file)
{
	struct raw_counts counts = { 0 };
	enum status status = read_raw(file, verify_packed, &counts);

	if (status == STATUS_GOOD)
		printf("%s: OK: OS pages %" PRIu64 ", ranges %" PRIu64
		       ", packed pages %" PRIu64 "\n",
		       file, counts.nr_os_pages, counts.nr_ranges,
		       counts.nr_packed);
	return status;
}

enum status cmd_verify(int argc, char **argv)
{
	struct read_args args = read_args_parse(argc, argv, doc);

	return args.raw ? verify_raw(args.file) : verify_capture(args.file);
}
