/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads files that are packed pages and nothing else.
 */
#ifndef RAW_READER_H
#define RAW_READER_H

#include <stdbool.h>

#include "block_reader.h"
#include "commands.h"

/* What is taken for the size of an OS page, since the file does not say. */
#define RAW_OS_PAGE_BYTES 4096

/**
 * struct raw_reader - an open file
 * @file: its name, for messages
 * @number: of the packed page read last, or where the file is cut, from 0
 */
struct raw_reader {
	const char *file;
	uint64_t number;
	/* private: */
	struct block_reader blocks;
	uint64_t nr_packed; /* read so far */
};

/**
 * enum raw_next - what there is to read
 * @RAW_PACKED: a packed page
 * @RAW_END: no further one
 * @RAW_CUT: the file ends within one (F-01)
 * @RAW_ERROR: the file cannot be read, after a message
 */
enum raw_next {
	RAW_PACKED,
	RAW_END,
	RAW_CUT,
	RAW_ERROR,
};

/**
 * raw_reader_open() - open a file
 * @r: filled in
 * @path: the file, or "-" for standard input
 *
 * Return: false when it cannot be opened, after a message.
 */
bool raw_reader_open(struct raw_reader *r, const char *path);

/**
 * raw_reader_next() - read the next packed page
 * @r: the reader
 * @block: filled in for %RAW_PACKED; any bytes
 *
 * Return: what there was.
 */
enum raw_next raw_reader_next(struct raw_reader *r, union capture_block *block);

/**
 * raw_reader_diag_cut() - print that the file ends within a packed page
 * @r: the reader, after %RAW_CUT
 */
void raw_reader_diag_cut(const struct raw_reader *r);

/**
 * raw_next_status() - how reading has gone
 * @next: what it ended with
 *
 * Return: the status.
 */
enum status raw_next_status(enum raw_next next);

/**
 * raw_reader_close() - close the file
 * @r: the reader
 */
void raw_reader_close(struct raw_reader *r);

/**
 * struct raw_handler - takes the packed pages of a file
 * @packed: takes one, any bytes; returns what it came to
 * @cut: the file ends within the packed page @r->number, which has been said;
 *	NULL where there is nothing to add
 */
struct raw_handler {
	enum status (*packed)(void *context, const struct raw_reader *r,
			      const struct pfnpack_page *packed);
	void (*cut)(void *context, const struct raw_reader *r);
};

/**
 * read_raw() - hand out all packed pages of a file
 * @path: the file, or "-" for standard input
 * @handler: takes them
 * @context: for @handler
 *
 * Return: the worst of what the handler has returned and how reading went,
 * after a message if that was not good.
 */
enum status read_raw(const char *path, const struct raw_handler *handler,
		     void *context);

#endif /* RAW_READER_H */
