// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * sg_alloc_append_table_from_pages() of Linux 6.12: pointers to OS pages are
 * collected first; one pass counts what is contiguous, a second one makes
 * entries of it, 127 and a link to the next in an array of 128.
 *
 * Left out: to allocate arrays, which are there beforehand; to go on with a
 * table made earlier; bytes before the first and behind the last OS page; and
 * whether two OS pages are of the same device.
 */
#include <stdlib.h>

#include "page.h"

#define SG_CHAIN 1UL
#define SG_END 2UL
#define SG_FLAGS (SG_CHAIN | SG_END)
#define SG_PER_ARRAY 128

/* What sg_alloc_table_from_pages() passes on, cut to whole OS pages. */
#define MAX_SEGMENT (UINT32_MAX / (u32)OS_PAGE_BYTES * (u32)OS_PAGE_BYTES)

/* With CONFIG_NEED_SG_DMA_LENGTH, as on x86-64. */
struct scatterlist {
	unsigned long page_link;
	unsigned int offset;
	unsigned int length;
	u64 dma_address;
	unsigned int dma_length;
	unsigned int dma_flags;
};

struct sg_list {
	size_t nr_pages;
	struct page **pages;
	unsigned int nents;
	struct scatterlist *first;
};

static inline struct page *sg_page(const struct scatterlist *sg)
{
	return (struct page *)(sg->page_link & ~SG_FLAGS);
}

/* Out of line in lib/scatterlist.c. */
bench_call static struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg->page_link & SG_END)
		return NULL;
	sg++;
	if (sg->page_link & SG_CHAIN)
		sg = (struct scatterlist *)(sg->page_link & ~SG_FLAGS);
	return sg;
}

/* Links for as many entries as there may ever be. */
static void link_arrays(struct scatterlist *sg, size_t nr)
{
	size_t i;

	for (i = SG_PER_ARRAY - 1; i + 1 < nr; i += SG_PER_ARRAY)
		sg[i].page_link = (unsigned long)&sg[i + 1] | SG_CHAIN;
}

static void *sg_create(const struct input *in)
{
	size_t nr = (in->nr_pfns / (SG_PER_ARRAY - 1) + 1) * SG_PER_ARRAY;
	struct sg_list *list = bench_alloc(sizeof(*list));

	list->pages = bench_alloc(in->nr_pfns * sizeof(struct page *));
	list->first = bench_alloc(nr * sizeof(*list->first));
	link_arrays(list->first, nr);
	return list;
}

static void sg_destroy(void *arg)
{
	struct sg_list *list = arg;

	free(list->pages);
	free(list->first);
	free(list);
}

static void sg_clear(void *arg)
{
	struct sg_list *list = arg;

	list->nr_pages = 0;
	list->nents = 0;
}

static inline bool pages_are_mergeable(const struct page *a,
				       const struct page *b)
{
	return page_to_pfn(a) == page_to_pfn(b) + 1;
}

/* Does the OS page @i begin an entry, @len bytes after the last one did? */
static inline bool begins(const struct sg_list *list, size_t i,
			  unsigned int len)
{
	return len >= MAX_SEGMENT ||
	       !pages_are_mergeable(list->pages[i], list->pages[i - 1]);
}

static unsigned int count_chunks(const struct sg_list *list)
{
	unsigned int chunks = 1;
	unsigned int len = 0;
	size_t i;

	for (i = 1; i < list->nr_pages; i++) {
		len += OS_PAGE_BYTES;
		if (begins(list, i, len)) {
			chunks++;
			len = 0;
		}
	}
	return chunks;
}

/* Return: where the entry that begins at @cur ends. */
static inline size_t chunk_end(const struct sg_list *list, size_t cur)
{
	unsigned int len = 0;
	size_t i;

	for (i = cur + 1; i < list->nr_pages; i++) {
		len += OS_PAGE_BYTES;
		if (begins(list, i, len))
			break;
	}
	return i;
}

static void sg_set_page(struct scatterlist *sg, const struct page *page,
			unsigned int len)
{
	sg->page_link = (unsigned long)page;
	sg->offset = 0;
	sg->length = len;
}

static void make_table(struct sg_list *list)
{
	unsigned int chunks = count_chunks(list);
	struct scatterlist *sg = NULL;
	size_t cur = 0;
	unsigned int i;
	size_t end;

	for (i = 0; i < chunks; i++) {
		end = chunk_end(list, cur);
		sg = sg ? sg_next(sg) : list->first;
		sg_set_page(sg, list->pages[cur],
			    (unsigned int)(end - cur) << OS_PAGE_SHIFT);
		cur = end;
	}
	sg->page_link |= SG_END;
	list->nents = chunks;
}

static void sg_append(void *arg, const u64 *pfns, size_t nr)
{
	struct sg_list *list = arg;
	size_t i;

	for (i = 0; i < nr; i++)
		list->pages[list->nr_pages++] = pfn_to_page(pfns[i]);
	make_table(list);
}

static void sg_append_leaves(void *arg, const struct run *leaves, size_t nr)
{
	struct sg_list *list = arg;
	struct page *page;
	size_t i;
	u64 j;

	for (i = 0; i < nr; i++) {
		page = pfn_to_page(leaves[i].pfn);
		for (j = 0; j < leaves[i].nr; j++)
			list->pages[list->nr_pages++] = page + j;
	}
	make_table(list);
}

/* Entries and links; the pointers are given up when the table is made. */
static size_t sg_bytes(void *arg)
{
	const struct sg_list *list = arg;
	size_t nr_links = (list->nents - 1) / (SG_PER_ARRAY - 1);

	return (list->nents + nr_links) * sizeof(struct scatterlist);
}

static struct seen sg_read(const void *arg)
{
	const struct sg_list *list = arg;
	struct seen seen = { 0 };
	struct scatterlist *sg;

	for (sg = list->first; sg; sg = sg_next(sg))
		see(&seen, page_to_pfn(sg_page(sg)),
		    sg->length >> OS_PAGE_SHIFT);
	return seen;
}

static size_t sg_expand(const void *arg, u64 *pfns)
{
	const struct sg_list *list = arg;
	struct scatterlist *sg;
	u64 *out = pfns;
	u64 i;

	for (sg = list->first; sg; sg = sg_next(sg)) {
		for (i = 0; i < sg->length >> OS_PAGE_SHIFT; i++)
			*out++ = page_to_pfn(sg_page(sg)) + i;
	}
	return out - pfns;
}

static u64 sg_nth(const void *arg, u64 n)
{
	const struct sg_list *list = arg;
	struct scatterlist *sg = list->first;

	while (n >= sg->length >> OS_PAGE_SHIFT) {
		n -= sg->length >> OS_PAGE_SHIFT;
		sg = sg_next(sg);
	}
	return page_to_pfn(sg_page(sg)) + n;
}

static struct seen sg_blocks(const void *arg)
{
	const struct sg_list *list = arg;
	struct seen seen = { 0 };
	struct scatterlist *sg;

	for (sg = list->first; sg; sg = sg_next(sg))
		see_blocks(&seen, page_to_pfn(sg_page(sg)),
			   sg->length >> OS_PAGE_SHIFT);
	return seen;
}

const struct peer peer_scatterlist = {
	.name = "scatterlist",
	.create = sg_create,
	.destroy = sg_destroy,
	.clear = sg_clear,
	.append = sg_append,
	.append_inline = sg_append,
	.append_leaves = sg_append_leaves,
	.bytes = sg_bytes,
	.read = sg_read,
	.expand = sg_expand,
	.nth = sg_nth,
	.blocks = sg_blocks,
};
