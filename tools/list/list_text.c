// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack list: as text.
 */
#include <inttypes.h>
#include <stdio.h>

#include "list_out.h"
#include "print.h"

static void process_as_text(struct list_out *out)
{
	printf("process %" PRIu32 " ", out->process.pid);
	print_name(stdout, out->process.comm, sizeof(out->process.comm));
	putchar('\n');
}

static void segment_as_text(struct list_out *out)
{
	print_segment(&out->segment);
	putchar('\n');
}

static void run_as_text(struct list_out *out, const struct capture_run *run)
{
	uint64_t nr = run->range.nr;
	uint64_t nr_bytes = nr * out->os_page_bytes;
	char va[PRINT_SPAN_BYTES];
	char pfns[PRINT_SPAN_BYTES] = "-";
	char size[PRINT_SIZE_BYTES];

	if (tag_in_memory(run->range.tag))
		print_span(pfns, run->range.pfn, run->range.pfn + nr);
	printf("  va %-32s  pfn %-22s  os-pages %-8" PRIu64 "  %-7s  %s\n",
	       print_span(va, run->start_va, run->start_va + nr_bytes), pfns,
	       nr, print_size(size, nr_bytes), print_kind(run->range.tag));
}

static void end_as_text(struct list_out *out, uint32_t end_flags)
{
	(void)out;
	if (end_flags)
		printf("end: %s\n", print_end(end_flags));
}

static void word_as_text(struct list_out *out, unsigned int slot,
			 const struct pfnpack_range *range)
{
	char pfns[PRINT_SPAN_BYTES];

	printf("packed-page %" PRIu64 " slot %-3u  pfn %-32s  "
	       "os-pages %-8" PRIu64 "  tag %u\n",
	       out->packed_page, slot,
	       print_span(pfns, range->pfn, range->pfn + range->nr),
	       (uint64_t)range->nr, range->tag);
}

const struct list_printer list_as_text = {
	.process = process_as_text,
	.segment = segment_as_text,
	.run = run_as_text,
	.end = end_as_text,
	.word = word_as_text,
};
