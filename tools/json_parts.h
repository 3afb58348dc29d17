/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the JSON documents of several subcommands have in common;
 * docs/schema.json describes them.
 */
#ifndef JSON_PARTS_H
#define JSON_PARTS_H

#include "capture_format.h"
#include "commands.h"
#include "contiguity.h"
#include "json_out.h"

/* Of docs/schema.json; a document that older readers would misread adds one. */
#define JSON_SCHEMA_VERSION 1

/**
 * json_command() - start a document on standard output
 * @j: filled in
 * @command: the subcommand
 *
 * Leaves its object open.
 */
void json_command(struct json_out *j, const char *command);

/**
 * json_document() - start a document that has only files to speak of
 * @j: filled in
 * @command: the subcommand
 *
 * Leaves the array "files" open.
 */
void json_document(struct json_out *j, const char *command);

/**
 * json_file() - start the object of a file
 * @j: the document
 * @file: its name on the command line
 * @raw: it is packed pages and nothing else
 */
void json_file(struct json_out *j, const char *file, bool raw);

/**
 * json_status() - write how reading a file went
 * @j: the document, within an object
 * @status: the status
 */
void json_status(struct json_out *j, enum status status);

/**
 * json_end_flags() - write how a capture ended
 * @j: the document, within the object of a file
 * @end_flags: of its totals
 */
void json_end_flags(struct json_out *j, uint32_t end_flags);

/**
 * json_header() - write what holds for a whole capture
 * @j: the document, within an object
 * @header: from the capture
 */
void json_header(struct json_out *j, const struct capture_header *header);

/**
 * json_process() - write what a process is
 * @j: the document, within an object
 * @process: the process
 */
void json_process(struct json_out *j, const struct capture_process *process);

/**
 * json_segment() - write what a segment is
 * @j: the document, within an object
 * @segment: the segment
 */
void json_segment(struct json_out *j, const struct capture_segment *segment);

/**
 * json_fault() - write where and how a capture breaks a rule
 * @j: the document, within an array
 * @fault: the fault
 */
void json_fault(struct json_out *j, const struct capture_fault *fault);

/**
 * json_packed_fault() - write where and how a packed page breaks a rule
 * @j: the document
 * @key: its key
 * @packed_page: its number, from 0
 * @fault: from pfnpack_check(); its packed_index is not looked at
 * @hint: what else is to be said; may be empty
 */
void json_packed_fault(struct json_out *j, const char *key,
		       uint64_t packed_page, const struct pfnpack_fault *fault,
		       const char *hint);

/**
 * json_cut_fault() - write that a file ends within a packed page
 * @j: the document
 * @key: its key
 * @packed_page: its number, from 0
 */
void json_cut_fault(struct json_out *j, const char *key, uint64_t packed_page);

/**
 * json_contiguity() - write how contiguous memory is
 * @j: the document
 * @key: its key
 * @c: the sums
 */
void json_contiguity(struct json_out *j, const char *key,
		     const struct contiguity *c);

#endif /* JSON_PARTS_H */
