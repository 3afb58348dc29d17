/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Ranges of virtual addresses, as --range A-B gives them.
 */
#ifndef VA_RANGES_H
#define VA_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture_format.h"

/* More than anybody types. */
#define VA_RANGES_MAX 64

/**
 * struct va_range - half-open, in bytes
 */
struct va_range {
	uint64_t start_va;
	uint64_t end_va;
};

/**
 * struct va_ranges - in ascending order, neither overlapping nor adjoining
 * @nr: how many; 0 stands for all addresses
 * @range: the ranges
 */
struct va_ranges {
	size_t nr;
	struct va_range range[VA_RANGES_MAX];
};

/**
 * va_ranges_add() - add a range
 * @ranges: where to
 * @text: "A-B", each 0x and hexadecimal, or decimal
 * @os_page_bytes: bytes of an OS page, of which A and B have to be multiples
 *
 * Return: NULL, or what is wrong, in a few words; then nothing has changed.
 */
const char *va_ranges_add(struct va_ranges *ranges, const char *text,
			  uint32_t os_page_bytes);

/**
 * va_range_clip() - what of a segment lies in a range
 * @range: the range
 * @whole: the segment
 * @part: filled in; where it is of a file, its offset is that of its start
 *
 * Return: false when nothing does.
 */
bool va_range_clip(const struct va_range *range,
		   const struct capture_segment *whole,
		   struct capture_segment *part);

#endif /* VA_RANGES_H */
