/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How amounts, places and names are written.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdint.h>
#include <stdio.h>

#include "capture_format.h"

/* Room for a size, or for a half-open range of hexadecimal numbers. */
#define PRINT_SIZE_BYTES 16
#define PRINT_SPAN_BYTES 48

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

#endif /* PRINT_H */
