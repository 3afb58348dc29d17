// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The plainest of all: an array of pairs of a PFN and a 32-bit count, which
 * take 16 bytes, as the next PFN has to be aligned.
 */
#include <stdlib.h>

#include "../bench.h"

struct pair {
	u64 pfn;
	u32 nr;
};

struct pairs {
	size_t nr;
	size_t max;
	struct pair *pair;
};

#define LIST struct pairs

static inline size_t run_count(const struct pairs *list)
{
	return list->nr;
}

static inline struct run run_at(const struct pairs *list, size_t i)
{
	const struct pair *pair = &list->pair[i];

	return (struct run){ .pfn = pair->pfn, .nr = pair->nr };
}

static inline void run_resize(struct pairs *list, size_t i, u64 nr)
{
	list->pair[i].nr = (u32)nr;
}

static inline bool add(struct pairs *list, u64 pfn, u32 nr)
{
	struct pair *last = &list->pair[list->nr - 1];

	if (list->nr && last->pfn + last->nr == pfn &&
	    nr <= UINT32_MAX - last->nr) {
		last->nr += nr;
		return true;
	}
	if (list->nr == list->max)
		return false;
	list->pair[list->nr++] = (struct pair){ .pfn = pfn, .nr = nr };
	return true;
}

bench_call static bool pairs_add(struct pairs *list, u64 pfn, u32 nr)
{
	return add(list, pfn, nr);
}

static inline bool add_inlined(struct pairs *list, u64 pfn)
{
	return add(list, pfn, 1);
}

static inline bool add_called(struct pairs *list, u64 pfn)
{
	return pairs_add(list, pfn, 1);
}

static inline bool add_leaf_called(struct pairs *list, const struct run *leaf)
{
	return pairs_add(list, leaf->pfn, (u32)leaf->nr);
}

#include "runs.h"

static void *pairs_create(const struct input *in)
{
	struct pairs *list = bench_alloc(sizeof(*list));

	list->pair = bench_alloc(in->nr_pfns * sizeof(*list->pair));
	list->max = in->nr_pfns;
	return list;
}

static void pairs_destroy(void *arg)
{
	struct pairs *list = arg;

	free(list->pair);
	free(list);
}

static void pairs_clear(void *arg)
{
	struct pairs *list = arg;

	list->nr = 0;
}

static size_t pairs_bytes(void *arg)
{
	const struct pairs *list = arg;

	return list->nr * sizeof(*list->pair);
}

const struct peer peer_pairs = {
	.name = "pairs",
	.create = pairs_create,
	.destroy = pairs_destroy,
	.clear = pairs_clear,
	.append = runs_append,
	.append_inline = runs_append_inline,
	.append_leaves = runs_append_leaves,
	.bytes = pairs_bytes,
	.read = runs_read,
	.expand = runs_expand,
	.nth = runs_nth,
	.blocks = runs_blocks,
	.try_and_undo = runs_try_and_undo,
};
