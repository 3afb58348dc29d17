// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat --by-segment: as text.
 */
#include <inttypes.h>
#include <stdio.h>

#include "print.h"
#include "segment_rows.h"

static void titles_as_text(const struct segment_rows *rows)
{
	char text[PRINT_SIZE_BYTES];
	unsigned int i;

	printf("%12s %10s %8s %8s %5s %5s %5s", "bytes", "runs", "mean",
	       "largest", "64K", "2M", "1G");
	for (i = 0; i < rows->cont.nr_sizes; i++)
		printf(" %5s", print_size(text, rows->cont.size[i]));
	printf("  segment\n");
}

static void process_as_text(const struct segment_rows *rows,
			    const struct capture_process *process)
{
	(void)rows;
	printf("process %" PRIu32 " ", process->pid);
	print_name(stdout, process->comm, sizeof(process->comm));
	putchar('\n');
}

static void print_share(uint64_t part, uint64_t whole)
{
	printf(" %4" PRIu64 "%%", (part * 100 + whole / 2) / whole);
}

static void row_as_text(const struct segment_rows *rows)
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

const struct row_printer rows_as_text = {
	.header = titles_as_text,
	.process = process_as_text,
	.row = row_as_text,
};
