// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How amounts, places and names are written.
 */
#include "print.h"

#include <inttypes.h>

const char *print_size(char text[PRINT_SIZE_BYTES], uint64_t nr_bytes)
{
	static const char units[] = "BKMGTPE";
	unsigned int unit = 0;
	uint64_t whole = nr_bytes;
	uint64_t tenths = 0;

	while (whole >= 1024) {
		tenths = whole % 1024 * 10 / 1024;
		whole /= 1024;
		unit++;
	}
	if (tenths)
		snprintf(text, PRINT_SIZE_BYTES, "%" PRIu64 ".%" PRIu64 "%c",
			 whole, tenths, units[unit]);
	else
		snprintf(text, PRINT_SIZE_BYTES, "%" PRIu64 "%c", whole,
			 units[unit]);
	return text;
}

const char *print_span(char text[PRINT_SPAN_BYTES], uint64_t first,
		       uint64_t end)
{
	snprintf(text, PRINT_SPAN_BYTES, "[0x%" PRIx64 ", 0x%" PRIx64 ")",
		 first, end);
	return text;
}

static void print_name_char(FILE *stream, unsigned char c)
{
	/* Bytes of UTF-8 pass, what could steer a terminal does not. */
	if (c < ' ' || c == 0x7f)
		fprintf(stream, "\\%03o", c);
	else
		putc(c, stream);
}

void print_name(FILE *stream, const char *name, size_t nr_bytes)
{
	size_t i;

	for (i = 0; i < nr_bytes && name[i]; i++)
		print_name_char(stream, (unsigned char)name[i]);
}

const char *print_permissions(char text[PRINT_PERMISSIONS_BYTES],
			      uint32_t flags)
{
	text[0] = flags & CAPTURE_READ ? 'r' : '-';
	text[1] = flags & CAPTURE_WRITE ? 'w' : '-';
	text[2] = flags & CAPTURE_EXEC ? 'x' : '-';
	text[3] = flags & CAPTURE_SHARED ? 's' : 'p';
	text[4] = '\0';
	return text;
}

void print_segment(const struct capture_segment *segment)
{
	char permissions[PRINT_PERMISSIONS_BYTES];
	char va[PRINT_SPAN_BYTES];

	printf("segment %s %s",
	       print_span(va, segment->start_va, segment->end_va),
	       print_permissions(permissions, segment->flags));
	if (segment->nr_name_bytes)
		putchar(' ');
	print_name(stdout, segment->name, segment->nr_name_bytes);
	if (segment->flags & CAPTURE_NAME_CUT)
		printf("...");
}

const char *print_kind(unsigned int tag)
{
	switch (tag) {
	case CAPTURE_ANON:
		return "anon";
	case CAPTURE_FILE:
		return "file";
	case CAPTURE_UNREAD:
		return "unread";
	case CAPTURE_SWAP:
		return "swap";
	default:
		return "hole";
	}
}

const char *print_end(uint32_t end_flags)
{
	static const char *const text[] = {
		[0] = "",
		[CAPTURE_INTERRUPTED] = "interrupted",
		[CAPTURE_MISSED] = "something was missed",
		[CAPTURE_INTERRUPTED | CAPTURE_MISSED] =
			"interrupted, something was missed",
	};

	return text[end_flags];
}
