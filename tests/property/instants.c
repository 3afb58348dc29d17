// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * F-13: on packed pages that were zero, whatever instant a snapshot is taken
 * at, it decodes to a prefix of the list.
 */
#include "hooked.h"

#include "compare.h"

#include <string.h>

static struct pfnpack_page packed[MODEL_PACKED];
static struct pfnpack_writer writer;
static struct model_writer model;
static struct property *property;

/* What a snapshot has to lie between. */
static struct model_list least;
static struct model_list most;
static bool appending;

/* F-09 is broken by at most one descriptor that has no word yet. */
static bool gap_is_expected(const uint8_t *bytes, const struct model_list *list,
			    unsigned int index)
{
	static const uint8_t zeros[MODEL_BYTES];
	unsigned int slot = model_words(list, index);
	unsigned int end = MODEL_SLOTS - model_descs(list, index);

	if (slot < end && model_get_slot(bytes, end - 1) > MODEL_INLINE)
		end--;
	return !memcmp(bytes + 8 * slot, zeros, 8 * (end - slot));
}

static void take_snapshot(const __le64 *slot)
{
	const uint8_t *table[MODEL_PACKED];
	static struct model_list list;
	struct model_verdict verdict;
	unsigned int i;

	(void)slot;
	for (i = 0; i < MODEL_PACKED; i++)
		table[i] = (const uint8_t *)&packed[i];
	verdict = model_read(table, MODEL_PACKED, &list);
	HOLDS(property, !verdict.rule);
	HOLDS(property, model_is_prefix(&least, &list));
	HOLDS(property, model_is_prefix(&list, &most));
	for (i = 0; appending && i < MODEL_PACKED; i++)
		HOLDS(property, gap_is_expected(table[i], &list, i));
}

/* Of stores amid many, which are alike, a few: it is to be fast. */
static void take_some_snapshots(const __le64 *slot)
{
	unsigned int number =
		(unsigned int)(slot - packed[0].slot) % MODEL_SLOTS;

	if (number < 16 || number >= MODEL_SLOTS - 16 || number % 64 == 0)
		take_snapshot(slot);
}

static void copy_list(struct model_list *to, const struct model_list *from)
{
	to->nr = from->nr;
	memcpy(to->ranges, from->ranges, from->nr * sizeof(from->ranges[0]));
}

static void append(const struct model_range *range)
{
	copy_list(&least, &model.list);
	model_append(&model, range->pfn, range->nr, range->tag);
	copy_list(&most, &model.list);
	appending = true;
	pfnpack_append(&writer, range->pfn, range->nr, range->tag);
}

static void append_some(struct rng *rng, unsigned int nr)
{
	struct model_range range;

	while (nr--) {
		if (rng_one_in(rng, 16)) {
			pfnpack_break(&writer);
			model.broken = true;
		}
		if (rng_one_in(rng, 16))
			pfnpack_seal(&writer);
		range = random_range(rng, &model.list);
		append(&range);
	}
}

/* Without a look at each store, up to @keep slots before a packed page ends. */
static void fill_from(struct model_range range, unsigned int keep)
{
	unsigned int nr;

	if (model_room(&model) % MODEL_SLOTS <= keep)
		return;
	hooked_after_store = NULL;
	append(&range);
	range.pfn += 2;
	for (nr = model_fill(&model, range, keep); nr; nr--, range.pfn += 2)
		pfnpack_append(&writer, range.pfn, 1, range.tag);
	copy_list(&most, &model.list);
}

static void fill(struct rng *rng, unsigned int keep)
{
	struct model_range range = {
		.pfn = rng_bits(rng, 40),
		.nr = 1,
		.tag = 9,
	};

	fill_from(range, keep);
	hooked_after_store = take_snapshot;
}

static void roll_back(const struct pfnpack_checkpoint *cp,
		      const struct model_writer *to)
{
	copy_list(&most, &model.list);
	model_copy(&model, to);
	copy_list(&least, &model.list);
	appending = false;
	pfnpack_rollback(&writer, cp);
	take_snapshot(NULL);
}

/* --- The last slots of a packed page --------------------------------- */

static void append_range(uint64_t pfn, uint64_t nr)
{
	struct model_range range = { .pfn = pfn, .nr = nr, .tag = 1 };

	append(&range);
}

static void start(unsigned int nr_packed)
{
	memset(packed, 0, sizeof(packed));
	pfnpack_writer_init(&writer, packed, nr_packed);
	model_start(&model, nr_packed);
}

/*
 * With @nr_free slots free: a range of @nr OS pages, a checkpoint, @more that
 * continue it, other ranges, and a rollback.
 */
static void near_the_end(struct rng *rng, unsigned int nr_free, uint64_t nr,
			 uint64_t more, unsigned int others)
{
	static struct model_writer model_then;
	struct pfnpack_checkpoint cp;
	unsigned int i;

	start(2);
	append_range(1ULL << 41, 1);
	fill(rng, nr_free);
	append_range(0x10, nr);
	pfnpack_checkpoint(&writer, &cp);
	model_copy(&model_then, &model);
	append_range(0x10 + nr, more);
	for (i = 0; i < others; i++)
		append_range((1ULL << 40) + 2 * i, i & 1 ? 65535 : 1);
	roll_back(&cp, &model_then);
}

bool property_snapshot_of_the_last_slots(struct property *p)
{
	static const uint64_t counts[] = { 1, 65534, 65535 };
	unsigned int nr_free, others, i, j;

	property = p;
	for (nr_free = 1; nr_free < 4; nr_free++)
		for (i = 0; i < 3; i++)
			for (j = 0; j < 2; j++)
				for (others = 0; others < 3; others++)
					near_the_end(&p->rng, nr_free,
						     counts[i], counts[j],
						     others);
	hooked_after_store = NULL;
	return !p->nr_failed;
}

/* --- At random ------------------------------------------------------- */

bool property_snapshot_is_a_prefix(struct property *p)
{
	static struct model_writer model_then;
	unsigned int nr_packed = 1 + rng_below(&p->rng, 3);
	struct pfnpack_checkpoint cp;

	property = p;
	start(nr_packed);
	hooked_after_store = take_snapshot;
	append_some(&p->rng, rng_below(&p->rng, 20));
	if (rng_one_in(&p->rng, 2))
		fill(&p->rng, rng_below(&p->rng, 6));
	append_some(&p->rng, rng_below(&p->rng, 4));
	pfnpack_checkpoint(&writer, &cp);
	model_copy(&model_then, &model);
	append_some(&p->rng, rng_below(&p->rng, 20));
	if (rng_one_in(&p->rng, 2))
		fill(&p->rng, rng_below(&p->rng, 6));
	append_some(&p->rng, rng_below(&p->rng, 8));
	roll_back(&cp, &model_then);
	hooked_after_store = NULL;
	return !p->nr_failed;
}

/* --- As others choose --------------------------------------------------- */

static struct {
	struct pfnpack_checkpoint cp;
	struct model_writer model;
} chosen;

const struct model_list *compare_instants_start(struct property *p,
						unsigned int nr_packed)
{
	property = p;
	start(nr_packed);
	hooked_after_store = take_some_snapshots;
	compare_instants_checkpoint(p);
	return &model.list;
}

bool compare_instants_append(struct property *p,
			     const struct model_range *range)
{
	append(range);
	return !p->nr_failed;
}

bool compare_instants_fill(struct property *p, struct model_range range,
			   unsigned int keep)
{
	range.nr = 1;
	range.pfn %= 1ULL << 40;
	fill_from(range, keep);
	hooked_after_store = take_some_snapshots;
	return !p->nr_failed;
}

bool compare_instants_break(struct property *p)
{
	pfnpack_break(&writer);
	model.broken = true;
	return !p->nr_failed;
}

bool compare_instants_seal(struct property *p)
{
	pfnpack_seal(&writer);
	return !p->nr_failed;
}

bool compare_instants_checkpoint(struct property *p)
{
	pfnpack_checkpoint(&writer, &chosen.cp);
	model_copy(&chosen.model, &model);
	return !p->nr_failed;
}

bool compare_instants_rollback(struct property *p, unsigned int to)
{
	(void)to;
	roll_back(&chosen.cp, &chosen.model);
	return !p->nr_failed;
}
