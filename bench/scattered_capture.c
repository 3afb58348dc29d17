// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writes a capture of one segment whose OS pages are scattered, so that each
 * of them takes a word:
 *
 *   scattered_capture FILE OS-PAGES [EVERY]
 *
 * With EVERY, one in so many OS pages lies elsewhere than without.
 */
#include <stdio.h>
#include <stdlib.h>

#include "capture_writer.h"

#define OS_PAGE_BYTES 4096
#define START_VA 0x7f0000000000ULL

/* All PFNs below, in an order without neighbours: the factor is odd. */
#define NR_PFNS (1ULL << 28)
#define FACTOR 0x9e3779b1ULL

static struct capture_writer writer;

/* Where an OS page lies; one that has moved, above all that have not. */
static uint64_t pfn_of(uint64_t os_page, uint64_t every)
{
	uint64_t pfn = os_page * FACTOR % NR_PFNS;

	if (every && os_page % every == 0)
		pfn += NR_PFNS;
	return pfn;
}

static bool start(struct outfile *out, uint64_t nr_os_pages)
{
	static const struct capture_header header = {
		.os_page_bytes = OS_PAGE_BYTES,
		.release = "none",
		.machine = "none",
	};
	static const struct capture_process process = {
		.pid = 1,
		.comm = "scattered",
	};
	static struct capture_segment segment = {
		.start_va = START_VA,
		.flags = CAPTURE_READ | CAPTURE_WRITE,
	};

	segment.end_va = START_VA + nr_os_pages * OS_PAGE_BYTES;
	return capture_writer_start(&writer, out, &header) &&
	       capture_writer_process(&writer, &process) &&
	       capture_writer_segment(&writer, &segment);
}

static bool write_capture(struct outfile *out, uint64_t nr_os_pages,
			  uint64_t every)
{
	struct pfnpack_range range = { .nr = 1, .tag = CAPTURE_ANON };
	uint64_t i;

	if (!start(out, nr_os_pages))
		return false;
	for (i = 0; i < nr_os_pages; i++) {
		range.pfn = pfn_of(i, every);
		if (!capture_writer_append(&writer, &range))
			return false;
	}
	return capture_writer_end(&writer, 0);
}

int main(int argc, char **argv)
{
	struct outfile out;
	uint64_t every;

	if (argc < 3 || argc > 4) {
		fprintf(stderr,
			"usage: scattered_capture FILE OS-PAGES [EVERY]\n");
		return 2;
	}
	every = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
	if (!outfile_open(&out, argv[1]))
		return 2;
	if (!write_capture(&out, strtoull(argv[2], NULL, 10), every)) {
		outfile_abandon(&out);
		return 2;
	}
	return outfile_commit(&out) ? 0 : 2;
}
