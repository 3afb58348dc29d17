// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An array of packed pages to arrays of PFNs, by every code that this
 * processor can run, amid other ways to read it: the model's PFNs, and no byte
 * of the array beyond what there was room for.
 *
 * Input: a head, with the packed pages in byte 0 and whether they are in a
 * table in byte 1; so many blocks; steps.
 *
 * A unit with bit 0 set asks for as many PFNs as its bits 4 to 14 say, to an
 * array that begins as many PFNs behind a cache line as bits 1 to 3 say.
 * Others are, without that bit, steps of a reader (steps.h).
 *
 * An index of the list is made first, and is the model's sums.
 */
#include "../steps.h"

#include "bulk_runs.h"
#include "pfnpack_bulk.h"

#define LINE_PFNS 8
#define PFNS_MAX 2047
/* No PFN: bits that none has. */
#define UNTOUCHED 0xa5a5a5a5a5a5a5a5ULL

static struct property p = { .name = "expand" };
static uint8_t bytes[MODEL_PACKED][MODEL_BYTES];

static uint64_t expected[PFNS_MAX];
static _Alignas(64) __u64 pfns[LINE_PFNS + PFNS_MAX + LINE_PFNS];

static size_t expand_model(struct model_reader *r, size_t nr)
{
	struct model_range range;
	size_t i = 0;

	while (i < nr && model_next(r, &range) == MODEL_READ_OK) {
		for (; range.nr && i < nr; range.nr--)
			expected[i++] = range.pfn++;
		r->rest = range;
	}
	return i;
}

static bool is_untouched(size_t from, size_t nr)
{
	while (nr--) {
		if (pfns[from++] != UNTOUCHED)
			return false;
	}
	return true;
}

static void untouch(size_t from, size_t nr)
{
	while (nr--)
		pfns[from++] = UNTOUCHED;
}

/* --- Other places --------------------------------------------------------- */

static bool is_status(enum pfnpack_status status,
		      enum model_read_status of_model)
{
	switch (of_model) {
	case MODEL_READ_OK:
		return status == PFNPACK_OK;
	case MODEL_READ_END:
		return status == PFNPACK_END;
	default:
		return status == PFNPACK_MALFORMED;
	}
}

static void advance(struct readers *r, const struct bulk_code *code,
		    uint64_t nr)
{
	enum pfnpack_status status = code ? bulk_advance(&r->lib, code, nr) :
					    pfnpack_advance(&r->lib, nr);

	MUST(is_status(status, model_skip(&r->model, nr)));
}

static void next_in_place(struct readers *r, const struct bulk_code *code)
{
	struct model_range same;
	const __le64 *slot;
	unsigned int nr;

	nr = code ? bulk_next_in_place(&r->lib, code, &slot) :
		    pfnpack_next_in_place(&r->lib, &slot);
	for (; nr; nr--, slot++) {
		struct pfnpack_range range = pfnpack_slot_range(slot);

		MUST(model_next(&r->model, &same) == MODEL_READ_OK);
		MUST(range.pfn == same.pfn && range.nr == same.nr &&
		     range.tag == same.tag);
	}
}

static __u64 before[MODEL_PACKED + 1];
static struct pfnpack_index index_of_list = { .before = before };

/* The OS pages of the list before a packed page. */
static uint64_t nr_before(const struct model_list *list, unsigned int packed)
{
	uint64_t nr = 0;
	unsigned int i;

	for (i = 0; i < list->nr && list->ranges[i].packed < packed; i++)
		nr += list->ranges[i].nr;
	return nr;
}

static void make_index(const struct readers *at_start)
{
	struct pfnpack_reader r = at_start->lib;
	const struct model_list *list = at_start->model.list;
	unsigned int i;

	MUST(is_status(pfnpack_index_make(&index_of_list, &r),
		       at_start->model.rule ? MODEL_READ_MALFORMED :
					      MODEL_READ_OK));
	MUST(index_of_list.nr_packed == model_used(list));
	for (i = 0; i <= model_used(list); i++)
		MUST(before[i] == nr_before(list, i));
}

/* A range that is joined may be entered at its second part: so not joined. */
static void seek(struct readers *r, uint64_t nr)
{
	enum pfnpack_status status;

	if (r->model.joins)
		return;
	r->model.next = 0;
	r->model.rest.nr = 0;
	status = pfnpack_seek(&r->lib, &index_of_list, nr);
	MUST(is_status(status, model_skip(&r->model, nr)));
}

static void go(struct readers *r, const struct bulk_code *code, uint64_t unit)
{
	uint64_t nr = unit >> STEP_BITS;

	switch (unit & ((1 << STEP_BITS) - 1)) {
	case ADVANCE:
		advance(r, code, nr);
		break;
	case IN_PLACE_OR_SEEK:
		if (nr & 1)
			seek(r, nr >> 1);
		else
			next_in_place(r, code);
		break;
	default:
		fuzz_must(step(&p, r, unit));
		break;
	}
}

/* --- PFNs ----------------------------------------------------------------- */

/* @code is NULL for the one that the library chooses. */
static void expand(struct readers *r, const struct bulk_code *code,
		   size_t behind, size_t nr)
{
	__u64 *to = &pfns[behind];
	size_t nr_expected, nr_expanded;

	untouch(0, behind);
	untouch(behind + nr, LINE_PFNS);
	nr_expected = expand_model(&r->model, nr);
	nr_expanded = code ? bulk_expand(&r->lib, code, to, nr) :
			     pfnpack_expand(&r->lib, to, nr);
	MUST(nr_expanded == nr_expected);
	MUST(!memcmp(to, expected, nr_expected * sizeof(*to)));
	MUST(is_untouched(0, behind));
	MUST(is_untouched(behind + nr, LINE_PFNS));
}

static void read_all(struct input in, const struct bulk_code *code,
		     unsigned int nr_packed, bool in_table)
{
	struct readers r;
	uint64_t unit;

	compare_readers_start(&r, bytes, nr_packed, in_table);
	make_index(&r);
	while (in.nr) {
		unit = take_unit(&in);
		if (unit & 1)
			expand(&r, code, unit >> 1 & (LINE_PFNS - 1),
			       unit >> 4 & PFNS_MAX);
		else
			go(&r, code, unit >> 1);
	}
	expand(&r, code, 0, PFNS_MAX);
	/* What comes next, the end or the fault, say. */
	fuzz_must(compare_next(&p, &r));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);
	unsigned int nr_packed =
		(unsigned int)(head & 0xff) % (MODEL_PACKED + 1);
	unsigned int i;

	for (i = 0; i < nr_packed; i++)
		take_block(&in, bytes[i]);
	for (i = 0; i < bulk_nr_codes; i++) {
		if (bulk_codes[i]->is_usable())
			read_all(in, bulk_codes[i], nr_packed, head >> 8 & 1);
	}
	read_all(in, NULL, nr_packed, head >> 8 & 1);
	return 0;
}
