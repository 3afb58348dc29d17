// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writes a JSON document as it comes.
 */
#include "json_out.h"

#include <assert.h>
#include <string.h>

/* Of a number of 64 bits. */
#define DIGITS_MAX 20

void json_start(struct json_out *j, FILE *stream)
{
	*j = (struct json_out){ .stream = stream };
}

static void put(const struct json_out *j, const char *bytes, size_t nr_bytes)
{
	fwrite_unlocked(bytes, 1, nr_bytes, j->stream);
}

static void put_byte(const struct json_out *j, char byte)
{
	putc_unlocked(byte, j->stream);
}

static void put_ascii(const struct json_out *j, const char *text)
{
	put(j, text, strlen(text));
}

static void put_indent(const struct json_out *j)
{
	unsigned int i;

	put_byte(j, '\n');
	for (i = 0; i < j->depth; i++)
		put_byte(j, ' ');
}

/* What stands before a value: comma, line and key. */
static void put_key(struct json_out *j, const char *key)
{
	bool in_array;

	if (!j->depth)
		return;
	in_array = j->level[j->depth - 1].close == ']';
	if (j->level[j->depth - 1].used)
		put_ascii(j, in_array ? "," : ", ");
	j->level[j->depth - 1].used = true;
	if (in_array)
		put_indent(j);
	if (!key)
		return;
	put_byte(j, '"');
	put_ascii(j, key);
	put_ascii(j, "\": ");
}

static void start(struct json_out *j, const char *key, char open, char close)
{
	put_key(j, key);
	put_byte(j, open);
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
	put_byte(j, j->level[j->depth].close);
	if (!j->depth)
		put_byte(j, '\n');
}

void json_end_to(struct json_out *j, unsigned int depth)
{
	while (j->depth > depth)
		json_end(j);
}

void json_number(struct json_out *j, const char *key, uint64_t number)
{
	char digits[DIGITS_MAX];
	size_t at = DIGITS_MAX;

	put_key(j, key);
	/* There are hundreds of millions of them; printf() takes twice as long. */
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	put(j, digits + at, DIGITS_MAX - at);
}

void json_bool(struct json_out *j, const char *key, bool value)
{
	put_key(j, key);
	put_ascii(j, value ? "true" : "false");
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

static void put_char(const struct json_out *j, const char *at, size_t nr)
{
	unsigned char byte = (unsigned char)*at;

	if (!nr) {
		put_ascii(j, "\\ufffd");
	} else if (byte < ' ' || byte == 0x7f) {
		fprintf(j->stream, "\\u%04x", byte);
	} else {
		if (byte == '"' || byte == '\\')
			put_byte(j, '\\');
		put(j, at, nr);
	}
}

/* Return: false when not all was UTF-8. */
static bool put_string(struct json_out *j, const char *key, const char *text,
		       size_t nr_bytes)
{
	bool good = true;
	size_t at, nr;

	put_key(j, key);
	put_byte(j, '"');
	for (at = 0; at < nr_bytes; at += nr ? nr : 1) {
		nr = utf8_length((const unsigned char *)text + at,
				 nr_bytes - at);
		put_char(j, text + at, nr);
		good &= nr > 0;
	}
	put_byte(j, '"');
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
	put_byte(j, '"');
}
