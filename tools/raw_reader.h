/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads files that are packed pages and nothing else.
 */
#ifndef RAW_READER_H
#define RAW_READER_H

#include <stdbool.h>

#include "block_reader.h"
#include "commands.h"
#include "pfnpack.h"

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
 * typedef raw_handler - takes the packed pages of a file
 * @context: from read_raw()
 * @file: name of the file, for messages
 * @number: of the packed page in the file, from 0
 * @packed: the packed page; any 4096 bytes
 *
 * Return: false, after a message, when the packed page is not valid.
 */
typedef bool (*raw_handler)(void *context, const char *file,
			    unsigned long number,
			    const struct pfnpack_page *packed);

/**
 * read_raw() - read a file of packed pages
 * @path: the file, or "-" for standard input
 * @handler: takes each packed page; each stands alone
 * @context: for @handler
 *
 * Return: how it went, after messages if not good.
 */
enum status read_raw(const char *path, raw_handler handler, void *context);

#endif /* RAW_READER_H */
