// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Random programs for a writer, compared with the model after every
 * operation: status, room, and each byte of the packed pages.
 */
#include "compare.h"

#include <string.h>

#define MAX_CHECKPOINTS 4

static struct pfnpack_writer writer;
static struct pfnpack_page packed[MODEL_PACKED];
static struct pfnpack_page *table[MODEL_PACKED];
static unsigned int nr_packed;

static struct model_writer model;
/* What the packed pages, in the order of the table, are to hold. */
static uint8_t image[MODEL_PACKED][MODEL_BYTES];

static struct {
	struct pfnpack_checkpoint cp;
	struct model_writer model;
} checkpoints[MAX_CHECKPOINTS];
static unsigned int nr_checkpoints;
static struct pfnpack_checkpoint at_start;

/* --- What the bytes are to be ----------------------------------------- */

/* The slots of words and descriptors, in and outside of the list. */
struct taken {
	unsigned int words;
	unsigned int descs;
};

static struct taken taken_by(const struct model_list *list, unsigned int index)
{
	return (struct taken){
		.words = model_words(list, index),
		.descs = model_descs(list, index),
	};
}

static bool is_taken(const struct taken *taken, unsigned int slot)
{
	return slot < taken->words || slot >= MODEL_SLOTS - taken->descs;
}

/* F-09: is the gap of this packed page known to be zero? */
static bool is_finished(unsigned int index)
{
	return index + 1 < model_used(&model.list);
}

static void expect_packed(unsigned int index, const struct taken *before,
			  bool sealed)
{
	struct taken now = taken_by(&model.list, index);
	bool all = sealed || is_finished(index);
	uint8_t bytes[MODEL_BYTES];
	unsigned int slot;

	model_encode(&model.list, index, bytes);
	for (slot = 0; slot < MODEL_SLOTS; slot++) {
		if (all || is_taken(&now, slot) || is_taken(before, slot))
			memcpy(&image[index][8 * slot], &bytes[8 * slot], 8);
	}
}

/*
 * A packed page that was given back as a whole: nothing is said of a gap
 * that was never sealed, so take either what was there or zeros.
 */
static void accept_gap(unsigned int index, const struct taken *before)
{
	const uint8_t *bytes = (const uint8_t *)table[index];
	unsigned int slot;

	for (slot = 0; slot < MODEL_SLOTS; slot++) {
		if (!is_taken(before, slot) && !model_get_slot(bytes, slot))
			model_set_slot(image[index], slot, 0);
	}
}

/* The packed pages from @from to below @end. */
static bool are_expected(struct property *p, unsigned int from,
			 unsigned int end)
{
	for (; from < end; from++) {
		if (!HOLDS(p, !memcmp(table[from], image[from], MODEL_BYTES)))
			return false;
	}
	return HOLDS(p, pfnpack_room(&writer) == model_room(&model));
}

/* Up to the one after the list, from the last one of @used before. */
static bool end_is_expected(struct property *p, unsigned int used)
{
	unsigned int end = model_used(&model.list) + 1;

	return are_expected(p, used ? used - 1 : 0,
			    end < nr_packed ? end : nr_packed);
}

static bool bytes_are_expected(struct property *p)
{
	return end_is_expected(p, model_used(&model.list));
}

/* --- Operations -------------------------------------------------------- */

/* Return: whether both say the same, not what. */
static bool append_both(struct property *p, const struct model_range *range)
{
	static const enum pfnpack_status statuses[] = {
		[MODEL_OK] = PFNPACK_OK,
		[MODEL_NO_ROOM] = PFNPACK_NO_ROOM,
		[MODEL_BAD_RANGE] = PFNPACK_BAD_RANGE,
	};
	struct pfnpack_writer before = writer;
	enum model_status expected;
	enum pfnpack_status status;

	expected = model_append(&model, range->pfn, range->nr, range->tag);
	status = pfnpack_append(&writer, range->pfn, range->nr, range->tag);
	return HOLDS(p, status == statuses[expected]) &&
	       HOLDS(p, status == PFNPACK_OK ||
				!memcmp(&before, &writer, sizeof(writer)));
}

bool compare_append(struct property *p, const struct model_range *range)
{
	unsigned int used = model_used(&model.list);
	const struct taken none = { 0, 0 };

	if (!append_both(p, range))
		return false;
	/* At most the packed page being filled and the next. */
	if (used)
		expect_packed(used - 1, &none, false);
	if (model_used(&model.list) > used)
		expect_packed(used, &none, false);
	return end_is_expected(p, used);
}

static bool append_random(struct property *p)
{
	struct model_range range = rng_one_in(&p->rng, 16) ?
					   random_bad_range(&p->rng) :
					   random_range(&p->rng, &model.list);

	return compare_append(p, &range);
}

/* What the model has put in already. */
static bool append_alone(struct property *p, struct model_range range,
			 unsigned int nr)
{
	for (; nr; nr--, range.pfn += range.nr + 1) {
		if (!HOLDS(p, pfnpack_append(&writer, range.pfn, range.nr,
					     range.tag) == PFNPACK_OK))
			return false;
	}
	return true;
}

/* Without a look at every byte after each of them, which takes long. */
bool compare_fill(struct property *p, struct model_range range,
		  unsigned int keep)
{
	unsigned int used = model_used(&model.list);
	const struct taken none = { 0, 0 };

	if (used && model_room(&model) % MODEL_SLOTS <= keep)
		return true;
	if (!compare_append(p, &range))
		return false;
	used = model_used(&model.list);
	range.pfn += range.nr + 1;
	if (!append_alone(p, range, model_fill(&model, range, keep)))
		return false;
	if (used)
		expect_packed(used - 1, &none, false);
	return bytes_are_expected(p);
}

/* Up to the last slots, where it matters; F-12 on the way. */
static bool fill_random(struct property *p)
{
	unsigned int keep = rng_below(&p->rng, 4);
	unsigned int nr = 2 * MODEL_SLOTS;
	struct model_range range = {
		.pfn = rng_bits(&p->rng, 40),
		.nr = rng_one_in(&p->rng, 4) ? 65535 : 1,
		.tag = 9,
	};

	if (rng_one_in(&p->rng, 8))
		return compare_fill(p, range, keep);
	while (nr-- && model_room(&model) % MODEL_SLOTS > keep) {
		range.pfn += range.nr + 1;
		if (!compare_append(p, &range))
			return false;
	}
	return true;
}

/* Return: how many the model has taken. */
static unsigned int append_words_to_model(const __u64 *words, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		__u64 word = words[i];

		if (model_append(&model, word % MODEL_END,
				 word / MODEL_END / MODEL_TAGS,
				 (unsigned int)(word / MODEL_END) %
					 MODEL_TAGS) != MODEL_OK)
			break;
	}
	return i;
}

bool compare_append_words(struct property *p, const __u64 *words,
			  unsigned int nr)
{
	unsigned int used = model_used(&model.list);
	unsigned int nr_taken = append_words_to_model(words, nr);
	const struct taken none = { 0, 0 };
	unsigned int i;

	if (!HOLDS(p, pfnpack_append_words(&writer, words, nr) == nr_taken))
		return false;
	for (i = used ? used - 1 : 0; i < model_used(&model.list); i++)
		expect_packed(i, &none, false);
	return end_is_expected(p, used);
}

bool compare_break(struct property *p)
{
	pfnpack_break(&writer);
	model.broken = true;
	return bytes_are_expected(p);
}

bool compare_seal(struct property *p)
{
	unsigned int used = model_used(&model.list);
	const struct taken none = { 0, 0 };

	if (!HOLDS(p, pfnpack_seal(&writer) == used))
		return false;
	if (used)
		expect_packed(used - 1, &none, true);
	/* Those that the writer was not given, too. */
	return are_expected(p, 0, MODEL_PACKED);
}

bool compare_checkpoint(struct property *p)
{
	if (nr_checkpoints == MAX_CHECKPOINTS)
		return true;
	pfnpack_checkpoint(&writer, &checkpoints[nr_checkpoints].cp);
	model_copy(&checkpoints[nr_checkpoints].model, &model);
	nr_checkpoints++;
	return bytes_are_expected(p);
}

bool compare_rollback(struct property *p, unsigned int to)
{
	unsigned int used = model_used(&model.list);
	struct taken before[MODEL_PACKED];
	unsigned int kept, i;

	if (to >= nr_checkpoints)
		return true;
	for (i = 0; i < used; i++)
		before[i] = taken_by(&model.list, i);
	pfnpack_rollback(&writer, &checkpoints[to].cp);
	model_copy(&model, &checkpoints[to].model);
	/* It stays good; those after it do not. */
	nr_checkpoints = to + 1;
	kept = model_used(&model.list);
	for (i = kept ? kept - 1 : 0; i < used; i++) {
		expect_packed(i, &before[i], i + 1 < used);
		if (i >= kept)
			accept_gap(i, &before[i]);
	}
	return are_expected(p, 0, MODEL_PACKED);
}

static uint64_t nr_os_pages(const struct model_list *list)
{
	uint64_t nr = 0;
	unsigned int i;

	for (i = 0; i < list->nr; i++)
		nr += list->ranges[i].nr;
	return nr;
}

bool compare_readers_since(struct property *p, struct readers *r,
			   unsigned int from)
{
	bool is_known = from < nr_checkpoints;
	uint64_t nr_before =
		is_known ? nr_os_pages(&checkpoints[from].model.list) : 0;

	if (!compare_seal(p))
		return false;
	pfnpack_reader_since(&r->lib, &writer,
			     is_known ? &checkpoints[from].cp : &at_start);
	r->verdict = (struct model_verdict){ 0 };
	r->model = (struct model_reader){ .list = &model.list };
	return HOLDS(p, model_skip(&r->model, nr_before) == MODEL_READ_OK);
}

static bool rollback_random(struct property *p)
{
	return !nr_checkpoints ||
	       compare_rollback(p, rng_below(&p->rng, nr_checkpoints));
}

static bool operate(struct property *p)
{
	switch (rng_below(&p->rng, 64)) {
	case 0:
		return fill_random(p);
	case 1:
	case 2:
		return compare_seal(p);
	case 3:
	case 4:
	case 5:
		return compare_checkpoint(p);
	case 6:
	case 7:
		return rollback_random(p);
	case 8:
	case 9:
	case 10:
		return compare_break(p);
	default:
		return append_random(p);
	}
}

/* --- Programs ---------------------------------------------------------- */

static void shuffle_table(struct rng *rng)
{
	unsigned int i, j;

	for (i = 0; i < MODEL_PACKED; i++) {
		j = rng_below(rng, i + 1);
		table[i] = table[j];
		table[j] = &packed[i];
	}
}

/* On the packed pages and the table as they are. */
static void start_writers(unsigned int nr, bool in_table)
{
	unsigned int i;

	nr_packed = nr;
	nr_checkpoints = 0;
	model_start(&model, nr_packed);
	if (in_table)
		pfnpack_writer_init_table(&writer, table, nr_packed);
	else
		pfnpack_writer_init(&writer, packed, nr_packed);
	pfnpack_checkpoint(&writer, &at_start);
	for (i = 0; i < MODEL_PACKED; i++)
		memcpy(image[i], table[i], MODEL_BYTES);
}

static void place_packed(bool in_table)
{
	unsigned int i;

	for (i = 0; i < MODEL_PACKED; i++)
		table[i] = &packed[in_table ? MODEL_PACKED - 1 - i : i];
}

const struct model_list *compare_writers_start(unsigned int nr, bool in_table,
					       uint8_t byte)
{
	memset(packed, byte, sizeof(packed));
	place_packed(in_table);
	start_writers(nr, in_table);
	return &model.list;
}

static void start_random(struct rng *rng)
{
	unsigned int nr = rng_below(rng, MODEL_PACKED + 1);
	bool in_table;

	memset(packed, 0, sizeof(packed));
	if (rng_one_in(rng, 2))
		random_bytes(rng, (uint8_t *)packed, sizeof(packed));
	place_packed(false);
	in_table = rng_one_in(rng, 2);
	if (in_table)
		shuffle_table(rng);
	start_writers(nr, in_table);
}

bool property_writer_is_the_model(struct property *p)
{
	unsigned int nr_operations = 1 + rng_below(&p->rng, 400);

	start_random(&p->rng);
	while (nr_operations--) {
		if (!operate(p))
			return false;
	}
	return compare_seal(p);
}
