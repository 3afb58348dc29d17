/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads files that are packed pages and nothing else.
 */
#ifndef RAW_READER_H
#define RAW_READER_H

#include <stdbool.h>

#include "commands.h"
#include "pfnpack.h"

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
