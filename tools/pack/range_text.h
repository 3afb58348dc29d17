/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads lists of ranges that are written as text, from memory.
 *
 * As lines, where # starts a comment and blanks are free:
 *
 *   PFN | PFN+NR | FIRST-END | [FIRST, END)    each with tag=N behind it or not
 *   packed-page                                here a packed page ends
 *
 * As CSV, after a line "pfn,nr,tag":
 *
 *   PFN,NR,TAG
 *   packed-page,,
 *
 * Numbers are decimal, or hexadecimal with 0x.  An end is the first PFN behind
 * a range.
 */
#ifndef RANGE_TEXT_H
#define RANGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pfnpack.h"

/* The longest line, not counting its comment and its newline. */
#define RANGE_TEXT_LINE_MAX 255

/**
 * enum range_text_form - how ranges are written
 * @RANGE_TEXT_LINES: one a line
 * @RANGE_TEXT_CSV: as CSV
 */
enum range_text_form {
	RANGE_TEXT_LINES,
	RANGE_TEXT_CSV,
};

/**
 * enum range_text_status - what some text came to
 * @RANGE_TEXT_OK: read
 * @RANGE_TEXT_MALFORMED: it is not what it should be; sticky
 * @RANGE_TEXT_STOPPED: the handler wants no more; sticky
 */
enum range_text_status {
	RANGE_TEXT_OK,
	RANGE_TEXT_MALFORMED,
	RANGE_TEXT_STOPPED,
};

/**
 * struct range_text_fault - what is wrong with a text
 * @line: its line, counted from 1
 * @byte: byte of the line, counted from 1
 * @text: in a few words; a constant string
 */
struct range_text_fault {
	uint64_t line;
	size_t byte;
	const char *text;
};

/**
 * typedef range_text_handler - takes what a text says, in its order
 * @context: from range_text_init()
 * @range: a valid range, or NULL where a packed page ends
 *
 * Return: false to stop.
 */
typedef bool (*range_text_handler)(void *context,
				   const struct pfnpack_range *range);

/**
 * struct range_text - a text being read
 * @fault: what is wrong, after %RANGE_TEXT_MALFORMED
 *
 * The other fields are private.
 */
struct range_text {
	struct range_text_fault fault;
	/* private: */
	enum range_text_form form;
	enum range_text_status status;
	range_text_handler handler;
	void *context;
	bool in_comment;
	bool has_header;
	uint64_t line;
	size_t nr_bytes; /* of the line, so far */
	char bytes[RANGE_TEXT_LINE_MAX];
};

/**
 * range_text_init() - start a text
 * @t: filled in
 * @form: how it is written
 * @handler: takes what it says
 * @context: for @handler
 */
void range_text_init(struct range_text *t, enum range_text_form form,
		     range_text_handler handler, void *context);

/**
 * range_text_feed() - take the next bytes
 * @t: the text
 * @bytes: any bytes, divided from those before and behind them anywhere
 * @nr_bytes: how many
 *
 * Return: how it went.
 */
enum range_text_status range_text_feed(struct range_text *t, const char *bytes,
				       size_t nr_bytes);

/**
 * range_text_end() - there are no more bytes
 * @t: the text; its last line may lack the newline
 *
 * Return: how it went.
 */
enum range_text_status range_text_end(struct range_text *t);

#endif /* RANGE_TEXT_H */
