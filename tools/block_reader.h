/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads a file, or standard input, block by block.
 */
#ifndef BLOCK_READER_H
#define BLOCK_READER_H

#include <stdbool.h>
#include <sys/types.h>

#include "capture_format.h"

/* What is read at a time, if there is as much. */
#define BLOCK_READER_BYTES 65536

/**
 * struct block_reader - an open file
 * @name: for messages
 */
struct block_reader {
	const char *name;
	/* private: */
	int fd;
	bool failed;
	/* What has been read and not handed out. */
	size_t at;
	size_t nr_bytes;
	uint8_t bytes[BLOCK_READER_BYTES];
};

/**
 * block_reader_open() - open a file
 * @r: filled in
 * @path: the file, or "-" for standard input
 *
 * Return: false when it cannot be opened, after a message.
 */
bool block_reader_open(struct block_reader *r, const char *path);

/**
 * block_reader_next() - read the next block
 * @r: the reader
 * @block: filled in
 *
 * Return: %CAPTURE_BLOCK_BYTES; fewer, down to 0, where the file ends; -1
 * after a message when it cannot be read.
 */
ssize_t block_reader_next(struct block_reader *r, union capture_block *block);

/**
 * block_reader_close() - close the file
 * @r: the reader
 */
void block_reader_close(struct block_reader *r);

#endif /* BLOCK_READER_H */
