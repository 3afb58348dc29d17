// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads a file, or standard input, block by block.
 */
#include "block_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

bool block_reader_open(struct block_reader *r, const char *path)
{
	r->at = 0;
	r->nr_bytes = 0;
	r->failed = false;
	if (!strcmp(path, "-")) {
		r->name = "standard input";
		r->fd = STDIN_FILENO;
		return true;
	}
	r->name = path;
	r->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0)
		diag("%s: %s", path, strerror(errno));
	return r->fd >= 0;
}

/* Return: false when there is nothing to add; r->failed when for an error. */
static bool fill(struct block_reader *r)
{
	ssize_t nr;

	memmove(r->bytes, r->bytes + r->at, r->nr_bytes);
	r->at = 0;
	do {
		nr = read(r->fd, r->bytes + r->nr_bytes,
			  sizeof(r->bytes) - r->nr_bytes);
	} while (nr < 0 && errno == EINTR);
	r->failed = nr < 0;
	if (nr > 0)
		r->nr_bytes += (size_t)nr;
	return nr > 0;
}

/* A pipe gives what it has; go on until there is a block. */
ssize_t block_reader_next(struct block_reader *r, union capture_block *block)
{
	size_t nr = CAPTURE_BLOCK_BYTES;

	while (r->nr_bytes < nr && fill(r))
		;
	if (r->failed) {
		diag("%s: %s", r->name, strerror(errno));
		return -1;
	}
	if (r->nr_bytes < nr)
		nr = r->nr_bytes;
	memcpy(block->byte, r->bytes + r->at, nr);
	r->at += nr;
	r->nr_bytes -= nr;
	return (ssize_t)nr;
}

void block_reader_close(struct block_reader *r)
{
	if (r->fd != STDIN_FILENO)
		close(r->fd);
}
