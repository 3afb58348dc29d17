// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Readers that pass over many words at a time, by each code that this
 * processor can run, against one range after the other.
 */
#include "property.h"

#include <string.h>

#include "bulk_runs.h"
#include "guarded.h"
#include "pfnpack_bulk.h"

#define PACKED_BYTES (MODEL_PACKED * sizeof(struct pfnpack_page))

/* Nothing is behind them, where the next one would be. */
static struct guarded packed_in;
static struct pfnpack_page *packed;
static struct pfnpack_page *table[MODEL_PACKED];

static void make_room(void)
{
	guarded_init(&packed_in, PACKED_BYTES);
	packed = guarded_at_end(&packed_in, PACKED_BYTES);
}

/* Where no word is left, the list ends, whatever is behind it (F-11). */
static void cut(struct pfnpack_page *one, unsigned int nr_words)
{
	memset(&one->slot[nr_words], 0,
	       sizeof(*one) - nr_words * sizeof(one->slot[0]));
}

static void make_packed(struct rng *rng)
{
	unsigned int i;

	make_room();
	random_runs(rng, packed);
	if (rng_one_in(rng, 3))
		mutate(rng, (uint8_t *)&packed[rng_below(rng, MODEL_PACKED)]);
	if (rng_one_in(rng, 3))
		cut(&packed[rng_below(rng, MODEL_PACKED)], rng_below(rng, 3));
	for (i = 0; i < MODEL_PACKED; i++)
		table[i] = &packed[i];
}

static void start(struct pfnpack_reader *r, bool by_table, bool joins)
{
	start_reader(r, packed, by_table ? table : NULL, joins);
}

/* Short ways and long ones; a way that ends where a word or a list does. */
static __u64 random_way(struct rng *rng)
{
	return rng_bits(rng, rng_one_in(rng, 20) ? 64 : 22);
}

/* @code is NULL for what the library chooses. */
static bool code_advances(struct property *p, const struct bulk_code *code)
{
	unsigned int nr_steps = 1 + rng_below(&p->rng, 20);
	bool by_table = rng_one_in(&p->rng, 2);
	bool joins = rng_one_in(&p->rng, 2);
	struct pfnpack_reader r, bulk;

	start(&r, by_table, joins);
	start(&bulk, by_table, joins);
	for (; nr_steps; nr_steps--) {
		__u64 nr = random_way(&p->rng);
		enum pfnpack_status status =
			code ? bulk_advance(&bulk, code, nr) :
			       pfnpack_advance(&bulk, nr);

		if (!HOLDS(p, status == pfnpack_skip(&r, nr)) ||
		    !readers_go_on_alike(p, &r, &bulk))
			return false;
	}
	return true;
}

/* To each OS page of the last words that there is room for. */
static bool code_advances_to_the_end(struct property *p,
				     const struct bulk_code *code)
{
	const unsigned int nr_os_pages = MODEL_PACKED * PFNPACK_SLOTS * 2;
	struct pfnpack_reader r, bulk;
	unsigned int nr;

	for (nr = nr_os_pages - 20; nr <= nr_os_pages; nr++) {
		start(&r, false, false);
		start(&bulk, false, false);
		if (!HOLDS(p, (code ? bulk_advance(&bulk, code, nr) :
				      pfnpack_advance(&bulk, nr)) ==
				      pfnpack_skip(&r, nr)) ||
		    !readers_go_on_alike(p, &r, &bulk))
			return false;
	}
	return true;
}

static bool by_every_code(struct property *p,
			  bool (*holds)(struct property *p,
					const struct bulk_code *code))
{
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (bulk_codes[i]->is_usable() && !holds(p, bulk_codes[i]))
			return false;
	}
	return holds(p, NULL);
}

bool property_bulk_advances(struct property *p)
{
	make_packed(&p->rng);
	return by_every_code(p, code_advances);
}

bool property_bulk_advances_to_the_end(struct property *p)
{
	struct pfnpack_writer w;
	unsigned int i;

	make_room();
	memset(packed, 0, PACKED_BYTES);
	pfnpack_writer_init(&w, packed, MODEL_PACKED);
	for (i = 0; i < MODEL_PACKED * PFNPACK_SLOTS; i++)
		pfnpack_append(&w, 3ULL * i, 2, 0);
	return by_every_code(p, code_advances_to_the_end);
}

static bool slot_is_next(struct property *p, struct pfnpack_reader *r,
			 const __le64 *slot)
{
	struct pfnpack_range range = pfnpack_slot_range(slot);
	struct pfnpack_range same;

	return HOLDS(p, pfnpack_next(r, &same) == PFNPACK_OK) &&
	       HOLDS(p, range.pfn == same.pfn && range.nr == same.nr &&
				range.tag == same.tag);
}

static bool code_reads_in_place(struct property *p,
				const struct bulk_code *code)
{
	bool joins = rng_one_in(&p->rng, 2);
	struct pfnpack_reader r, bulk;
	const __le64 *slot;
	unsigned int nr;

	start(&r, false, joins);
	start(&bulk, false, joins);
	while (bulk.status == PFNPACK_OK) {
		nr = code ? bulk_next_in_place(&bulk, code, &slot) :
			    pfnpack_next_in_place(&bulk, &slot);
		if (!HOLDS(p, nr <= PFNPACK_SLOTS))
			return false;
		for (; nr; nr--) {
			if (!slot_is_next(p, &r, slot++))
				return false;
		}
		if (!readers_go_on_alike(p, &r, &bulk))
			return false;
		pfnpack_next_max(&r, 1, &(struct pfnpack_range){ 0 });
		pfnpack_next_max(&bulk, 1, &(struct pfnpack_range){ 0 });
	}
	return true;
}

bool property_bulk_reads_in_place(struct property *p)
{
	make_packed(&p->rng);
	return by_every_code(p, code_reads_in_place);
}

static bool index_is_the_list(struct property *p,
			      const struct pfnpack_index *index,
			      enum pfnpack_status status)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;
	unsigned long i = 0;
	__u64 sum = 0;

	for (start(&r, false, false); !pfnpack_next(&r, &range);
	     sum += range.nr) {
		for (; i <= r.index; i++) {
			if (!HOLDS(p, i < index->nr_packed) ||
			    !HOLDS(p, index->before[i] == sum))
				return false;
		}
	}
	return HOLDS(p, i == index->nr_packed) &&
	       HOLDS(p, index->before[i] == sum) &&
	       HOLDS(p, (r.status == PFNPACK_MALFORMED) ==
				(status == PFNPACK_MALFORMED));
}

static bool seek_is_skip(struct property *p, struct pfnpack_reader *bulk,
			 const struct pfnpack_index *index, __u64 nr)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;

	start(&r, false, false);
	/* Out of the middle of a range, perhaps. */
	pfnpack_next_max(bulk, 1, &range);
	return HOLDS(p,
		     pfnpack_seek(bulk, index, nr) == pfnpack_skip(&r, nr)) &&
	       readers_go_on_alike(p, &r, bulk);
}

/* Right into the packed page, and not through those before it. */
static bool seek_enters(struct property *p, struct pfnpack_reader *bulk,
			const struct pfnpack_index *index, unsigned long i)
{
	return i == index->nr_packed ||
	       (HOLDS(p, pfnpack_seek(bulk, index, index->before[i]) ==
				 PFNPACK_OK) &&
		HOLDS(p, bulk->index == i));
}

bool property_index_finds(struct property *p)
{
	__u64 before[MODEL_PACKED + 1];
	struct pfnpack_index index = { .before = before, .nr_packed = 1000 };
	struct pfnpack_reader r;
	enum pfnpack_status status;
	unsigned long i;

	make_packed(&p->rng);
	start(&r, rng_one_in(&p->rng, 2), false);
	status = pfnpack_index_make(&index, &r);
	if (!index_is_the_list(p, &index, status))
		return false;
	for (i = 0; i <= index.nr_packed; i++) {
		if (!seek_enters(p, &r, &index, i) ||
		    !seek_is_skip(p, &r, &index, before[i]) ||
		    !seek_is_skip(p, &r, &index, before[i] + 1) ||
		    !seek_is_skip(p, &r, &index, random_way(&p->rng)))
			return false;
	}
	return true;
}

/* Nothing stands before the fault, so the index is of nothing. */
bool property_index_of_a_fault(struct property *p)
{
	__u64 before[MODEL_PACKED + 1];
	struct pfnpack_index index = { .before = before };
	struct pfnpack_reader r;

	make_room();
	memset(packed, 0xff, PACKED_BYTES);
	start(&r, false, false);
	return HOLDS(p, pfnpack_index_make(&index, &r) == PFNPACK_MALFORMED) &&
	       HOLDS(p, index.nr_packed == 0) &&
	       HOLDS(p, pfnpack_seek(&r, &index, 0) == PFNPACK_OK) &&
	       HOLDS(p, pfnpack_seek(&r, &index, 1) == PFNPACK_MALFORMED) &&
	       HOLDS(p, r.fault.rule == PFNPACK_F07);
}

/* No packed pages at all: the end, wherever one goes. */
bool property_index_of_nothing(struct property *p)
{
	__u64 before[1];
	struct pfnpack_index index = { .before = before };
	struct pfnpack_reader r;
	const __le64 *slot;

	pfnpack_reader_init(&r, NULL, 0);
	return HOLDS(p, pfnpack_index_make(&index, &r) == PFNPACK_OK) &&
	       HOLDS(p, index.nr_packed == 0 && before[0] == 0) &&
	       HOLDS(p, pfnpack_seek(&r, &index, 0) == PFNPACK_OK) &&
	       HOLDS(p, pfnpack_seek(&r, &index, 1) == PFNPACK_END) &&
	       HOLDS(p, pfnpack_next_in_place(&r, &slot) == 0 && !slot);
}
