// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The statements of a vector. */
#include "vector.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

#define MAX_PIECES 600

/* A statement: its first piece is its name. */
struct statement {
	struct vector *v;
	unsigned int nr;
	char *pieces[MAX_PIECES];
};

void vector_error(const struct vector *v, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", v->path, v->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

/* --- Pieces ------------------------------------------------------------ */

/* A number, decimal or 0x, of the whole of @text. */
static bool read_number(const struct statement *s, const char *text,
			uint64_t limit, uint64_t *value)
{
	int base = text[0] == '0' && text[1] == 'x' ? 16 : 10;
	char *end;

	errno = 0;
	*value = strtoull(text, &end, base);
	if (*text < '0' || *text > '9' || *end || errno || *value > limit) {
		vector_error(s->v, "'%s' is not a number up to %llu", text,
			     (unsigned long long)limit);
		return false;
	}
	return true;
}

static bool read_slot(const struct statement *s, const char *text,
		      unsigned int *slot)
{
	uint64_t value;

	if (!read_number(s, text, MODEL_SLOTS - 1, &value))
		return false;
	*slot = (unsigned int)value;
	return true;
}

/* "A" or "A..B", both included */
static bool read_slots(const struct statement *s, char *text,
		       unsigned int *first, unsigned int *last)
{
	char *dots = strstr(text, "..");

	if (!dots) {
		if (!read_slot(s, text, first))
			return false;
		*last = *first;
		return true;
	}
	*dots = 0;
	if (!read_slot(s, text, first) || !read_slot(s, dots + 2, last))
		return false;
	if (*first <= *last)
		return true;
	vector_error(s->v, "the slots are in the wrong order");
	return false;
}

/* "name=value", anywhere in the statement */
static bool read_field(const struct statement *s, const char *name,
		       uint64_t limit, uint64_t *value)
{
	size_t length = strlen(name);
	unsigned int i;

	for (i = 1; i < s->nr; i++) {
		if (!strncmp(s->pieces[i], name, length) &&
		    s->pieces[i][length] == '=')
			return read_number(s, s->pieces[i] + length + 1, limit,
					   value);
	}
	vector_error(s->v, "'%s' lacks %s=", s->pieces[0], name);
	return false;
}

static bool expect_pieces(const struct statement *s, unsigned int nr)
{
	if (s->nr == nr)
		return true;
	vector_error(s->v, "'%s' takes %u pieces, here are %u", s->pieces[0],
		     nr - 1, s->nr - 1);
	return false;
}

static bool expect_piece(const struct statement *s, unsigned int i,
			 const char *text)
{
	if (!strcmp(s->pieces[i], text))
		return true;
	vector_error(s->v, "'%s' where '%s' is expected", s->pieces[i], text);
	return false;
}

/* --- Statements that fill slots ---------------------------------------- */

static uint8_t *bytes_of(const struct statement *s)
{
	return (uint8_t *)&s->v->packed;
}

static bool read_word_fields(const struct statement *s, uint64_t *pfn,
			     uint64_t *rest)
{
	uint64_t tag, size;

	if (!read_field(s, "pfn", MODEL_END - 1, pfn) ||
	    !read_field(s, "tag", 15, &tag) ||
	    !read_field(s, "size", 65535, &size))
		return false;
	*rest = size << 48 | tag << 44;
	return true;
}

/* word SLOT pfn=P tag=T size=S */
static bool read_word(const struct statement *s)
{
	uint64_t pfn, rest;
	unsigned int slot;

	if (!expect_pieces(s, 5) || !read_slot(s, s->pieces[1], &slot) ||
	    !read_word_fields(s, &pfn, &rest))
		return false;
	model_set_slot(bytes_of(s), slot, rest | pfn);
	return true;
}

/* words A..B pfn=P step=N tag=T size=S */
static bool read_words(const struct statement *s)
{
	uint64_t pfn, step, rest;
	unsigned int slot, last;

	if (!expect_pieces(s, 6) ||
	    !read_slots(s, s->pieces[1], &slot, &last) ||
	    !read_word_fields(s, &pfn, &rest) ||
	    !read_field(s, "step", MODEL_END - 1, &step))
		return false;
	for (; slot <= last; slot++) {
		if (pfn >= MODEL_END) {
			vector_error(s->v, "slot %u: no such PFN", slot);
			return false;
		}
		model_set_slot(bytes_of(s), slot, rest | pfn);
		pfn += step;
	}
	return true;
}

/* desc SLOT COUNT */
static bool read_desc(const struct statement *s)
{
	unsigned int slot;
	uint64_t value;

	if (!expect_pieces(s, 3) || !read_slot(s, s->pieces[1], &slot) ||
	    !read_number(s, s->pieces[2], UINT64_MAX, &value))
		return false;
	model_set_slot(bytes_of(s), slot, value);
	return true;
}

/* slot A = VALUE, slot A..B = VALUE */
static bool read_raw_slots(const struct statement *s)
{
	unsigned int slot, last;
	uint64_t value;

	if (!expect_pieces(s, 4) || !expect_piece(s, 2, "=") ||
	    !read_slots(s, s->pieces[1], &slot, &last) ||
	    !read_number(s, s->pieces[3], UINT64_MAX, &value))
		return false;
	for (; slot <= last; slot++)
		model_set_slot(bytes_of(s), slot, value);
	return true;
}

static bool read_byte(const struct statement *s, const char *text,
		      uint8_t *byte)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(text) != 2 || strspn(text, digits) != 2) {
		vector_error(s->v, "'%s' is not a byte", text);
		return false;
	}
	*byte = (uint8_t)((strchr(digits, text[0]) - digits) * 16 +
			  (strchr(digits, text[1]) - digits));
	return true;
}

/* bytes OFFSET hh hh ... */
static bool read_bytes(const struct statement *s)
{
	uint64_t offset;
	unsigned int i;

	if (s->nr < 3) {
		vector_error(s->v, "'bytes' lacks bytes");
		return false;
	}
	if (!read_number(s, s->pieces[1], MODEL_BYTES - 1, &offset))
		return false;
	if (s->nr - 2 > MODEL_BYTES - offset) {
		vector_error(s->v, "beyond the packed page");
		return false;
	}
	for (i = 2; i < s->nr; i++) {
		if (!read_byte(s, s->pieces[i], &bytes_of(s)[offset + i - 2]))
			return false;
	}
	return true;
}

/* --- What is expected ---------------------------------------------------- */

/* F-nn */
static bool read_rule(const struct statement *s, const char *text)
{
	uint64_t rule = 0;

	if (!strncmp(text, "F-0", 3) && strlen(text) == 4 &&
	    read_number(s, text + 3, 9, &rule) && rule >= 5) {
		s->v->rule = (unsigned int)rule;
		return true;
	}
	vector_error(s->v, "'%s' is not one of F-05 to F-09", text);
	return false;
}

/* expect good, expect malformed F-nn slot N */
static bool read_expect(const struct statement *s)
{
	if (s->v->verdict != VECTOR_OPEN) {
		vector_error(s->v, "a second 'expect'");
		return false;
	}
	if (s->nr == 2 && !strcmp(s->pieces[1], "good")) {
		s->v->verdict = VECTOR_GOOD;
		return true;
	}
	s->v->verdict = VECTOR_MALFORMED;
	return expect_pieces(s, 5) && expect_piece(s, 1, "malformed") &&
	       read_rule(s, s->pieces[2]) && expect_piece(s, 3, "slot") &&
	       read_slot(s, s->pieces[4], &s->v->slot);
}

static bool expect_good(const struct statement *s)
{
	if (s->v->verdict == VECTOR_GOOD)
		return true;
	vector_error(s->v, "'%s' has to follow 'expect good'", s->pieces[0]);
	return false;
}

/* range PFN +COUNT tag=T */
static bool read_range(const struct statement *s)
{
	struct pfnpack_range *range = &s->v->ranges[s->v->nr_ranges];
	uint64_t pfn, nr, tag;

	if (!expect_good(s) || !expect_pieces(s, 4))
		return false;
	if (s->v->nr_ranges == MODEL_SLOTS || s->pieces[2][0] != '+') {
		vector_error(s->v, "'range PFN +COUNT tag=T', at most 512");
		return false;
	}
	if (!read_number(s, s->pieces[1], MODEL_END - 1, &pfn) ||
	    !read_number(s, s->pieces[2] + 1, MODEL_END, &nr) ||
	    !read_field(s, "tag", 15, &tag))
		return false;
	*range = (struct pfnpack_range){ pfn, nr, (unsigned int)tag };
	s->v->nr_ranges++;
	return true;
}

/* ranges N os-pages M descs D free F */
static bool read_summary(const struct statement *s)
{
	uint64_t nr[4];

	if (!expect_good(s) || !expect_pieces(s, 8) ||
	    !expect_piece(s, 2, "os-pages") || !expect_piece(s, 4, "descs") ||
	    !expect_piece(s, 6, "free") ||
	    !read_number(s, s->pieces[1], MODEL_SLOTS, &nr[0]) ||
	    !read_number(s, s->pieces[3], UINT64_MAX, &nr[1]) ||
	    !read_number(s, s->pieces[5], MODEL_SLOTS, &nr[2]) ||
	    !read_number(s, s->pieces[7], MODEL_SLOTS, &nr[3]))
		return false;
	s->v->has_summary = true;
	s->v->summary = (struct pfnpack_summary){
		.nr_ranges = (unsigned int)nr[0],
		.nr_os_pages = nr[1],
		.nr_descs = (unsigned int)nr[2],
		.nr_free = (unsigned int)nr[3],
	};
	return true;
}

static bool read_statement(const struct statement *s)
{
	static const struct {
		const char *name;
		bool (*read)(const struct statement *s);
	} statements[] = {
		{ "word", read_word },	 { "words", read_words },
		{ "desc", read_desc },	 { "slot", read_raw_slots },
		{ "bytes", read_bytes }, { "expect", read_expect },
		{ "range", read_range }, { "ranges", read_summary },
	};
	unsigned int i;

	for (i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		if (!strcmp(s->pieces[0], statements[i].name))
			return statements[i].read(s);
	}
	vector_error(s->v, "'%s' is not a statement", s->pieces[0]);
	return false;
}

static bool cut_into_pieces(struct statement *s, char *text)
{
	char *piece = strtok(text, " \t\r\n");

	for (s->nr = 0; piece; piece = strtok(NULL, " \t\r\n")) {
		if (s->nr == MAX_PIECES) {
			vector_error(s->v, "a statement this long");
			return false;
		}
		s->pieces[s->nr++] = piece;
	}
	return true;
}

bool vector_read_line(struct vector *v, char *text)
{
	char *comment = strchr(text, '#');
	struct statement s = { .v = v };

	if (comment) {
		v->has_why |= !strncmp(comment, "# why: ", 7);
		*comment = 0;
	}
	return cut_into_pieces(&s, text) && (!s.nr || read_statement(&s));
}

bool vector_is_whole(const struct vector *v)
{
	if (v->verdict != VECTOR_OPEN)
		return true;
	vector_error(v, "no 'expect'");
	return false;
}
