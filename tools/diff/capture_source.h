/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A capture file that hands out what it holds one by one, when it is asked.
 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include "block_reader.h"
#include "capture_format.h"
#include "commands.h"
#include "runs.h"

/* A directory's records take 32 bytes and more (C-15, C-16). */
#define SOURCE_RECORDS_MAX (CAPTURE_DIRECTORY_BYTES / 32)
/* Of a block: a run for each range, one for what was left, and records. */
#define SOURCE_ITEMS_MAX (PFNPACK_SLOTS + 1 + SOURCE_RECORDS_MAX)

/**
 * enum source_what - what comes next
 * @SOURCE_PROCESS: a process
 * @SOURCE_SEGMENT: a segment; its runs come next, without a hole
 * @SOURCE_RUN: a run (see runs.h)
 * @SOURCE_END: nothing, all has been read
 * @SOURCE_FAILED: nothing, it cannot be read on; there has been a message
 */
enum source_what {
	SOURCE_PROCESS,
	SOURCE_SEGMENT,
	SOURCE_RUN,
	SOURCE_END,
	SOURCE_FAILED,
};

/**
 * struct source_item - something that a file holds
 * @what: which of the others holds
 * @process: good until another item is taken
 * @segment: the same
 * @start_va: virtual address of @run
 * @run: the run
 */
struct source_item {
	enum source_what what;
	union {
		const struct capture_process *process;
		const struct capture_segment *segment;
		uint64_t start_va;
	};
	struct pfnpack_range run;
};

/**
 * struct capture_source - an open file
 * @header: what it says of the whole file; all 0 before it has been read
 * @status: how it went so far
 * @name: for messages
 *
 * The other fields are private.  Too large for a stack, but all there is.
 */
struct capture_source {
	struct capture_header header;
	enum status status;
	const char *name;
	/* private: */
	struct block_reader reader;
	struct capture_decoder decoder;
	struct runs runs;
	/* What the last block held, and how much of it has been taken. */
	struct source_item item[SOURCE_ITEMS_MAX];
	unsigned int nr_items;
	unsigned int nr_taken;
	struct capture_process process[SOURCE_RECORDS_MAX];
	unsigned int nr_processes;
	struct capture_segment segment[SOURCE_RECORDS_MAX];
	unsigned int nr_segments;
	struct source_item last;
};

/**
 * capture_source_open() - open a capture file and read its header
 * @s: filled in; all 0 before
 * @path: the file, or "-" for standard input
 *
 * Return: how it went, after a message if not good; @s is open only if it did.
 */
enum status capture_source_open(struct capture_source *s, const char *path);

/**
 * capture_source_peek() - what comes next
 * @s: the file
 *
 * Return: the item; it stays there until it is taken.
 */
const struct source_item *capture_source_peek(struct capture_source *s);

/**
 * capture_source_take() - go on behind the item that comes next
 * @s: the file; at its end, or when it has failed, there it stays
 */
void capture_source_take(struct capture_source *s);

/**
 * capture_source_end() - how the file ended
 * @s: the file
 * @end_flags: filled in, if it has been read to its end: &enum
 *	capture_end_flags
 *
 * Return: false when it has not been read to its end.
 */
bool capture_source_end(const struct capture_source *s, uint32_t *end_flags);

/**
 * capture_source_fault() - the rule that the file breaks
 * @s: the file
 *
 * Return: the fault, or NULL where none has been found.
 */
const struct capture_fault *
capture_source_fault(const struct capture_source *s);

/**
 * capture_source_close() - close the file
 * @s: the file
 */
void capture_source_close(struct capture_source *s);

#endif /* CAPTURE_SOURCE_H */
