// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads capture files: feeds the blocks of a file to the decoder.
 */
#include "capture_reader.h"

#include "block_reader.h"

static enum status decode_blocks(struct capture_decoder *d,
				 struct block_reader *r, fault_handler on_fault)
{
	enum status status = STATUS_GOOD;
	union capture_block block;
	ssize_t nr;

	while ((nr = block_reader_next(r, &block)) == CAPTURE_BLOCK_BYTES) {
		if (capture_decode_block(d, &block))
			continue;
		status = STATUS_BAD_DATA;
		if (!on_fault(d->context, r->name, &d->fault) ||
		    !capture_decoder_can_go_on(d))
			return status;
	}
	if (nr < 0)
		return STATUS_STOPPED;
	if (!capture_decode_eof(d, &block, (size_t)nr)) {
		on_fault(d->context, r->name, &d->fault);
		status = STATUS_BAD_DATA;
	}
	return status;
}

enum status read_capture(const char *path, capture_handler handler,
			 fault_handler on_fault, void *context,
			 struct capture_totals *totals)
{
	struct capture_decoder d;
	struct block_reader r;
	enum status status;

	if (!block_reader_open(&r, path))
		return STATUS_STOPPED;
	capture_decoder_init(&d, handler, context);
	status = decode_blocks(&d, &r, on_fault);
	block_reader_close(&r);
	*totals = d.totals;
	return status;
}
