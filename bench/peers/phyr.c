// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Pairs of a physical address and a length, as proposed under the name of
 * phyr: struct phys_vec of include/linux/types.h.
 */
#include <stdlib.h>

#include "../bench.h"

struct phys_vec {
	u64 paddr;
	u64 len;
};

struct phyr_list {
	size_t nr;
	size_t max;
	struct phys_vec *vec;
};

#define LIST struct phyr_list

static inline size_t run_count(const struct phyr_list *list)
{
	return list->nr;
}

static inline struct run run_at(const struct phyr_list *list, size_t i)
{
	return (struct run){ .pfn = list->vec[i].paddr >> OS_PAGE_SHIFT,
			     .nr = list->vec[i].len >> OS_PAGE_SHIFT };
}

static inline bool add(struct phyr_list *list, u64 paddr, u64 len)
{
	struct phys_vec *last = &list->vec[list->nr - 1];

	if (list->nr && last->paddr + last->len == paddr) {
		last->len += len;
		return true;
	}
	if (list->nr == list->max)
		return false;
	list->vec[list->nr++] = (struct phys_vec){ .paddr = paddr, .len = len };
	return true;
}

bench_call static bool phyr_add(struct phyr_list *list, u64 paddr, u64 len)
{
	return add(list, paddr, len);
}

static inline void run_resize(struct phyr_list *list, size_t i, u64 nr)
{
	list->vec[i].len = nr << OS_PAGE_SHIFT;
}

static inline bool add_inlined(struct phyr_list *list, u64 pfn)
{
	return add(list, pfn << OS_PAGE_SHIFT, OS_PAGE_BYTES);
}

static inline bool add_called(struct phyr_list *list, u64 pfn)
{
	return phyr_add(list, pfn << OS_PAGE_SHIFT, OS_PAGE_BYTES);
}

static inline bool add_leaf_called(struct phyr_list *list,
				   const struct run *leaf)
{
	return phyr_add(list, leaf->pfn << OS_PAGE_SHIFT,
			leaf->nr << OS_PAGE_SHIFT);
}

#include "runs.h"

static void *phyr_create(const struct input *in)
{
	struct phyr_list *list = bench_alloc(sizeof(*list));

	list->vec = bench_alloc(in->nr_pfns * sizeof(*list->vec));
	list->max = in->nr_pfns;
	return list;
}

static void phyr_destroy(void *arg)
{
	struct phyr_list *list = arg;

	free(list->vec);
	free(list);
}

static void phyr_clear(void *arg)
{
	struct phyr_list *list = arg;

	list->nr = 0;
}

static size_t phyr_bytes(void *arg)
{
	const struct phyr_list *list = arg;

	return list->nr * sizeof(*list->vec);
}

const struct peer peer_phyr = {
	.name = "phyr",
	.create = phyr_create,
	.destroy = phyr_destroy,
	.clear = phyr_clear,
	.append = runs_append,
	.append_inline = runs_append_inline,
	.append_leaves = runs_append_leaves,
	.bytes = phyr_bytes,
	.read = runs_read,
	.expand = runs_expand,
	.nth = runs_nth,
	.blocks = runs_blocks,
	.try_and_undo = runs_try_and_undo,
};
