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

/* A pipe gives what it has; go on until the block is full. */
ssize_t block_reader_next(struct block_reader *r, union capture_block *block)
{
	size_t nr_done = 0;
	ssize_t nr;

	while (nr_done < CAPTURE_BLOCK_BYTES) {
		nr = read(r->fd, block->byte + nr_done,
			  CAPTURE_BLOCK_BYTES - nr_done);
		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0) {
			diag("%s: %s", r->name, strerror(errno));
			return -1;
		}
		if (!nr)
			break;
		nr_done += (size_t)nr;
	}
	return (ssize_t)nr_done;
}

void block_reader_close(struct block_reader *r)
{
	if (r->fd != STDIN_FILENO)
		close(r->fd);
}
