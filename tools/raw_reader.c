// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads files that are packed pages and nothing else.
 */
#include "raw_reader.h"

#include "block_reader.h"
#include "diag.h"

static enum status handle_blocks(struct block_reader *r, raw_handler handler,
				 void *context)
{
	enum status status = STATUS_GOOD;
	union capture_block block;
	unsigned long number = 0;
	ssize_t nr;

	while ((nr = block_reader_next(r, &block)) == CAPTURE_BLOCK_BYTES) {
		if (!handler(context, r->name, number, &block.packed))
			status = STATUS_BAD_DATA;
		number++;
	}
	if (nr < 0)
		return STATUS_STOPPED;
	if (nr > 0) {
		diag("%s: packed page %lu: rule F-01: the file ends within "
		     "it (truncated)",
		     r->name, number);
		status = STATUS_BAD_DATA;
	}
	return status;
}

enum status read_raw(const char *path, raw_handler handler, void *context)
{
	struct block_reader r;
	enum status status;

	if (!block_reader_open(&r, path))
		return STATUS_STOPPED;
	status = handle_blocks(&r, handler, context);
	block_reader_close(&r);
	return status;
}
