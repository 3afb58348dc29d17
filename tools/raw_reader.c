// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads files that are packed pages and nothing else.
 */
#include "raw_reader.h"

#include <inttypes.h>

#include "diag.h"

bool raw_reader_open(struct raw_reader *r, const char *path)
{
	*r = (struct raw_reader){ 0 };
	if (!block_reader_open(&r->blocks, path))
		return false;
	r->file = r->blocks.name;
	return true;
}

enum raw_next raw_reader_next(struct raw_reader *r, union capture_block *block)
{
	ssize_t nr = block_reader_next(&r->blocks, block);

	r->number = r->nr_packed;
	if (nr < 0)
		return RAW_ERROR;
	if (!nr)
		return RAW_END;
	if (nr < CAPTURE_BLOCK_BYTES)
		return RAW_CUT;
	r->nr_packed++;
	return RAW_PACKED;
}

void raw_reader_diag_cut(const struct raw_reader *r)
{
	diag("%s: packed page %" PRIu64
	     ": rule F-01: the file ends within it (truncated)",
	     r->file, r->number);
}

enum status raw_next_status(enum raw_next next)
{
	if (next == RAW_ERROR)
		return STATUS_STOPPED;
	return next == RAW_CUT ? STATUS_BAD_DATA : STATUS_GOOD;
}

void raw_reader_close(struct raw_reader *r)
{
	block_reader_close(&r->blocks);
}

static enum status read_all(struct raw_reader *r,
			    const struct raw_handler *handler, void *context)
{
	enum status worst = STATUS_GOOD;
	union capture_block block;
	enum status status;
	enum raw_next next;

	while ((next = raw_reader_next(r, &block)) == RAW_PACKED) {
		status = handler->packed(context, r, &block.packed);
		worst = status > worst ? status : worst;
	}
	if (next == RAW_CUT) {
		raw_reader_diag_cut(r);
		if (handler->cut)
			handler->cut(context, r);
	}
	status = raw_next_status(next);
	return status > worst ? status : worst;
}

enum status read_raw(const char *path, const struct raw_handler *handler,
		     void *context)
{
	struct raw_reader r;
	enum status status;

	if (!raw_reader_open(&r, path))
		return STATUS_STOPPED;
	status = read_all(&r, handler, context);
	raw_reader_close(&r);
	return status;
}
