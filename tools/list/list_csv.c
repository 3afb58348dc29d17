// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack list: as CSV (RFC 4180), a line for each run or range.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "list_out.h"
#include "print.h"

static void start_as_csv(struct list_out *out, const char *file)
{
	(void)file;
	puts(out->raw ? "packed_page,slot,pfn,pfn_end,os_pages,tag" :
			"pid,va,va_end,pfn,pfn_end,os_pages,bytes,kind,"
			"segment_start,segment_end,permissions,name");
}

/* Between quotes, a quote is doubled. */
static void put_quoted(const char *name, size_t nr_bytes)
{
	const char *quote;

	putchar('"');
	while ((quote = memchr(name, '"', nr_bytes))) {
		size_t nr = (size_t)(quote - name) + 1;

		print_name(stdout, name, nr);
		putchar('"');
		name += nr;
		nr_bytes -= nr;
	}
	print_name(stdout, name, nr_bytes);
	putchar('"');
}

static void run_as_csv(struct list_out *out, const struct capture_run *run)
{
	const struct capture_segment *segment = &out->segment;
	const struct pfnpack_range *range = &run->range;
	uint64_t nr_bytes = range->nr * out->os_page_bytes;
	char flags[PRINT_PERMISSIONS_BYTES];

	printf("%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",", out->process.pid,
	       run->start_va, run->start_va + nr_bytes);
	if (tag_in_memory(range->tag))
		printf("%llu,%llu,", range->pfn, range->pfn + range->nr);
	else
		printf(",,");
	printf("%llu,%" PRIu64 ",%s,%" PRIu64 ",%" PRIu64 ",%s,", range->nr,
	       nr_bytes, print_kind(range->tag), segment->start_va,
	       segment->end_va, print_permissions(flags, segment->flags));
	put_quoted(segment->name, segment->nr_name_bytes);
	putchar('\n');
}

static void word_as_csv(struct list_out *out, unsigned int slot,
			const struct pfnpack_range *range)
{
	printf("%" PRIu64 ",%u,%llu,%llu,%llu,%u\n", out->packed_page, slot,
	       range->pfn, range->pfn + range->nr, range->nr, range->tag);
}

const struct list_printer list_as_csv = {
	.start = start_as_csv,
	.run = run_as_csv,
	.word = word_as_csv,
};
