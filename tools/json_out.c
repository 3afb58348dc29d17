// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writes a JSON document as it comes.
 */
#include "json_out.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

void json_start(struct json_out *j, FILE *stream)
{
	*j = (struct json_out){ .stream = stream };
}

static void put_indent(const struct json_out *j)
{
	unsigned int i;

	putc('\n', j->stream);
	for (i = 0; i < j->depth; i++)
		putc(' ', j->stream);
}

/* What stands before a value: comma, line and key. */
static void put_key(struct json_out *j, const char *key)
{
	bool in_array;

	if (!j->depth)
		return;
	in_array = j->level[j->depth - 1].close == ']';
	if (j->level[j->depth - 1].used)
		fputs(in_array ? "," : ", ", j->stream);
	j->level[j->depth - 1].used = true;
	if (in_array)
		put_indent(j);
	if (key)
		fprintf(j->stream, "\"%s\": ", key);
}

static void start(struct json_out *j, const char *key, char open, char close)
{
	put_key(j, key);
	putc(open, j->stream);
	assert(j->depth < JSON_DEPTH_MAX);
	j->level[j->depth].close = close;
	j->level[j->depth].used = false;
	j->depth++;
}

void json_object(struct json_out *j, const char *key)
{
	start(j, key, '{', '}');
}

void json_array(struct json_out *j, const char *key)
{
	start(j, key, '[', ']');
}

unsigned int json_depth(const struct json_out *j)
{
	return j->depth;
}

void json_end(struct json_out *j)
{
	j->depth--;
	putc(j->level[j->depth].close, j->stream);
	if (!j->depth)
		putc('\n', j->stream);
}

void json_end_to(struct json_out *j, unsigned int depth)
{
	while (j->depth > depth)
		json_end(j);
}

void json_number(struct json_out *j, const char *key, uint64_t number)
{
	put_key(j, key);
	fprintf(j->stream, "%" PRIu64, number);
}

void json_bool(struct json_out *j, const char *key, bool value)
{
	put_key(j, key);
	fputs(value ? "true" : "false", j->stream);
}

/* --- Strings ----------------------------------------------------------- */

struct utf8_form {
	unsigned char mask; /* bits of the first byte that tell the form */
	unsigned char lead; /* and what they are */
	uint32_t least; /* code point; smaller ones have a shorter form */
};

static const struct utf8_form utf8_forms[] = {
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

static bool is_code_point(uint32_t point, uint32_t least)
{
	bool surrogate = point >= 0xd800 && point <= 0xdfff;

	return point >= least && point <= 0x10ffff && !surrogate;
}

/* Of a form with @nr bytes; the first byte fits it. */
static bool is_utf8(const unsigned char *at, const struct utf8_form *form,
		    size_t nr)
{
	uint32_t point = at[0] & (unsigned char)~form->mask;
	size_t i;

	for (i = 1; i < nr; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return false;
		point = point << 6 | (at[i] & 0x3f);
	}
	return is_code_point(point, form->least);
}

/* Bytes of the character at @at, 0 if it is not UTF-8. */
static size_t utf8_length(const unsigned char *at, size_t nr_left)
{
	size_t nr;

	for (nr = 1; nr <= 4 && nr <= nr_left; nr++) {
		if ((at[0] & utf8_forms[nr - 1].mask) ==
		    utf8_forms[nr - 1].lead)
			return is_utf8(at, &utf8_forms[nr - 1], nr) ? nr : 0;
	}
	return 0;
}

static void put_char(FILE *stream, const unsigned char *at, size_t nr)
{
	if (!nr)
		fputs("\\ufffd", stream);
	else if (*at < ' ' || *at == 0x7f)
		fprintf(stream, "\\u%04x", *at);
	else if (*at == '"' || *at == '\\')
		fprintf(stream, "\\%c", *at);
	else
		fwrite(at, nr, 1, stream);
}

/* Return: false when not all was UTF-8. */
static bool put_string(struct json_out *j, const char *key, const char *text,
		       size_t nr_bytes)
{
	bool good = true;
	size_t at, nr;

	put_key(j, key);
	putc('"', j->stream);
	for (at = 0; at < nr_bytes; at += nr ? nr : 1) {
		const unsigned char *c = (const unsigned char *)text + at;

		nr = utf8_length(c, nr_bytes - at);
		put_char(j->stream, c, nr);
		good &= nr > 0;
	}
	putc('"', j->stream);
	return good;
}

void json_text(struct json_out *j, const char *key, const char *text)
{
	put_string(j, key, text, strlen(text));
}

void json_name(struct json_out *j, const char *key, const char *name,
	       size_t nr_bytes)
{
	size_t nr = strnlen(name, nr_bytes);
	size_t i;

	if (put_string(j, key, name, nr))
		return;
	fprintf(j->stream, ", \"%s_hex\": \"", key);
	for (i = 0; i < nr; i++)
		fprintf(j->stream, "%02x", (unsigned char)name[i]);
	putc('"', j->stream);
}
