// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Builds capture files in memory. */
#include "build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "build: no room for %s\n", what);
	exit(2);
}

static union capture_block *next_block(struct build *b)
{
	need(b->nr_blocks < BUILD_BLOCKS_MAX, "a block");
	return &b->block[b->nr_blocks++];
}

static void start_chunk(struct build *b)
{
	capture_directory_init(&b->dir, b->totals.nr_chunks);
	pfnpack_writer_init(&b->filling, NULL, 0);
}

void build_header(struct build *b, uint32_t os_page_bytes)
{
	struct capture_header header = {
		.os_page_bytes = os_page_bytes,
		.release = "6.1.0",
		.machine = "x86_64",
	};

	b->nr_blocks = 0;
	b->totals = (struct capture_totals){ 0 };
	capture_encode_header(next_block(b), &header);
	start_chunk(b);
}

void build_process(struct build *b, uint32_t pid, const char *comm)
{
	struct capture_process process = { .pid = pid };

	snprintf(process.comm, sizeof(process.comm), "%s", comm);
	need(capture_directory_add_process(&b->dir, &process), "a process");
}

void build_segment(struct build *b, const struct capture_segment *segment)
{
	need(capture_directory_add_segment(&b->dir, segment), "a segment");
	b->totals.nr_segments++;
}

void build_packed(struct build *b)
{
	pfnpack_seal(&b->filling);
	need(capture_directory_add_packed(&b->dir), "a packed page");
	pfnpack_writer_init(&b->filling, &b->packed[b->dir.nr_packed - 1], 1);
}

bool build_range(struct build *b, const struct pfnpack_range *range)
{
	if (pfnpack_append(&b->filling, range->pfn, range->nr, range->tag) !=
	    PFNPACK_OK)
		return false;
	b->totals.nr_os_pages += range->nr;
	return true;
}

void build_break(struct build *b)
{
	pfnpack_break(&b->filling);
}

void build_chunk(struct build *b)
{
	unsigned int i;

	pfnpack_seal(&b->filling);
	capture_encode_directory(next_block(b), &b->dir, b->packed);
	for (i = 0; i < b->dir.nr_packed; i++)
		next_block(b)->packed = b->packed[i];
	b->totals.nr_chunks++;
	b->totals.nr_packed += b->dir.nr_packed;
	start_chunk(b);
}

void build_end(struct build *b)
{
	capture_encode_end(next_block(b), &b->totals);
}
