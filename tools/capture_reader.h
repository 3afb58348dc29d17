/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads capture files.
 */
#ifndef CAPTURE_READER_H
#define CAPTURE_READER_H

#include <stdbool.h>

#include "capture_format.h"
#include "commands.h"

/**
 * typedef fault_handler - takes the faults of a file
 * @context: from read_capture()
 * @file: name of the file, for messages
 * @fault: the fault
 *
 * Return: true to go on and find further ones, if possible.
 */
typedef bool (*fault_handler)(void *context, const char *file,
			      const struct capture_fault *fault);

/**
 * read_capture() - read a capture file
 * @path: the file, or "-" for standard input
 * @handler: takes what the file holds, up to the first fault
 * @on_fault: takes the faults
 * @context: for @handler and @on_fault
 * @totals: filled in: what has been read
 *
 * Return: how it went, after a message if the file could not be read.
 */
enum status read_capture(const char *path, capture_handler handler,
			 fault_handler on_fault, void *context,
			 struct capture_totals *totals);

#endif /* CAPTURE_READER_H */
