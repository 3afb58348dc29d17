// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * F-14: a reader beside a writer sees a prefix of the list.
 *
 * The writer runs first, and each of its stores is noted down.  Then they are
 * done again, some of them before each load of the reader.
 */
#include "hooked.h"
#include "property.h"

#include <string.h>

#define MAX_STORES 20000

struct store {
	unsigned int packed;
	unsigned int slot;
	__le64 bytes;
};

static struct store stores[MAX_STORES];
static unsigned int nr_stores;
static unsigned int nr_done;

static struct pfnpack_page written[MODEL_PACKED]; /* by the writer */
static struct pfnpack_page seen[MODEL_PACKED]; /* by the reader */
static struct pfnpack_writer writer;
static struct model_writer model;

/* --- The writer's stores ----------------------------------------------- */

static void note_store(const __le64 *slot)
{
	unsigned int index = (unsigned int)(slot - written[0].slot);

	if (nr_stores == MAX_STORES)
		return;
	stores[nr_stores++] = (struct store){
		.packed = index / MODEL_SLOTS,
		.slot = index % MODEL_SLOTS,
		.bytes = *slot,
	};
}

static void do_stores(unsigned int nr)
{
	for (; nr && nr_done < nr_stores; nr--) {
		const struct store *store = &stores[nr_done++];

		seen[store->packed].slot[store->slot] = store->bytes;
	}
}

static void restart_stores(unsigned int nr)
{
	memset(seen, 0, sizeof(seen));
	nr_done = 0;
	do_stores(nr);
}

static void start_writer(unsigned int nr_packed)
{
	memset(written, 0, sizeof(written));
	nr_stores = 0;
	pfnpack_writer_init(&writer, written, nr_packed);
	model_start(&model, nr_packed);
	hooked_after_store = note_store;
}

static void append(uint64_t pfn, uint64_t nr, unsigned int tag)
{
	if (nr_stores > MAX_STORES - 3 * MODEL_SLOTS)
		return;
	pfnpack_append(&writer, pfn, nr, tag);
	model_append(&model, pfn, nr, tag);
}

static void append_scattered(unsigned int nr)
{
	uint64_t pfn = 1ULL << 40;

	while (nr--)
		append(pfn += 2, 1, 0);
}

/* A word for each, and many words together. */
static void append_words(void)
{
	const uint64_t first = 1ULL << 41;
	unsigned int i, nr;
	__u64 words[20];

	for (i = 0; i < 20; i++)
		words[i] = pfnpack_word(first + 2 * i, 1, 1);
	nr = pfnpack_append_words(&writer, words, 20);
	for (i = 0; i < nr; i++)
		model_append(&model, first + 2 * i, 1, 1);
}

/* --- The reader --------------------------------------------------------- */

static struct model_list at_start; /* the list as the reader was set up */
static struct model_list got;

static void note_list(struct model_list *list)
{
	const uint8_t *table[MODEL_PACKED];
	unsigned int i;

	for (i = 0; i < MODEL_PACKED; i++)
		table[i] = (const uint8_t *)&seen[i];
	model_read(table, MODEL_PACKED, list);
}

static void note_range(const struct pfnpack_range *range)
{
	got.ranges[got.nr++] = (struct model_range){
		.pfn = range->pfn,
		.nr = range->nr,
		.tag = range->tag,
	};
}

/* All that the reader was given is the list, cut off somewhere. */
static bool is_a_prefix(struct property *p)
{
	return HOLDS(p, model_is_prefix(&got, &model.list)) &&
	       HOLDS(p, model_is_prefix(&at_start, &got));
}

/* Nor are ranges divided, but for the last one. */
static bool ranges_are_whole(struct property *p)
{
	unsigned int i;

	for (i = 0; i + 1 < got.nr; i++) {
		if (!HOLDS(p, got.ranges[i].nr == model.list.ranges[i].nr))
			return false;
	}
	return true;
}

/* --- At random ---------------------------------------------------------- */

static struct rng *load_rng;
static unsigned int load_pace;

static void do_some_stores(const __le64 *slot)
{
	(void)slot;
	if (rng_one_in(load_rng, load_pace))
		do_stores(rng_below(load_rng, 4));
	if (rng_one_in(load_rng, 600))
		do_stores(rng_below(load_rng, 1000));
}

static void append_some(struct rng *rng)
{
	unsigned int nr = 1 + rng_below(rng, 60);
	struct model_range range;

	if (rng_one_in(rng, 2))
		append_scattered(rng_below(rng, 1100));
	while (nr--) {
		if (rng_one_in(rng, 16)) {
			pfnpack_break(&writer);
			model.broken = true;
		}
		range = random_range(rng, &model.list);
		append(range.pfn, range.nr, range.tag);
	}
	if (rng_one_in(rng, 4))
		append_scattered(rng_below(rng, 600));
}

static void note_words(struct rng *rng, struct pfnpack_reader *r)
{
	struct pfnpack_range range;
	__u64 words[20];
	__u64 max = ~0ULL;
	unsigned int i, nr;

	nr = pfnpack_next_words(r, &max, words, 1 + rng_below(rng, 20));
	for (i = 0; i < nr; i++) {
		range = pfnpack_word_range(words[i]);
		note_range(&range);
	}
}

/* OS pages that skip() passes over are not given, so read by other means. */
static bool read_beside(struct property *p, bool whole)
{
	enum pfnpack_status status;
	struct pfnpack_range range;
	struct pfnpack_reader r;

	got.nr = 0;
	note_list(&at_start);
	hooked_before_load = do_some_stores;
	pfnpack_reader_init(&r, seen, MODEL_PACKED);
	if (!whole)
		pfnpack_reader_join(&r);
	do {
		if (rng_one_in(&p->rng, 3) && got.nr < MODEL_RANGES - 100)
			note_words(&p->rng, &r);
		if (whole || !rng_one_in(&p->rng, 16) ||
		    got.nr > MODEL_RANGES - 100)
			status = pfnpack_next(&r, &range);
		else
			status = pfnpack_next_block(&r, 44, &range);
		if (status == PFNPACK_OK)
			note_range(&range);
	} while (status == PFNPACK_OK && got.nr < MODEL_RANGES);
	/* It has ended, whatever is written from now on. */
	status = status == PFNPACK_END ? pfnpack_next(&r, &range) : status;
	hooked_before_load = NULL;
	return HOLDS(p, status == PFNPACK_END) && is_a_prefix(p) &&
	       (!whole || ranges_are_whole(p));
}

bool property_beside_a_writer(struct property *p)
{
	unsigned int nr;

	start_writer(1 + rng_below(&p->rng, MODEL_PACKED));
	append_some(&p->rng);
	append_some(&p->rng);
	append_words();
	hooked_after_store = NULL;
	load_rng = &p->rng;
	for (nr = 0; nr < 16; nr++) {
		load_pace = 1 + rng_below(&p->rng, 8);
		restart_stores(rng_below(&p->rng, nr_stores + 1));
		if (!read_beside(p, nr & 1))
			return false;
	}
	return true;
}

/* --- All ways ----------------------------------------------------------- */

#define MAX_LOADS 20

static unsigned int stores_before[MAX_LOADS];
static unsigned int nr_loads;
static unsigned int nr_loads_passed; /* without a store, after the first 3 */

static void do_stores_in_schedule(const __le64 *slot)
{
	unsigned int load = nr_loads++;

	(void)slot;
	if (load >= 3) {
		if (load < 3 + nr_loads_passed)
			return;
		load -= nr_loads_passed;
	}
	if (load < MAX_LOADS)
		do_stores(stores_before[load]);
}

/* The next way to spread up to @most stores over @nr loads. */
static bool next_schedule(unsigned int nr, unsigned int most)
{
	unsigned int sum = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		sum += stores_before[i];
	for (i = 0; i < nr; i++) {
		if (sum < most) {
			stores_before[i]++;
			return true;
		}
		sum -= stores_before[i];
		stores_before[i] = 0;
	}
	return false;
}

static bool read_in_schedule(struct property *p, bool join)
{
	enum pfnpack_status status;
	struct pfnpack_range range;
	struct pfnpack_reader r;

	got.nr = 0;
	nr_loads = 0;
	hooked_before_load = do_stores_in_schedule;
	pfnpack_reader_init(&r, seen, MODEL_PACKED);
	if (join)
		pfnpack_reader_join(&r);
	while ((status = pfnpack_next(&r, &range)) == PFNPACK_OK)
		note_range(&range);
	hooked_before_load = NULL;
	return HOLDS(p, status == PFNPACK_END) && is_a_prefix(p) &&
	       (join || ranges_are_whole(p));
}

/*
 * The last @nr stores of the writer, in all ways among the loads, of which
 * the reader does @passed before it comes to where these stores are.
 */
static bool try_all(struct property *p, unsigned int nr, unsigned int passed,
		    unsigned int loads)
{
	unsigned int first = nr < nr_stores ? nr_stores - nr : 0;

	hooked_after_store = NULL;
	nr_loads_passed = passed;
	memset(stores_before, 0, sizeof(stores_before));
	restart_stores(first);
	note_list(&at_start);
	do {
		restart_stores(first);
		if (!read_in_schedule(p, false))
			return false;
		restart_stores(first);
		if (!read_in_schedule(p, true))
			return false;
	} while (next_schedule(loads, nr));
	return true;
}

/* Words, and a word that grows, from the empty list. */
static bool beside_first_words(struct property *p)
{
	start_writer(2);
	append(0x10, 1, 0);
	append(0x11, 1, 0);
	append(0x20, 1, 0);
	append(0x21, 1, 0);
	append(0x22, 1, 1);
	return try_all(p, 5, 0, 10);
}

/* A word that changes its form, and a range in descriptor form. */
static bool beside_descriptors(struct property *p)
{
	start_writer(2);
	append(0x10, 65534, 0);
	append(0x10 + 65534, 1, 0);
	append(0x10 + 65535, 1, 0);
	append(7, 70000, 0);
	return try_all(p, 7, 0, 9);
}

/* The last slots of a packed page, and the first of the next. */
static bool beside_the_next_packed_page(struct property *p)
{
	start_writer(2);
	append_scattered(510);
	append(0x10, 1, 0);
	append(0x20, 1, 0);
	append(0x21, 1, 0);
	append(0x30, 1, 0);
	append(0x31, 1, 0);
	/* 508 words without a look at the last ones. */
	return try_all(p, 4, 2 * 508, 12);
}

/* A range that has to be split. */
static bool beside_a_split(struct property *p)
{
	start_writer(2);
	append_scattered(511);
	append(0x10, 65533, 0);
	append(0x10 + 65533, 1, 0);
	append(0x10 + 65534, 1, 0);
	append(0x10 + 65535, 65534, 0);
	return try_all(p, 5, 2 * 509, 9);
}

bool property_beside_a_writer_exhaustive(struct property *p)
{
	return beside_first_words(p) && beside_descriptors(p) &&
	       beside_the_next_packed_page(p) && beside_a_split(p);
}
