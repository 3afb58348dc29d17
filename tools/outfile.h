/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An output file that appears under its name only when it is complete.
 */
#ifndef OUTFILE_H
#define OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "commands.h"

/**
 * struct outfile - a file being written; all fields are private
 */
struct outfile {
	/* private: */
	const char *name; /* for messages */
	char *target; /* where the temporary file goes; or NULL */
	char *temporary;
	int fd;
	bool failed; /* a write; said once */
};

/**
 * outfile_open() - start writing
 * @out: filled in
 * @path: the file, or "-" for standard output
 *
 * A regular file is written to a temporary file beside it, readable by its
 * owner only, as PFNs are; it is removed when a signal ends the process.
 * A device or a pipe is written to as it is.  One file at a time.
 *
 * Return: false when that is not possible, after a message.
 */
bool outfile_open(struct outfile *out, const char *path);

/**
 * outfile_open_text() - start writing text
 * @out: filled in
 * @path: the file, or "-" for standard output, which may be a terminal
 *
 * Return: as outfile_open().
 */
bool outfile_open_text(struct outfile *out, const char *path);

/**
 * outfile_write() - write some bytes
 * @out: the file
 * @bytes: the bytes
 * @nr_bytes: how many
 *
 * Return: false when they cannot be written, after a message the first time.
 */
bool outfile_write(struct outfile *out, const void *bytes, size_t nr_bytes);

/**
 * outfile_stream() - write through a stream
 * @out: the file; to be committed or abandoned after fclose() on the stream
 *
 * What is written fails as with outfile_write(), after a message.
 *
 * Return: the stream; NULL when there is no memory for it, after a message.
 */
FILE *outfile_stream(struct outfile *out);

/**
 * outfile_commit() - finish the file and give it its name
 * @out: the file; not to be used any more
 *
 * Return: false when that is not possible, after a message.  Then nothing is
 * left of it, unless all that failed was to make the new name durable.
 */
bool outfile_commit(struct outfile *out);

/**
 * outfile_abandon() - remove what has been written
 * @out: the file; not to be used any more
 */
void outfile_abandon(struct outfile *out);

/**
 * outfile_finish() - commit what is good, abandon what is not
 * @out: the file; not to be used any more
 * @status: how writing it went
 *
 * Return: @status, or that committing failed, after a message.
 */
enum status outfile_finish(struct outfile *out, enum status status);

#endif /* OUTFILE_H */
