// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A CRoaring bitmap.  It is a set, so it gets what is sorted and has no
 * repetitions, and forgets any other order.
 *
 * For 64 bits the CRoaring of Debian 12 has Roaring64Map: a map in C++ from the
 * upper half of a number to such a bitmap of lower halves.  With PFNs below
 * 2^32, 16 TiB of memory, that map has one entry, and what follows is that
 * entry; only the size counts the map, too.
 */
#include <stdio.h>
#include <stdlib.h>

#include <roaring/roaring.h>

#include "../bench.h"

#define NR_BUFFERED 256

/* Of a map in its portable form: 64 bits for how many entries, 32 for a key. */
#define MAP_BYTES 12

struct roaring_list {
	roaring_bitmap_t *set;
	u32 *half; /* room for the lower halves of all PFNs */
};

static void *list_create(const struct input *in)
{
	struct roaring_list *list = bench_alloc(sizeof(*list));

	if (in->pfn[in->nr_pfns - 1] > UINT32_MAX) {
		fprintf(stderr, "bench: %s: PFNs beyond 2^32\n", in->name);
		exit(1);
	}
	list->set = roaring_bitmap_create();
	list->half = bench_alloc(in->nr_pfns * sizeof(*list->half));
	return list;
}

static void list_destroy(void *arg)
{
	struct roaring_list *list = arg;

	roaring_bitmap_free(list->set);
	free(list->half);
	free(list);
}

static void list_clear(void *arg)
{
	struct roaring_list *list = arg;

	roaring_bitmap_clear(list->set);
}

static void list_append(void *arg, const u64 *pfns, size_t nr)
{
	struct roaring_list *list = arg;
	size_t i;

	for (i = 0; i < nr; i++)
		roaring_bitmap_add(list->set, (u32)pfns[i]);
	roaring_bitmap_run_optimize(list->set);
}

static void list_append_many(void *arg, const u64 *pfns, size_t nr)
{
	struct roaring_list *list = arg;
	size_t i;

	for (i = 0; i < nr; i++)
		list->half[i] = (u32)pfns[i];
	roaring_bitmap_add_many(list->set, nr, list->half);
	roaring_bitmap_run_optimize(list->set);
}

static void list_append_leaves(void *arg, const struct run *leaves, size_t nr)
{
	struct roaring_list *list = arg;
	size_t i;

	for (i = 0; i < nr; i++)
		roaring_bitmap_add_range(list->set, leaves[i].pfn,
					 leaves[i].pfn + leaves[i].nr);
	roaring_bitmap_run_optimize(list->set);
}

static size_t list_bytes(void *arg)
{
	struct roaring_list *list = arg;

	return MAP_BYTES + roaring_bitmap_portable_size_in_bytes(list->set);
}

/* Ranges are found again among values, fetched many at a time. */
static struct seen list_read(const void *arg)
{
	const struct roaring_list *list = arg;
	roaring_uint32_iterator_t at;
	struct seen seen = { 0 };
	u32 buffer[NR_BUFFERED];
	struct run run = { 0 };
	u32 got, i;

	roaring_init_iterator(list->set, &at);
	while ((got = roaring_read_uint32_iterator(&at, buffer, NR_BUFFERED))) {
		for (i = 0; i < got; i++) {
			if (buffer[i] != run.pfn + run.nr) {
				see(&seen, run.pfn, run.nr);
				run = (struct run){ .pfn = buffer[i] };
			}
			run.nr++;
		}
	}
	see(&seen, run.pfn, run.nr);
	return seen;
}

static size_t list_expand(const void *arg, u64 *pfns)
{
	const struct roaring_list *list = arg;
	size_t nr = roaring_bitmap_get_cardinality(list->set);
	size_t i;

	roaring_bitmap_to_uint32_array(list->set, list->half);
	for (i = 0; i < nr; i++)
		pfns[i] = list->half[i];
	return nr;
}

static u64 list_nth(const void *arg, u64 n)
{
	const struct roaring_list *list = arg;
	u32 half = 0;

	roaring_bitmap_select(list->set, (u32)n, &half);
	return half;
}

const struct peer peer_roaring = {
	.name = "roaring",
	.needs_sorted = true,
	.create = list_create,
	.destroy = list_destroy,
	.clear = list_clear,
	.append = list_append,
	.append_inline = list_append_many,
	.append_leaves = list_append_leaves,
	.bytes = list_bytes,
	.read = list_read,
	.expand = list_expand,
	.nth = list_nth,
};
