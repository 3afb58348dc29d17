// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ranges of virtual addresses, as --range A-B gives them.
 */
#include "va_ranges.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A number, and the character after it. */
static bool parse_va(const char **at, char after, uint64_t *va)
{
	int base = strncmp(*at, "0x", 2) ? 10 : 16;
	const char *digits = *at + (base == 16 ? 2 : 0);
	char *end;

	/* What strtoull() would pass over: blanks, a sign, a second 0x. */
	if (!isxdigit((unsigned char)digits[0]) || digits[1] == 'x')
		return false;
	errno = 0;
	*va = strtoull(digits, &end, base);
	if (errno || end == digits || *end != after)
		return false;
	*at = end + 1;
	return true;
}

static const char *parse_range(const char *text, uint32_t os_page_bytes,
			       struct va_range *range)
{
	if (!parse_va(&text, '-', &range->start_va) ||
	    !parse_va(&text, '\0', &range->end_va))
		return "not A-B, both 0x and hexadecimal, or decimal";
	if (range->start_va >= range->end_va)
		return "it does not start below its end";
	if ((range->start_va | range->end_va) & (os_page_bytes - 1))
		return "not multiples of the OS page size";
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct va_range *left = a, *right = b;

	return (left->start_va > right->start_va) -
	       (left->start_va < right->start_va);
}

/* A segment is not to be cut where two ranges meet. */
static void join(struct va_ranges *ranges)
{
	struct va_range *last = ranges->range;
	struct va_range *range;
	size_t i;

	for (i = 1; i < ranges->nr; i++) {
		range = &ranges->range[i];
		if (range->start_va > last->end_va)
			*++last = *range;
		else if (range->end_va > last->end_va)
			last->end_va = range->end_va;
	}
	ranges->nr = (size_t)(last - ranges->range) + 1;
}

const char *va_ranges_add(struct va_ranges *ranges, const char *text,
			  uint32_t os_page_bytes)
{
	struct va_range range;
	const char *wrong = parse_range(text, os_page_bytes, &range);

	if (!wrong && ranges->nr == VA_RANGES_MAX)
		wrong = "more than 64 ranges";
	if (wrong)
		return wrong;
	ranges->range[ranges->nr++] = range;
	qsort(ranges->range, ranges->nr, sizeof(range), compare);
	join(ranges);
	return NULL;
}

bool va_range_clip(const struct va_range *range,
		   const struct capture_segment *whole,
		   struct capture_segment *part)
{
	uint64_t nr_cut_bytes = 0;

	if (range->start_va >= whole->end_va ||
	    range->end_va <= whole->start_va)
		return false;
	*part = *whole;
	if (range->start_va > whole->start_va)
		nr_cut_bytes = range->start_va - whole->start_va;
	part->start_va += nr_cut_bytes;
	if (range->end_va < whole->end_va)
		part->end_va = range->end_va;
	/* Other memory has offset 0 throughout. */
	if (whole->inode)
		part->offset += nr_cut_bytes;
	return true;
}
