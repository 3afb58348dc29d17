// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Lists of ranges as text: what is given out is valid, the same however the
 * text is divided, and the same again when it is written down and read.
 *
 * Input: a byte, whose bit 0 chooses CSV and whose others say where to
 * divide; the text.
 */
#include <inttypes.h>
#include <stdio.h>

#include "../input.h"
#include "range_text.h"

#define ITEMS_MAX 4096

/* The end of a packed page is a range of 0 OS pages. */
struct parsed {
	enum range_text_status status;
	struct range_text_fault fault;
	size_t nr;
	struct pfnpack_range item[ITEMS_MAX];
};

static struct parsed whole, divided, again;

static bool note(void *context, const struct pfnpack_range *range)
{
	struct parsed *parsed = context;
	struct pfnpack_range *item = &parsed->item[parsed->nr++];

	*item = (struct pfnpack_range){ 0 };
	if (range) {
		MUST(range->nr && range->tag <= PFNPACK_TAG_MAX);
		MUST(range->pfn < PFNPACK_PFN_END);
		MUST(range->nr <= PFNPACK_PFN_END - range->pfn);
		*item = *range;
	}
	return parsed->nr < ITEMS_MAX;
}

static void parse(struct parsed *parsed, enum range_text_form form,
		  struct input text, size_t nr_piece)
{
	struct range_text t;
	size_t nr;

	parsed->nr = 0;
	range_text_init(&t, form, note, parsed);
	while (text.nr) {
		nr = text.nr < nr_piece ? text.nr : nr_piece;
		range_text_feed(&t, (const char *)text.at, nr);
		text.at += nr;
		text.nr -= nr;
	}
	parsed->status = range_text_end(&t);
	parsed->fault = t.fault;
}

static bool same_item(const struct pfnpack_range *a,
		      const struct pfnpack_range *b)
{
	return a->pfn == b->pfn && a->nr == b->nr && a->tag == b->tag;
}

static void must_be_the_same(const struct parsed *a, const struct parsed *b)
{
	size_t i;

	MUST(a->status == b->status && a->nr == b->nr);
	for (i = 0; i < a->nr; i++)
		MUST(same_item(&a->item[i], &b->item[i]));
	if (a->status != RANGE_TEXT_MALFORMED)
		return;
	MUST(a->fault.line == b->fault.line && a->fault.byte == b->fault.byte);
	MUST(a->fault.text == b->fault.text && a->fault.text);
	MUST(a->fault.line >= 1 && a->fault.byte >= 1 &&
	     a->fault.byte <= RANGE_TEXT_LINE_MAX + 1);
}

static int print_item(char *to, size_t nr, const struct pfnpack_range *item)
{
	if (!item->nr)
		return snprintf(to, nr, "packed-page\n");
	return snprintf(to, nr, "%" PRIu64 "+0x%" PRIx64 " tag=%u\n",
			(uint64_t)item->pfn, (uint64_t)item->nr, item->tag);
}

/* As lines, whatever they were. */
static struct input print(const struct parsed *parsed)
{
	static char text[ITEMS_MAX * 64];
	size_t nr = 0;
	size_t i;

	for (i = 0; i < parsed->nr; i++)
		nr += (size_t)print_item(text + nr, sizeof(text) - nr,
					 &parsed->item[i]);
	return input_of((const uint8_t *)text, nr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	uint8_t head = 0;
	enum range_text_form form;

	take_bytes(&in, &head, 1);
	form = head & 1 ? RANGE_TEXT_CSV : RANGE_TEXT_LINES;
	parse(&whole, form, in, in.nr);
	parse(&divided, form, in, 1 + head / 2);
	must_be_the_same(&whole, &divided);
	if (whole.nr == ITEMS_MAX)
		return 0;
	parse(&again, RANGE_TEXT_LINES, print(&whole), SIZE_MAX);
	whole.status = RANGE_TEXT_OK;
	must_be_the_same(&whole, &again);
	return 0;
}
