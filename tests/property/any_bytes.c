// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any bytes: the check and the reader say what the model says. */
#include "compare.h"

#include <string.h>

static struct pfnpack_page packed[MODEL_PACKED];
static struct pfnpack_page *table[MODEL_PACKED];
static struct model_writer model;
static struct model_list list;

/* --- One packed page ---------------------------------------------------- */

static void any_bytes(struct rng *rng)
{
	uint8_t *bytes = (uint8_t *)packed;
	unsigned int nr;

	memset(packed, 0, sizeof(packed[0]));
	switch (rng_below(rng, 8)) {
	case 0:
		random_bytes(rng, bytes, MODEL_BYTES);
		break;
	case 1:
		memset(packed, rng_below(rng, 256), sizeof(packed[0]));
		break;
	default:
		random_list(rng, &model, 1);
		model_encode(&model.list, 0, bytes);
		break;
	}
	for (nr = rng_below(rng, 4); nr; nr--)
		mutate(rng, bytes);
}

static bool verdict_agrees(struct property *p,
			   const struct model_verdict *verdict)
{
	struct pfnpack_fault fault = { 0, 0, 9 };
	struct pfnpack_summary summary;

	if (!verdict->rule)
		return HOLDS(p, pfnpack_check(packed, &fault) == PFNPACK_OK) &&
		       HOLDS(p, fault.packed_index == 9);
	return HOLDS(p, pfnpack_check(packed, &fault) == PFNPACK_MALFORMED) &&
	       HOLDS(p, (unsigned int)fault.rule == verdict->rule) &&
	       HOLDS(p, fault.slot == verdict->slot) &&
	       HOLDS(p, fault.packed_index == 0) &&
	       HOLDS(p, pfnpack_summarize(packed, &summary, &fault) ==
				PFNPACK_MALFORMED);
}

/* The reader agrees with the check up to F-09, which it does not look at. */
static bool reader_agrees(struct property *p,
			  const struct model_verdict *verdict)
{
	bool malformed = verdict->rule && verdict->rule < 9;
	enum pfnpack_status status;
	struct pfnpack_range range;
	struct pfnpack_reader r;
	unsigned int nr = 0;

	pfnpack_reader_init(&r, packed, 1);
	while ((status = pfnpack_next(&r, &range)) == PFNPACK_OK) {
		if (!HOLDS(p, nr < list.nr) ||
		    !HOLDS(p, range.pfn == list.ranges[nr].pfn) ||
		    !HOLDS(p, range.nr == list.ranges[nr].nr) ||
		    !HOLDS(p, range.tag == list.ranges[nr].tag))
			return false;
		nr++;
	}
	if (!HOLDS(p, nr == list.nr) ||
	    !HOLDS(p, (status == PFNPACK_MALFORMED) == malformed))
		return false;
	return !malformed ||
	       (HOLDS(p, r.fault.slot == verdict->slot) &&
		HOLDS(p, (unsigned int)r.fault.rule == verdict->rule));
}

/* All ranges or none, and never a byte behind the last. */
static bool decode_agrees(struct property *p,
			  const struct model_verdict *verdict)
{
	static struct pfnpack_range ranges[PFNPACK_SLOTS];
	struct pfnpack_fault fault;
	struct pfnpack_summary summary;
	unsigned int i;

	if (verdict->rule)
		return HOLDS(p, pfnpack_decode(packed, ranges, &summary,
					       &fault) == PFNPACK_MALFORMED) &&
		       HOLDS(p, fault.slot == verdict->slot) &&
		       HOLDS(p, (unsigned int)fault.rule == verdict->rule);
	memset(ranges, 0xa5, sizeof(ranges));
	if (!HOLDS(p, pfnpack_decode(packed, ranges, &summary, &fault) ==
			      PFNPACK_OK) ||
	    !HOLDS(p, summary.nr_ranges == list.nr))
		return false;
	for (i = 0; i < list.nr; i++) {
		if (!HOLDS(p, ranges[i].pfn == list.ranges[i].pfn) ||
		    !HOLDS(p, ranges[i].nr == list.ranges[i].nr) ||
		    !HOLDS(p, ranges[i].tag == list.ranges[i].tag))
			return false;
	}
	return i == PFNPACK_SLOTS ||
	       HOLDS(p, ranges[i].pfn == 0xa5a5a5a5a5a5a5a5ULL);
}

static bool packed_agrees(struct property *p)
{
	struct model_verdict verdict;

	list.nr = 0;
	model_decode((const uint8_t *)packed, 0, &list);
	verdict = model_check((const uint8_t *)packed);
	return verdict_agrees(p, &verdict) && reader_agrees(p, &verdict) &&
	       decode_agrees(p, &verdict);
}

bool compare_packed(struct property *p, const uint8_t *bytes)
{
	memcpy(packed, bytes, sizeof(packed[0]));
	return packed_agrees(p);
}

bool property_verdict_is_the_model(struct property *p)
{
	any_bytes(&p->rng);
	return packed_agrees(p);
}

/* --- An array of packed pages -------------------------------------------- */

static void any_array(struct rng *rng, unsigned int nr_packed)
{
	unsigned int nr, i;

	random_list(rng, &model, nr_packed);
	for (i = 0; i < nr_packed; i++) {
		memset(table[i], 0, sizeof(packed[0]));
		model_encode(&model.list, i, (uint8_t *)table[i]);
	}
	for (nr = rng_below(rng, 3); nr && nr_packed; nr--)
		mutate(rng, (uint8_t *)table[rng_below(rng, nr_packed)]);
}

static void place_packed(bool in_table)
{
	unsigned int i;

	for (i = 0; i < MODEL_PACKED; i++)
		table[i] = &packed[in_table ? MODEL_PACKED - 1 - i : i];
}

/* On the packed pages as they are. */
static void start_readers(struct readers *r, unsigned int nr_packed,
			  bool in_table)
{
	r->verdict =
		model_read((const uint8_t *const *)table, nr_packed, &list);
	r->model = (struct model_reader){
		.list = &list,
		.rule = r->verdict.rule,
	};
	if (in_table)
		pfnpack_reader_init_table(&r->lib, table, nr_packed);
	else
		pfnpack_reader_init(&r->lib, packed, nr_packed);
}

void compare_readers_start(struct readers *r, uint8_t bytes[][MODEL_BYTES],
			   unsigned int nr_packed, bool in_table)
{
	unsigned int i;

	place_packed(in_table);
	for (i = 0; i < nr_packed; i++)
		memcpy(table[i], bytes[i], MODEL_BYTES);
	start_readers(r, nr_packed, in_table);
}

static bool status_agrees(struct property *p, const struct readers *r,
			  enum pfnpack_status status,
			  enum model_read_status expected)
{
	switch (expected) {
	case MODEL_READ_OK:
		return HOLDS(p, status == PFNPACK_OK);
	case MODEL_READ_END:
		return HOLDS(p, status == PFNPACK_END);
	default:
		return HOLDS(p, status == PFNPACK_MALFORMED) &&
		       HOLDS(p, (unsigned int)r->lib.fault.rule ==
					r->verdict.rule) &&
		       HOLDS(p, r->lib.fault.slot == r->verdict.slot) &&
		       HOLDS(p, r->lib.fault.packed_index == r->verdict.packed);
	}
}

static bool range_agrees(struct property *p, const struct pfnpack_range *range,
			 const struct model_range *expected)
{
	return HOLDS(p, range->pfn == expected->pfn) &&
	       HOLDS(p, range->nr == expected->nr) &&
	       HOLDS(p, range->tag == expected->tag);
}

void compare_join(struct readers *r)
{
	pfnpack_reader_join(&r->lib);
	r->model.joins = true;
}

bool compare_skip(struct property *p, struct readers *r, uint64_t nr)
{
	enum pfnpack_status status = pfnpack_skip(&r->lib, nr);

	return status_agrees(p, r, status, model_skip(&r->model, nr));
}

bool compare_next_block(struct property *p, struct readers *r,
			unsigned int max_order)
{
	struct pfnpack_range range = { 0 };
	struct model_range expected = { 0 };
	enum model_read_status model_status;
	enum pfnpack_status status;

	status = pfnpack_next_block(&r->lib, max_order, &range);
	model_status = model_next_block(&r->model, max_order, &expected);
	return status_agrees(p, r, status, model_status) &&
	       range_agrees(p, &range, &expected);
}

bool compare_next(struct property *p, struct readers *r)
{
	struct pfnpack_range range = { 0 };
	struct model_range expected = { 0 };
	enum pfnpack_status status = pfnpack_next(&r->lib, &range);

	return status_agrees(p, r, status, model_next(&r->model, &expected)) &&
	       range_agrees(p, &range, &expected);
}

bool compare_next_max(struct property *p, struct readers *r, uint64_t max)
{
	struct pfnpack_range range = { 0 };
	struct model_range expected = { 0 };
	enum model_read_status model_status;
	enum pfnpack_status status;

	status = pfnpack_next_max(&r->lib, max, &range);
	model_status = model_next(&r->model, &expected);
	if (expected.nr > max) {
		r->model.rest = expected;
		r->model.rest.pfn += max;
		r->model.rest.nr -= max;
		expected.nr = max;
	}
	return status_agrees(p, r, status, model_status) &&
	       range_agrees(p, &range, &expected);
}

bool compare_next_words(struct property *p, struct readers *r, uint64_t max,
			unsigned int nr_words)
{
	static __u64 words[COMPARE_WORDS_MAX + 1];
	__u64 nr_left = max;
	unsigned int i, nr;

	words[nr_words] = nr_words;
	nr = pfnpack_next_words(&r->lib, &nr_left, words, nr_words);
	if (!HOLDS(p, nr <= nr_words) || !HOLDS(p, words[nr_words] == nr_words))
		return false;
	for (i = 0; i < nr; i++) {
		struct pfnpack_range range = pfnpack_word_range(words[i]);
		struct model_range expected = { 0 };

		if (!HOLDS(p,
			   model_next(&r->model, &expected) == MODEL_READ_OK) ||
		    !range_agrees(p, &range, &expected) ||
		    !HOLDS(p, range.nr <= max))
			return false;
		max -= range.nr;
	}
	return HOLDS(p, nr_left == max);
}

bool compare_at_end(const struct readers *r)
{
	return !r->model.rest.nr && r->model.next == r->model.list->nr;
}

static bool step_agrees(struct property *p, struct readers *r)
{
	uint64_t nr;

	switch (rng_below(&p->rng, 16)) {
	case 0:
		compare_join(r);
		return true;
	case 1:
		nr = random_count(&p->rng) - rng_one_in(&p->rng, 2);
		return compare_skip(p, r, nr);
	case 2:
	case 3:
		return compare_next_block(p, r, rng_below(&p->rng, 70));
	default:
		return compare_next(p, r);
	}
}

bool property_reader_is_the_model(struct property *p)
{
	unsigned int nr_packed = rng_below(&p->rng, MODEL_PACKED + 1);
	bool in_table = rng_one_in(&p->rng, 2);
	unsigned int steps_after_end = 4;
	struct readers r;

	place_packed(in_table);
	any_array(&p->rng, nr_packed);
	start_readers(&r, nr_packed, in_table);
	while (steps_after_end) {
		if (compare_at_end(&r))
			steps_after_end--;
		if (!step_agrees(p, &r))
			return false;
	}
	return true;
}
