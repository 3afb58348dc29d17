/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How amounts, places and names are written.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "capture_format.h"

/* Room for a size, or for a half-open range of hexadecimal numbers. */
#define PRINT_SIZE_BYTES 16
#define PRINT_SPAN_BYTES 48
/* Room for the letters of a segment's flags. */
#define PRINT_PERMISSIONS_BYTES 5

/**
 * print_size() - bytes as a person reads them: 4K, 1.5M, 2G
 * @text: filled in
 * @nr_bytes: how many
 *
 * Return: @text
 */
const char *print_size(char text[PRINT_SIZE_BYTES], uint64_t nr_bytes);

/**
 * print_span() - a half-open range: [0x1000, 0x2000)
 * @text: filled in
 * @first: where it starts
 * @end: the first number behind it
 *
 * Return: @text
 */
const char *print_span(char text[PRINT_SPAN_BYTES], uint64_t first,
		       uint64_t end);

/**
 * print_name() - a name, control characters as \ooo
 * @stream: where to
 * @name: the name
 * @nr_bytes: at most so many; a zero byte ends it before
 */
void print_name(FILE *stream, const char *name, size_t nr_bytes);

/**
 * tag_in_memory() - is the PFN field a PFN?
 * @tag: one that occurs in a capture
 *
 * Return: true for OS pages that are in memory (C-19).
 */
static inline bool tag_in_memory(unsigned int tag)
{
	return tag == CAPTURE_ANON || tag == CAPTURE_FILE;
}

/**
 * print_permissions() - flags as in /proc/PID/maps
 * @text: filled in
 * @flags: &enum capture_segment_flags
 *
 * Return: @text
 */
const char *print_permissions(char text[PRINT_PERMISSIONS_BYTES],
			      uint32_t flags);

/**
 * print_segment() - a segment, without a newline, on standard output
 * @segment: the segment
 */
void print_segment(const struct capture_segment *segment);

/**
 * print_kind() - the word for what a range is
 * @tag: one that occurs in a capture
 *
 * Return: a constant string.
 */
const char *print_kind(unsigned int tag);

/**
 * print_end() - how a capture ended, other than well
 * @end_flags: &enum capture_end_flags
 *
 * Return: a constant string; empty for 0.
 */
const char *print_end(uint32_t end_flags);

#endif /* PRINT_H */
