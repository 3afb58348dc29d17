// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * decode(encode(list)) is the list for every list that fits, and
 * encode(decode(packed)) is the packed page for every one that is valid; and
 * about every array of bytes, valid or not, the library says what the model
 * says (F-10, F-11).
 */
#include "scope.h"

#include <stdio.h>
#include <string.h>

static struct pfnpack_page again[1];

/* --- One packed page ----------------------------------------------------- */

static bool same_range(const struct pfnpack_range *range,
		       const struct model_range *expected)
{
	return range->pfn == expected->pfn && range->nr == expected->nr &&
	       range->tag == expected->tag;
}

/* Each range behind a break: as it stands, nothing merged. */
static void write_list(const struct model_list *list)
{
	struct pfnpack_writer w;
	unsigned int i;

	memset(again, 0, sizeof(again));
	pfnpack_writer_init(&w, again, 1);
	for (i = 0; i < list->nr; i++) {
		pfnpack_break(&w);
		MUST(pfnpack_append(&w, list->ranges[i].pfn, list->ranges[i].nr,
				    list->ranges[i].tag) == PFNPACK_OK);
	}
	MUST(pfnpack_seal(&w) == (list->nr != 0));
}

static void ranges_agree(const struct model_list *list)
{
	struct pfnpack_range ranges[PFNPACK_SLOTS];
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	uint64_t nr_os_pages = 0;
	unsigned int i;

	MUST(pfnpack_decode(scope_packed, ranges, &summary, &fault) ==
	     PFNPACK_OK);
	MUST(summary.nr_ranges == list->nr);
	MUST(summary.nr_descs == model_descs(list, 0));
	MUST(summary.nr_free ==
	     MODEL_SLOTS - summary.nr_ranges - summary.nr_descs);
	for (i = 0; i < list->nr; i++) {
		MUST(same_range(&ranges[i], &list->ranges[i]));
		nr_os_pages += ranges[i].nr;
	}
	MUST(summary.nr_os_pages == nr_os_pages);
}

/* Return: is it valid? */
static bool try_packed(void)
{
	struct model_verdict verdict = model_check(scope_bytes[0]);
	struct pfnpack_fault fault = { 0 };
	static struct model_list list;

	if (verdict.rule) {
		MUST(pfnpack_check(scope_packed, &fault) == PFNPACK_MALFORMED);
		MUST((unsigned int)fault.rule == verdict.rule);
		MUST(fault.slot == verdict.slot);
		return false;
	}
	list.nr = 0;
	model_decode(scope_bytes[0], 0, &list);
	ranges_agree(&list);
	write_list(&list);
	MUST(!memcmp(again, scope_packed, sizeof(again)));
	return true;
}

/* --- Any array ----------------------------------------------------------- */

static void read_array(unsigned int nr_packed, bool joins)
{
	struct model_reader model = { .joins = joins };
	enum model_read_status expected_status;
	struct model_range expected;
	static struct model_list list;
	enum pfnpack_status status;
	struct model_verdict verdict;
	struct pfnpack_range range;
	struct pfnpack_reader r;

	verdict = model_read(scope_bytes, nr_packed, &list);
	model.list = &list;
	model.rule = verdict.rule;
	pfnpack_reader_init(&r, scope_packed, nr_packed);
	if (joins)
		pfnpack_reader_join(&r);
	do {
		expected_status = model_next(&model, &expected);
		status = pfnpack_next(&r, &range);
		MUST((status == PFNPACK_OK) ==
		     (expected_status == MODEL_READ_OK));
		MUST(status != PFNPACK_OK || same_range(&range, &expected));
	} while (status == PFNPACK_OK);
	MUST((status == PFNPACK_END) == (expected_status == MODEL_READ_END));
	if (status == PFNPACK_END)
		return;
	MUST(status == PFNPACK_MALFORMED);
	MUST((unsigned int)r.fault.rule == verdict.rule);
	MUST(r.fault.slot == verdict.slot);
	MUST(r.fault.packed_index == verdict.packed);
}

/* Count up; false when all slots are back at 0. */
static bool next_array(unsigned int nr_packed)
{
	uint8_t *bytes = (uint8_t *)scope_packed;
	uint64_t value;
	unsigned int i;

	for (i = 0; i < nr_packed * MODEL_SLOTS; i++) {
		value = (model_get_slot(bytes, i) + 1) % SCOPE_VALUES;
		model_set_slot(bytes, i, value);
		if (value)
			return true;
	}
	return false;
}

void try_arrays(unsigned int nr_packed)
{
	unsigned long nr = 0, nr_valid = 0;

	memset(scope_packed, 0, sizeof(scope_packed));
	scope_nr_packed = nr_packed;
	hooked_before_load = scope_is_inside;
	do {
		nr++;
		if (nr_packed == 1)
			nr_valid += try_packed();
		read_array(nr_packed, false);
		read_array(nr_packed, true);
	} while (next_array(nr_packed));
	printf("arrays of %u packed pages: %lu\n", nr_packed, nr);
	if (nr_packed == 1) {
		MUST(try_lists() == nr_valid);
		printf("of them valid, and as many lists: %lu\n", nr_valid);
	}
}

/* --- Any list ------------------------------------------------------------ */

static void try_list(const struct model_list *list)
{
	struct pfnpack_fault fault;

	write_list(list);
	scope_packed[0] = again[0];
	MUST(pfnpack_check(scope_packed, &fault) == PFNPACK_OK);
	ranges_agree(list);
	model_encode(list, 0, (uint8_t *)scope_packed);
	MUST(!memcmp(again, scope_packed, sizeof(again)));
}

/* Return: lists that begin with this one. */
static unsigned long lists_from(struct model_list *list, unsigned int nr_free)
{
	struct model_range range = { 0 };
	unsigned long nr = 1;
	unsigned int cost, i;

	try_list(list);
	for (i = 0; scope_range(i, &range); i++) {
		cost = range.nr > MODEL_INLINE ? 2 : 1;
		if (cost > nr_free)
			continue;
		list->ranges[list->nr++] = range;
		nr += lists_from(list, nr_free - cost);
		list->nr--;
	}
	return nr;
}

unsigned long try_lists(void)
{
	static struct model_list list;

	return lists_from(&list, MODEL_SLOTS);
}
