// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads lists of ranges that are written as text, from memory.
 */
#include "range_text.h"

#include <string.h>

static const char packed_end[] = "packed-page";
static const char csv_header[] = "pfn,nr,tag";
static const char not_a_number[] = "a number is missing";

/* Takes a line apart; every take_...() returns false after a fault. */
struct cursor {
	struct range_text *t;
	const char *at;
	const char *end;
};

static bool fault_at(const struct cursor *c, const char *at, const char *text)
{
	struct range_text *t = c->t;

	t->status = RANGE_TEXT_MALFORMED;
	t->fault = (struct range_text_fault){
		.line = t->line,
		.byte = (size_t)(at - t->bytes) + 1,
		.text = text,
	};
	return false;
}

static bool is_blank(char byte)
{
	/* The one before a newline, too, as some systems and CSV have it. */
	return byte == ' ' || byte == '\t' || byte == '\r';
}

static void skip_blanks(struct cursor *c)
{
	while (c->at < c->end && is_blank(*c->at))
		c->at++;
}

/* The next byte but blanks, if it is this one. */
static bool took(struct cursor *c, char byte)
{
	skip_blanks(c);
	if (c->at == c->end || *c->at != byte)
		return false;
	c->at++;
	return true;
}

static bool took_text(struct cursor *c, const char *text)
{
	size_t nr = strlen(text);

	if ((size_t)(c->end - c->at) < nr || memcmp(c->at, text, nr) != 0)
		return false;
	c->at += nr;
	return true;
}

static bool take(struct cursor *c, char byte, const char *fault)
{
	return took(c, byte) || fault_at(c, c->at, fault);
}

static bool take_end(struct cursor *c)
{
	skip_blanks(c);
	return c->at == c->end ||
	       fault_at(c, c->at, "something is behind what the line says");
}

/* 16 or more for what is no digit. */
static unsigned int digit_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned int)(byte - '0');
	if (byte >= 'a' && byte <= 'f')
		return (unsigned int)(byte - 'a') + 10;
	if (byte >= 'A' && byte <= 'F')
		return (unsigned int)(byte - 'A') + 10;
	return 16;
}

static bool take_digits(struct cursor *c, unsigned int base, uint64_t *number)
{
	const char *start = c->at;
	unsigned int digit;

	*number = 0;
	for (; c->at < c->end; c->at++) {
		digit = digit_of(*c->at);
		if (digit >= base)
			break;
		if (*number > (UINT64_MAX - digit) / base)
			return fault_at(c, start, "a number of 2^64 or more");
		*number = *number * base + digit;
	}
	return c->at > start || fault_at(c, start, not_a_number);
}

static bool take_number(struct cursor *c, uint64_t *number)
{
	skip_blanks(c);
	if (took_text(c, "0x") || took_text(c, "0X"))
		return take_digits(c, 16, number);
	return take_digits(c, 10, number);
}

static bool check_range(const struct cursor *c, const char *start,
			const struct pfnpack_range *range)
{
	if (!range->nr)
		return fault_at(c, start, "a range of 0 OS pages");
	if (range->pfn >= PFNPACK_PFN_END ||
	    range->nr > PFNPACK_PFN_END - range->pfn)
		return fault_at(c, start,
				"the range goes beyond the last PFN, 2^44 - 1");
	return true;
}

static bool set_tag(const struct cursor *c, const char *start,
		    struct pfnpack_range *range, uint64_t tag)
{
	if (tag > PFNPACK_TAG_MAX)
		return fault_at(c, start, "a tag above 15");
	range->tag = (unsigned int)tag;
	return true;
}

/* --- Lines ------------------------------------------------------------- */

static bool take_range_end(struct cursor *c, struct pfnpack_range *range)
{
	const char *start = c->at;
	uint64_t end;

	if (!take_number(c, &end))
		return false;
	if (end <= range->pfn)
		return fault_at(c, start,
				"the end of the range is not above its start");
	range->nr = end - range->pfn;
	return true;
}

static bool take_half_open(struct cursor *c, struct pfnpack_range *range)
{
	uint64_t first;

	if (!take_number(c, &first))
		return false;
	range->pfn = first;
	return take(c, ',', "a comma is missing after the first PFN") &&
	       take_range_end(c, range) &&
	       take(c, ')', "the range lacks its closing parenthesis");
}

static bool take_counted(struct cursor *c, struct pfnpack_range *range)
{
	uint64_t number;

	if (!take_number(c, &number))
		return false;
	range->pfn = number;
	range->nr = 1;
	if (took(c, '-'))
		return take_range_end(c, range);
	if (!took(c, '+'))
		return true;
	if (!take_number(c, &number))
		return false;
	range->nr = number;
	return true;
}

static bool take_tag(struct cursor *c, struct pfnpack_range *range)
{
	const char *start;
	uint64_t tag;

	skip_blanks(c);
	start = c->at;
	if (!took_text(c, "tag="))
		return true;
	if (!is_blank(start[-1]))
		return fault_at(c, start, "a blank is missing before the tag");
	return take_number(c, &tag) && set_tag(c, start, range, tag);
}

static bool take_line(struct cursor *c, struct pfnpack_range *range)
{
	const char *start = c->at;
	bool good = took(c, '[') ? take_half_open(c, range) :
				   take_counted(c, range);

	return good && check_range(c, start, range) && take_tag(c, range) &&
	       take_end(c);
}

/* --- CSV --------------------------------------------------------------- */

static bool take_csv_header(struct cursor *c)
{
	c->t->has_header = true;
	return took_text(c, csv_header) ?
		       take_end(c) :
		       fault_at(c, c->at,
				"the header line is not \"pfn,nr,tag\"");
}

static bool take_csv_line(struct cursor *c, struct pfnpack_range *range)
{
	static const char too_few[] = "a line of CSV has 3 fields";
	const char *start = c->at;
	const char *tag_start;
	uint64_t pfn, nr, tag;

	if (!take_number(c, &pfn) || !take(c, ',', too_few) ||
	    !take_number(c, &nr) || !take(c, ',', too_few))
		return false;
	tag_start = c->at;
	*range = (struct pfnpack_range){ .pfn = pfn, .nr = nr };
	return take_number(c, &tag) && check_range(c, start, range) &&
	       set_tag(c, tag_start, range, tag) && take_end(c);
}

/* --- Both -------------------------------------------------------------- */

static void hand_out(struct range_text *t, const struct pfnpack_range *range)
{
	if (!t->handler(t->context, range))
		t->status = RANGE_TEXT_STOPPED;
}

static void take_packed_end(struct cursor *c)
{
	static const char fields[] = ",,";

	if (c->t->form == RANGE_TEXT_CSV && !took_text(c, fields))
		fault_at(c, c->at, "\"packed-page\" lacks its two commas");
	else if (take_end(c))
		hand_out(c->t, NULL);
}

static void take_item(struct cursor *c)
{
	struct pfnpack_range range = { 0 };
	bool good;

	good = c->t->form == RANGE_TEXT_CSV ? take_csv_line(c, &range) :
					      take_line(c, &range);
	if (good)
		hand_out(c->t, &range);
}

static void parse_line(struct range_text *t)
{
	struct cursor c = { t, t->bytes, t->bytes + t->nr_bytes };

	skip_blanks(&c);
	if (c.at == c.end)
		return;
	if (t->form == RANGE_TEXT_CSV && !t->has_header)
		take_csv_header(&c);
	else if (took_text(&c, packed_end))
		take_packed_end(&c);
	else
		take_item(&c);
}

static void start_line(struct range_text *t)
{
	t->line++;
	t->nr_bytes = 0;
	t->in_comment = false;
}

void range_text_init(struct range_text *t, enum range_text_form form,
		     range_text_handler handler, void *context)
{
	*t = (struct range_text){
		.form = form,
		.handler = handler,
		.context = context,
	};
	start_line(t);
}

static void add_byte(struct range_text *t, char byte)
{
	const struct cursor line = { .t = t };

	t->in_comment |= byte == '#' && t->form == RANGE_TEXT_LINES;
	if (t->in_comment)
		return;
	if (t->nr_bytes == RANGE_TEXT_LINE_MAX)
		fault_at(&line, t->bytes + t->nr_bytes,
			 "the line is longer than 255 bytes");
	else
		t->bytes[t->nr_bytes++] = byte;
}

enum range_text_status range_text_feed(struct range_text *t, const char *bytes,
				       size_t nr_bytes)
{
	size_t i;

	for (i = 0; i < nr_bytes && t->status == RANGE_TEXT_OK; i++) {
		if (bytes[i] != '\n') {
			add_byte(t, bytes[i]);
			continue;
		}
		parse_line(t);
		start_line(t);
	}
	return t->status;
}

enum range_text_status range_text_end(struct range_text *t)
{
	const struct cursor line = { .t = t };

	if (t->status != RANGE_TEXT_OK)
		return t->status;
	parse_line(t);
	if (t->status == RANGE_TEXT_OK && t->form == RANGE_TEXT_CSV &&
	    !t->has_header)
		fault_at(&line, t->bytes, "the header line is missing");
	start_line(t);
	return t->status;
}
