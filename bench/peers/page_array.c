// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What pin_user_pages() hands out: a pointer for each OS page.  Who wants to
 * know what is contiguous finds it out again, by comparing neighbours.
 */
#include <stdlib.h>

#include "page.h"

struct page_array {
	size_t nr;
	struct page **page;
};

static void *array_create(const struct input *in)
{
	struct page_array *array = bench_alloc(sizeof(*array));

	array->page = bench_alloc(in->nr_pfns * sizeof(struct page *));
	return array;
}

static void array_destroy(void *arg)
{
	struct page_array *array = arg;

	free(array->page);
	free(array);
}

static void array_clear(void *arg)
{
	struct page_array *array = arg;

	array->nr = 0;
}

/* GUP stores them itself; a call is for nothing but to be like the others. */
bench_call static void array_add(struct page_array *array, struct page *page)
{
	array->page[array->nr++] = page;
}

static void array_append(void *array, const u64 *pfns, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		array_add(array, pfn_to_page(pfns[i]));
}

static void array_append_inline(void *arg, const u64 *pfns, size_t nr)
{
	struct page_array *array = arg;
	size_t i;

	for (i = 0; i < nr; i++)
		array->page[array->nr++] = pfn_to_page(pfns[i]);
}

static void array_append_leaves(void *arg, const struct run *leaves, size_t nr)
{
	struct page_array *array = arg;
	struct page *page;
	size_t i;
	u64 j;

	for (i = 0; i < nr; i++) {
		page = pfn_to_page(leaves[i].pfn);
		for (j = 0; j < leaves[i].nr; j++)
			array->page[array->nr++] = page + j;
	}
}

static size_t array_bytes(void *arg)
{
	const struct page_array *array = arg;

	return array->nr * sizeof(*array->page);
}

/* As far as @first goes on: how many OS pages? */
static inline size_t run_length(const struct page_array *array, size_t first)
{
	size_t end = first + 1;

	while (end < array->nr && array->page[end] == array->page[end - 1] + 1)
		end++;
	return end - first;
}

static struct seen array_read(const void *arg)
{
	const struct page_array *array = arg;
	struct seen seen = { 0 };

	while (seen.nr < array->nr) {
		u64 pfn = page_to_pfn(array->page[seen.nr]);

		see(&seen, pfn, run_length(array, seen.nr));
	}
	return seen;
}

static size_t array_expand(const void *arg, u64 *pfns)
{
	const struct page_array *array = arg;
	size_t i;

	for (i = 0; i < array->nr; i++)
		pfns[i] = page_to_pfn(array->page[i]);
	return array->nr;
}

static u64 array_nth(const void *arg, u64 n)
{
	const struct page_array *array = arg;

	return page_to_pfn(array->page[n]);
}

static struct seen array_blocks(const void *arg)
{
	const struct page_array *array = arg;
	struct seen seen = { 0 };

	while (seen.nr < array->nr) {
		u64 pfn = page_to_pfn(array->page[seen.nr]);

		see_blocks(&seen, pfn, run_length(array, seen.nr));
	}
	return seen;
}

const struct peer peer_page_array = {
	.name = "page_array",
	.create = array_create,
	.destroy = array_destroy,
	.clear = array_clear,
	.append = array_append,
	.append_inline = array_append_inline,
	.append_leaves = array_append_leaves,
	.bytes = array_bytes,
	.read = array_read,
	.expand = array_expand,
	.nth = array_nth,
	.blocks = array_blocks,
};
