// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every sequence of a writer's operations, however long.
 *
 * A state is the list, whether a break is asked for, and the same two as they
 * were at a checkpoint, if there is one.  From each state that can be reached
 * every operation is done by the library; what comes out, bytes and writer,
 * has to be what the model says, and is the next state.  Since bytes and
 * writer are the ones that follow from the state, it does not matter which
 * way it was reached.  One checkpoint is enough: they leave nothing behind.
 *
 * Each store is followed by a snapshot (F-13).
 */
#include "scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_PLACE UINT64_MAX
#define GARBAGE 0xa5a5a5a5a5a5a5a5ULL

struct state {
	uint64_t now;
	uint64_t then; /* at the checkpoint, or NO_PLACE */
};

static struct state *states;
static uint32_t *table; /* index of a state + 1, by its hash */
static unsigned int nr_states, table_size;

static unsigned int nr_packed;
static unsigned long nr_operations, nr_snapshots;

/* --- States as numbers --------------------------------------------------- */

#define RANGE_VALUES (MODEL_END * MODEL_END * MODEL_TAGS * SCOPE_PACKED)

/* The lowest digit is the break; then the ranges, with a 1 in front. */
static uint64_t place_of(const struct model_writer *m)
{
	uint64_t place = 1;
	unsigned int i;

	for (i = 0; i < m->list.nr; i++) {
		const struct model_range *range = &m->list.ranges[i];

		place *= RANGE_VALUES;
		place +=
			((range->pfn * MODEL_END + range->nr - 1) * MODEL_TAGS +
			 range->tag) *
				SCOPE_PACKED +
			range->packed;
	}
	return 2 * place + m->broken;
}

/* The fullest list there is has to fit. */
static void places_are_numbers(void)
{
	unsigned int i;
	uint64_t place;

	for (place = 4, i = 0; i < nr_packed * MODEL_SLOTS; i++) {
		MUST(place <= NO_PLACE / RANGE_VALUES);
		place *= RANGE_VALUES;
	}
}

static void go_to(uint64_t place, struct model_writer *m)
{
	struct model_range *range = m->list.ranges;
	uint64_t rest = place / 2;
	unsigned int i;

	model_start(m, nr_packed);
	m->broken = place % 2;
	for (; rest > 1; rest /= RANGE_VALUES)
		m->list.nr++;
	for (rest = place / 2, i = m->list.nr; i--; rest /= RANGE_VALUES) {
		uint64_t value = rest % RANGE_VALUES;

		range[i].packed = (unsigned int)(value % SCOPE_PACKED);
		value /= SCOPE_PACKED;
		range[i].tag = (unsigned int)(value % MODEL_TAGS);
		value /= MODEL_TAGS;
		range[i].nr = value % MODEL_END + 1;
		range[i].pfn = value / MODEL_END;
	}
}

static unsigned int slot_of(const struct state *s, unsigned int size)
{
	uint64_t hash = (s->now * 31 + s->then) * 0x9e3779b97f4a7c15;

	return (unsigned int)(hash >> 32) & (size - 1);
}

static void put(unsigned int index)
{
	unsigned int at = slot_of(&states[index], table_size);

	while (table[at])
		at = (at + 1) & (table_size - 1);
	table[at] = index + 1;
}

static void grow(void)
{
	unsigned int i;

	table_size = table_size ? 2 * table_size : 1 << 12;
	free(table);
	table = calloc(table_size, sizeof(*table));
	states = realloc(states, table_size / 2 * sizeof(*states));
	if (!table || !states)
		abort();
	for (i = 0; i < nr_states; i++)
		put(i);
}

static void come_to(struct state s)
{
	unsigned int at;

	if (nr_states == table_size / 2)
		grow();
	at = slot_of(&s, table_size);
	for (; table[at]; at = (at + 1) & (table_size - 1)) {
		const struct state *other = &states[table[at] - 1];

		if (other->now == s.now && other->then == s.then)
			return;
	}
	states[nr_states] = s;
	put(nr_states++);
}

/* --- What follows from a state ------------------------------------------- */

static void place_at(const struct model_writer *m,
		     struct pfnpack_checkpoint *at)
{
	const struct model_range *last;

	*at = (struct pfnpack_checkpoint){
		.next_key = UINT64_MAX,
		.nr_words = MODEL_SLOTS,
		.gap_end = MODEL_SLOTS,
	};
	if (!m->list.nr)
		return;
	last = &m->list.ranges[m->list.nr - 1];
	at->last_key = last->tag * MODEL_END + last->pfn;
	at->last_nr = last->nr;
	if (!m->broken && last->pfn + last->nr < MODEL_END)
		at->next_key = at->last_key + last->nr;
	at->nr_words = model_words(&m->list, last->packed);
	at->gap_end = MODEL_SLOTS - model_descs(&m->list, last->packed);
	at->nr_used = last->packed + 1;
}

static void writer_at(const struct model_writer *m, struct pfnpack_writer *w)
{
	pfnpack_writer_init(w, scope_packed, nr_packed);
	place_at(m, &w->at);
	w->packed = w->at.nr_used ? &scope_packed[w->at.nr_used - 1] : NULL;
}

static bool same_place(const struct pfnpack_checkpoint *a,
		       const struct pfnpack_checkpoint *b)
{
	return a->next_key == b->next_key && a->last_key == b->last_key &&
	       a->last_nr == b->last_nr && a->nr_words == b->nr_words &&
	       a->gap_end == b->gap_end && a->nr_used == b->nr_used;
}

static void writer_is_at(const struct model_writer *m,
			 const struct pfnpack_writer *w)
{
	struct pfnpack_writer expected;

	writer_at(m, &expected);
	MUST(same_place(&w->at, &expected.at));
	MUST(w->packed == expected.packed && w->first == expected.first);
	MUST(!w->table && w->nr_packed == nr_packed);
	MUST(pfnpack_room(w) == model_room(m));
}

static void encode(const struct model_list *list, struct pfnpack_page *packed)
{
	unsigned int i;

	for (i = 0; i < nr_packed; i++)
		model_encode(list, i, (uint8_t *)&packed[i]);
}

static void bytes_are(const struct model_list *list)
{
	struct pfnpack_page expected[SCOPE_PACKED];

	encode(list, expected);
	MUST(!memcmp(scope_packed, expected, nr_packed * sizeof(expected[0])));
}

/* --- Snapshots ----------------------------------------------------------- */

static const struct model_list *least, *most;

static void take_snapshot(const __le64 *slot)
{
	static struct model_list list;

	scope_is_inside(slot);
	MUST(!model_read(scope_bytes, nr_packed, &list).rule);
	MUST(model_is_prefix(least, &list));
	MUST(model_is_prefix(&list, most));
	nr_snapshots++;
}

/* --- Operations ---------------------------------------------------------- */

static struct model_writer before, after, at_checkpoint;
static struct pfnpack_writer writer;

/* Stand where @s is; @after is changed with the writer. */
static void stand_at(const struct state *s)
{
	go_to(s->now, &before);
	go_to(s->now, &after);
	encode(&before.list, scope_packed);
	writer_at(&before, &writer);
	scope_list = &before.list;
}

static void arrived(uint64_t then)
{
	struct state s = { .now = place_of(&after), .then = then };

	bytes_are(&after.list);
	writer_is_at(&after, &writer);
	nr_operations++;
	come_to(s);
}

static enum pfnpack_status expected_status(enum model_status status)
{
	switch (status) {
	case MODEL_OK:
		return PFNPACK_OK;
	case MODEL_NO_ROOM:
		return PFNPACK_NO_ROOM;
	default:
		return PFNPACK_BAD_RANGE;
	}
}

static void try_append(const struct state *s, const struct model_range *range)
{
	enum pfnpack_status expected;

	stand_at(s);
	expected = expected_status(
		model_append(&after, range->pfn, range->nr, range->tag));
	least = &before.list;
	most = &after.list;
	MUST(pfnpack_append(&writer, range->pfn, range->nr, range->tag) ==
	     expected);
	arrived(s->then);
}

static void try_appends(const struct state *s)
{
	struct model_range range;

	for (range.tag = 0; range.tag <= MODEL_TAGS; range.tag++)
		for (range.pfn = 0; range.pfn <= MODEL_END; range.pfn++)
			for (range.nr = 0; range.nr <= MODEL_END + 1;
			     range.nr++)
				try_append(s, &range);
}

/* Any two words, whether they are ranges or not. */
static void try_words(const struct state *s, uint64_t first, uint64_t second)
{
	const __u64 words[] = { first, second };
	struct pfnpack_range range;
	unsigned int nr;

	stand_at(s);
	for (nr = 0; nr < 2; nr++) {
		range = pfnpack_word_range(words[nr]);
		if (model_append(&after, range.pfn, range.nr, range.tag) !=
		    MODEL_OK)
			break;
	}
	least = &before.list;
	most = &after.list;
	MUST(pfnpack_append_words(&writer, words, 2) == nr);
	arrived(s->then);
}

static void try_all_words(const struct state *s)
{
	uint64_t first, second;

	for (first = 0; first < SCOPE_VALUES; first++)
		for (second = 0; second < SCOPE_VALUES; second++)
			try_words(s, first, second);
}

static void try_break(const struct state *s)
{
	stand_at(s);
	after.broken = true;
	pfnpack_break(&writer);
	arrived(s->then);
}

static void try_seal(const struct state *s)
{
	stand_at(s);
	least = &before.list;
	most = &before.list;
	MUST(pfnpack_seal(&writer) == model_used(&before.list));
	arrived(s->then);
}

static void try_checkpoint(const struct state *s)
{
	struct pfnpack_checkpoint cp;

	stand_at(s);
	pfnpack_checkpoint(&writer, &cp);
	MUST(same_place(&cp, &writer.at));
	arrived(s->now);
}

static void stand_after_rollback(const struct state *s,
				 struct pfnpack_checkpoint *cp)
{
	stand_at(s);
	go_to(s->then, &at_checkpoint);
	go_to(s->then, &after);
	place_at(&at_checkpoint, cp);
}

static void try_rollback(const struct state *s)
{
	struct pfnpack_checkpoint cp;

	stand_after_rollback(s, &cp);
	least = &after.list;
	most = &before.list;
	pfnpack_rollback(&writer, &cp);
	arrived(s->then);
}

static uint64_t os_pages_of(const struct model_list *list)
{
	uint64_t nr = 0;
	unsigned int i;

	for (i = 0; i < list->nr; i++)
		nr += list->ranges[i].nr;
	return nr;
}

/* What was appended since the checkpoint, and nothing else. */
static void try_since(const struct state *s)
{
	struct model_reader model = { .list = &before.list };
	struct pfnpack_checkpoint cp;
	struct model_range expected;
	struct pfnpack_range range;
	struct pfnpack_reader r;

	stand_after_rollback(s, &cp);
	model_skip(&model, os_pages_of(&at_checkpoint.list));
	pfnpack_reader_since(&r, &writer, &cp);
	while (model_next(&model, &expected) == MODEL_READ_OK) {
		MUST(pfnpack_next(&r, &range) == PFNPACK_OK);
		MUST(range.pfn == expected.pfn && range.nr == expected.nr &&
		     range.tag == expected.tag);
	}
	MUST(pfnpack_next(&r, &range) == PFNPACK_END);
	nr_reader_calls++;
}

/* --- On packed pages that were not zero ---------------------------------- */

static struct pfnpack_page were[SCOPE_PACKED], garbage[SCOPE_PACKED];

/* All slots that the list does not take, but in packed pages left before. */
static void spoil(const struct model_list *list)
{
	unsigned int used = model_used(list);
	unsigned int i;

	encode(list, were);
	memcpy(garbage, were, sizeof(garbage));
	for (i = used ? (used - 1) * MODEL_SLOTS : 0;
	     i < nr_packed * MODEL_SLOTS; i++) {
		if (!model_get_slot((uint8_t *)were, i))
			model_set_slot((uint8_t *)garbage, i, GARBAGE);
	}
	memcpy(scope_packed, garbage, sizeof(scope_packed));
}

/* A slot that no range takes is zero if one did before; or as it was. */
static void slots_are_tidy(void)
{
	struct pfnpack_page expected[SCOPE_PACKED];
	uint64_t is, should;
	unsigned int i;

	encode(&after.list, expected);
	for (i = 0; i < nr_packed * MODEL_SLOTS; i++) {
		is = model_get_slot(scope_bytes[0], i);
		should = model_get_slot((uint8_t *)expected, i);
		MUST(is == should || (!should && is == GARBAGE &&
				      !model_get_slot((uint8_t *)were, i)));
	}
}

static void sealed_is_clean(void)
{
	unsigned int used = model_used(&after.list);
	struct pfnpack_page expected[SCOPE_PACKED];

	MUST(pfnpack_seal(&writer) == used);
	encode(&after.list, expected);
	MUST(!memcmp(scope_packed, expected, used * sizeof(expected[0])));
	MUST(!memcmp(&scope_packed[used], &garbage[used],
		     (nr_packed - used) * sizeof(expected[0])) ||
	     used < model_used(&before.list));
	writer_is_at(&after, &writer);
	nr_operations++;
}

static void try_on_garbage(const struct state *s)
{
	struct pfnpack_checkpoint cp;
	struct model_range range;
	unsigned int i;

	for (i = 0; scope_range(i, &range); i++) {
		stand_at(s);
		spoil(&before.list);
		model_append(&after, range.pfn, range.nr, range.tag);
		pfnpack_append(&writer, range.pfn, range.nr, range.tag);
		slots_are_tidy();
		sealed_is_clean();
	}
	if (s->then == NO_PLACE)
		return;
	stand_after_rollback(s, &cp);
	spoil(&before.list);
	pfnpack_rollback(&writer, &cp);
	slots_are_tidy();
	sealed_is_clean();
}

/* --- All of them --------------------------------------------------------- */

static void try_state(const struct state *s)
{
	hooked_after_store = take_snapshot;
	try_appends(s);
	try_break(s);
	try_seal(s);
	try_checkpoint(s);
	if (s->then == NO_PLACE) {
		try_all_words(s);
	} else {
		try_rollback(s);
		try_since(s);
	}
	hooked_after_store = scope_is_inside;
	try_on_garbage(s);
	if (s->then == NO_PLACE && !before.broken) {
		stand_at(s);
		try_reader(&before.list, nr_packed);
	}
}

void try_operations(unsigned int packed)
{
	unsigned int i;

	nr_packed = packed;
	scope_nr_packed = packed;
	hooked_before_load = scope_is_inside;
	places_are_numbers();
	model_start(&before, nr_packed);
	pfnpack_writer_init(&writer, scope_packed, nr_packed);
	writer_is_at(&before, &writer);
	come_to((struct state){ place_of(&before), NO_PLACE });
	for (i = 0; i < nr_states; i++) {
		struct state s = states[i];

		try_state(&s);
	}
	printf("writers of %u packed pages: %u states, %lu operations, "
	       "%lu snapshots, %lu calls of a reader\n",
	       nr_packed, nr_states, nr_operations, nr_snapshots,
	       nr_reader_calls);
	free(states);
	free(table);
}
