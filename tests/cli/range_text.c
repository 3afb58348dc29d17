// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The parser of lists: every way to write a range, every error, and any bytes,
 * divided anywhere.
 */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../property/rng.h"
#include "range_text.h"

#define LOG_MAX 4096

/* What a handler was given, written out; a packed page's end is "|". */
struct log {
	char text[LOG_MAX];
	size_t nr;
	unsigned int left; /* items until it wants no more */
};

static bool note(void *context, const struct pfnpack_range *range)
{
	struct log *log = context;

	if (!range)
		log->nr += (size_t)sprintf(log->text + log->nr, "|");
	else if (log->nr < LOG_MAX - 80)
		log->nr += (size_t)sprintf(log->text + log->nr, "%llu+%llu/%u ",
					   range->pfn, range->nr, range->tag);
	return --log->left;
}

struct parsed {
	enum range_text_status status;
	struct range_text_fault fault;
	struct log log;
};

/* Fed in pieces of @nr_piece bytes, each where nothing readable follows it. */
static struct parsed parse(enum range_text_form form, const char *text,
			   size_t nr, size_t nr_piece)
{
	struct parsed p = { .log.left = UINT32_MAX };
	struct range_text t;
	size_t at;

	range_text_init(&t, form, note, &p.log);
	for (at = 0; at < nr; at += nr_piece) {
		size_t nr_now = nr - at < nr_piece ? nr - at : nr_piece;
		char *piece = malloc(nr_now);

		memcpy(piece, text + at, nr_now);
		range_text_feed(&t, piece, nr_now);
		free(piece);
	}
	p.status = range_text_end(&t);
	p.fault = t.fault;
	return p;
}

static void expect(enum range_text_form form, const char *text,
		   const char *wanted)
{
	size_t nr_piece;

	for (nr_piece = 1; nr_piece < 20; nr_piece++) {
		struct parsed p = parse(form, text, strlen(text), nr_piece);

		cr_assert_eq(p.status, RANGE_TEXT_OK,
			     "%s: line %" PRIu64 " byte %zu: %s", text,
			     p.fault.line, p.fault.byte, p.fault.text);
		cr_assert_str_eq(p.log.text, wanted);
	}
}

static void expect_bytes(enum range_text_form form, const char *text, size_t nr,
			 uint64_t line, size_t byte, const char *fault)
{
	size_t nr_piece;

	for (nr_piece = 1; nr_piece < 20; nr_piece++) {
		struct parsed p = parse(form, text, nr, nr_piece);

		cr_assert_eq(p.status, RANGE_TEXT_MALFORMED, "%s", text);
		cr_assert_str_eq(p.fault.text, fault, "%s: %s", text,
				 p.fault.text);
		cr_assert_eq(p.fault.line, line, "%s", text);
		cr_assert_eq(p.fault.byte, byte, "%s: %zu", text, p.fault.byte);
	}
}

static void expect_fault(enum range_text_form form, const char *text,
			 uint64_t line, size_t byte, const char *fault)
{
	expect_bytes(form, text, strlen(text), line, byte, fault);
}

#define LINES RANGE_TEXT_LINES
#define CSV RANGE_TEXT_CSV
#define HEADER "pfn,nr,tag\n"

Test(range_text, lines)
{
	expect(LINES, "", "");
	expect(LINES, "\n \t\r\n#x\n", "");
	expect(LINES, "7", "7+1/0 ");
	expect(LINES, "#a\n1 # b\n2#c#\n3", "1+1/0 2+1/0 3+1/0 ");
	expect(LINES, "7\r\n", "7+1/0 ");
	expect(LINES, "0x7fF+0X2", "2047+2/0 ");
	expect(LINES, "3-9 tag=2", "3+6/2 ");
	expect(LINES, "[3,9)", "3+6/0 ");
	expect(LINES, "\t[ 3 , 9 )\ttag= 15 #", "3+6/15 ");
	expect(LINES, "3 - 9\n3 + 9", "3+6/0 3+9/0 ");
	expect(LINES, "09", "9+1/0 ");
	expect(LINES, "00000000000000000000000000000000000000000000009",
	       "9+1/0 ");
	expect(LINES, "packed-page\n1\n packed-page #\n", "|1+1/0 |");
	expect(LINES, "17592186044415", "17592186044415+1/0 ");
	expect(LINES, "0+17592186044416", "0+17592186044416/0 ");
	expect(LINES, "0-17592186044416", "0+17592186044416/0 ");
}

Test(range_text, csv)
{
	expect(CSV, "pfn,nr,tag", "");
	expect(CSV, "\n" HEADER "1,2,3\r\n\n4,5,6", "1+2/3 4+5/6 ");
	expect(CSV, HEADER " 0x1 , 2 , 0x3 ", "1+2/3 ");
	expect(CSV, HEADER "packed-page,,\n1,1,0", "|1+1/0 ");
}

static const char no_number[] = "a number is missing";
static const char too_large[] = "a number of 2^64 or more";
static const char behind[] = "something is behind what the line says";
static const char beyond[] = "the range goes beyond the last PFN, 2^44 - 1";
static const char backwards[] = "the end of the range is not above its start";
static const char empty_range[] = "a range of 0 OS pages";
static const char bad_tag[] = "a tag above 15";
static const char long_line[] = "the line is longer than 255 bytes";
static const char three_fields[] = "a line of CSV has 3 fields";
static const char no_paren[] = "the range lacks its closing parenthesis";
static const char no_comma[] = "a comma is missing after the first PFN";

Test(range_text, line_faults)
{
	expect_fault(LINES, "x", 1, 1, no_number);
	expect_fault(LINES, "\n\n  +1", 3, 3, no_number);
	expect_fault(LINES, "0x", 1, 3, no_number);
	expect_fault(LINES, "0xg", 1, 3, no_number);
	expect_fault(LINES, "1-", 1, 3, no_number);
	expect_fault(LINES, "[1,)", 1, 4, no_number);
	expect_fault(LINES, "18446744073709551616", 1, 1, too_large);
	expect_fault(LINES, "99999999999999999999", 1, 1, too_large);
	expect_fault(LINES, "0x10000000000000000", 1, 3, too_large);
	expect_fault(LINES, "18446744073709551615", 1, 1, beyond);
	expect_fault(LINES, "0xffffffffffffffff", 1, 1, beyond);
	expect_fault(LINES, "17592186044416", 1, 1, beyond);
	expect_fault(LINES, "17592186044415+2", 1, 1, beyond);
	expect_fault(LINES, "2+18446744073709551615", 1, 1, beyond);
	expect_fault(LINES, "0-17592186044417", 1, 1, beyond);
	expect_fault(LINES, "1+0", 1, 1, empty_range);
	expect_fault(LINES, "1-1", 1, 3, backwards);
	expect_fault(LINES, "[2,1)", 1, 4, backwards);
	expect_fault(LINES, "[1 2)", 1, 4, no_comma);
	expect_fault(LINES, "[1,2", 1, 5, no_paren);
	expect_fault(LINES, "1 tag=16", 1, 3, bad_tag);
	expect_fault(LINES, "1 tag=18446744073709551615", 1, 3, bad_tag);
	expect_fault(LINES, "1tag=1", 1, 2,
		     "a blank is missing before the tag");
	expect_fault(LINES, "1 2", 1, 3, behind);
	expect_fault(LINES, "1 tag", 1, 3, behind);
	expect_fault(LINES, "packed-page,,", 1, 12, behind);
	expect_bytes(LINES, "1\0", 2, 1, 2, behind);
	expect_bytes(LINES, "\0", 1, 1, 1, no_number);
}

Test(range_text, csv_faults)
{
	static const char no_header[] = "the header line is missing";
	static const char bad_header[] =
		"the header line is not \"pfn,nr,tag\"";

	expect_fault(CSV, "", 1, 1, no_header);
	expect_fault(CSV, "\n\n", 3, 1, no_header);
	expect_fault(CSV, "1,2,3", 1, 1, bad_header);
	expect_fault(CSV, "packed-page,,", 1, 1, bad_header);
	expect_fault(CSV, "pfn,nr,tags", 1, 11, behind);
	expect_fault(CSV, HEADER "1", 2, 2, three_fields);
	expect_fault(CSV, HEADER "1,2", 2, 4, three_fields);
	expect_fault(CSV, HEADER "1,2,", 2, 5, no_number);
	expect_fault(CSV, HEADER "1,2,3,", 2, 6, behind);
	expect_fault(CSV, HEADER "1,0,0", 2, 1, empty_range);
	expect_fault(CSV, HEADER "1,2,16", 2, 5, bad_tag);
	expect_fault(CSV, HEADER "17592186044415,2,0", 2, 1, beyond);
	expect_fault(CSV, HEADER "# 1,2,3", 2, 1, no_number);
	expect_fault(CSV, HEADER "packed-page", 2, 12,
		     "\"packed-page\" lacks its two commas");
}

/* A line of @nr bytes, blank but for its last one; then a comment. */
static struct parsed parse_long(size_t nr, size_t nr_comment)
{
	char *text = malloc(nr + nr_comment + 1);
	struct parsed p;

	memset(text, ' ', nr);
	text[nr - 1] = '7';
	text[nr] = '#';
	memset(text + nr + 1, 'x', nr_comment);
	p = parse(LINES, text, nr + 1 + nr_comment, 1000);
	free(text);
	return p;
}

Test(range_text, long_lines)
{
	struct parsed p = parse_long(RANGE_TEXT_LINE_MAX, 1 << 20);

	cr_assert_eq(p.status, RANGE_TEXT_OK);
	cr_assert_str_eq(p.log.text, "7+1/0 ");
	p = parse_long(RANGE_TEXT_LINE_MAX + 1, 0);
	cr_assert_eq(p.status, RANGE_TEXT_MALFORMED);
	cr_assert_str_eq(p.fault.text, long_line);
	cr_assert_eq(p.fault.byte, RANGE_TEXT_LINE_MAX + 1);
	p = parse_long(1 << 20, 0);
	cr_assert_str_eq(p.fault.text, long_line);
}

Test(range_text, stops)
{
	struct log log = { .left = 2 };
	struct range_text t;

	range_text_init(&t, LINES, note, &log);
	cr_assert_eq(range_text_feed(&t, "1\n2\n3\nx\n", 8),
		     RANGE_TEXT_STOPPED);
	cr_assert_eq(range_text_feed(&t, "4\n", 2), RANGE_TEXT_STOPPED);
	cr_assert_eq(range_text_end(&t), RANGE_TEXT_STOPPED);
	cr_assert_str_eq(log.text, "1+1/0 2+1/0 ");
}

Test(range_text, faults_stay)
{
	struct log log = { .left = UINT32_MAX };
	struct range_text t;

	range_text_init(&t, LINES, note, &log);
	cr_assert_eq(range_text_feed(&t, "1\nx\n2\n", 6), RANGE_TEXT_MALFORMED);
	cr_assert_eq(range_text_feed(&t, "3\n", 2), RANGE_TEXT_MALFORMED);
	cr_assert_eq(range_text_end(&t), RANGE_TEXT_MALFORMED);
	cr_assert_eq(t.fault.line, 2);
	cr_assert_str_eq(log.text, "1+1/0 ");
}

/* --- Any bytes --------------------------------------------------------- */

static const char alphabet[] = "0123456789abcfxX[(,) +-\t\r\n\n\n#tag=packd-"
			       "\0\377\"";
#define NR_ALPHABET (sizeof(alphabet) - 1)

static bool check_item(void *context, const struct pfnpack_range *range)
{
	(void)context;
	if (!range)
		return true;
	cr_assert(range->nr && range->tag <= PFNPACK_TAG_MAX);
	cr_assert(range->pfn < PFNPACK_PFN_END);
	cr_assert(range->nr <= PFNPACK_PFN_END - range->pfn);
	return true;
}

static void feed_any(struct rng *rng, enum range_text_form form)
{
	enum range_text_status status = RANGE_TEXT_OK;
	struct range_text t;
	char bytes[64];
	unsigned int nr, i;

	range_text_init(&t, form, check_item, NULL);
	if (form == CSV)
		range_text_feed(&t, HEADER, strlen(HEADER));
	while (status == RANGE_TEXT_OK && !rng_one_in(rng, 20)) {
		nr = rng_below(rng, sizeof(bytes));
		for (i = 0; i < nr; i++)
			bytes[i] = alphabet[rng_below(rng, NR_ALPHABET)];
		status = range_text_feed(&t, bytes, nr);
	}
	status = range_text_end(&t);
	cr_assert_neq(status, RANGE_TEXT_STOPPED);
	if (status == RANGE_TEXT_OK)
		return;
	cr_assert(t.fault.text && t.fault.line);
	cr_assert(t.fault.byte >= 1 && t.fault.byte <= RANGE_TEXT_LINE_MAX + 1);
}

static void put_random(struct rng *rng, char *text, size_t nr_text,
		       const struct pfnpack_range *r)
{
	static const char *const formats[] = {
		"%llu+%llu tag=%u\n",
		"0x%llx+0x%llx tag=0x%x\n",
		" %llu + %llu\ttag=%u # c\r\n",
	};
	static const char *const ends[] = {
		"[%llu, %llu) tag=%u\n",
		"0x%llx-0x%llx  tag=%u",
		"%llu - %llu tag=%u\n\n",
	};
	bool counted = rng_one_in(rng, 2);

	/* The formats are all of these two kinds. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, nr_text, (counted ? formats : ends)[rng_below(rng, 3)],
		 r->pfn, counted ? r->nr : r->pfn + r->nr, r->tag);
#pragma GCC diagnostic pop
}

static void round_trip(struct rng *rng)
{
	struct pfnpack_range r;
	struct parsed p;
	char text[160];
	char wanted[80];

	r.pfn = rng_bits(rng, PFNPACK_PFN_BITS);
	r.nr = 1 + rng_bits(rng, PFNPACK_PFN_BITS) % (PFNPACK_PFN_END - r.pfn);
	r.tag = rng_below(rng, PFNPACK_TAG_MAX + 1);
	put_random(rng, text, sizeof(text), &r);
	p = parse(LINES, text, strlen(text), 1 + rng_below(rng, 30));
	snprintf(wanted, sizeof(wanted), "%llu+%llu/%u ", r.pfn, r.nr, r.tag);
	cr_assert_eq(p.status, RANGE_TEXT_OK, "%s: %s", text, p.fault.text);
	cr_assert_str_eq(p.log.text, wanted, "%s", text);
}

/* PFNPACK_SEED repeats a run. */
static struct rng seeded(void)
{
	const char *text = getenv("PFNPACK_SEED");
	struct rng rng = { 0 };

	if (text)
		rng.state = strtoull(text, NULL, 0);
	else
		cr_assert_eq(getrandom(&rng.state, sizeof(rng.state), 0),
			     sizeof(rng.state));
	printf("seed 0x%016" PRIx64 "\n", rng.state);
	fflush(stdout);
	return rng;
}

Test(range_text, any_bytes)
{
	struct rng rng = seeded();
	unsigned int i;

	for (i = 0; i < 20000; i++)
		feed_any(&rng, i % 2 ? CSV : LINES);
}

Test(range_text, round_trips)
{
	struct rng rng = seeded();
	unsigned int i;

	for (i = 0; i < 20000; i++)
		round_trip(&rng);
}
