// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * sg_alloc_append_table_from_pages() of Linux 6.12: pointers to OS pages are
 * collected first; one pass counts what is contiguous, a second one makes
 * entries of it, 127 and a link to the next in an array of 128.
 *
 * Memory is there beforehand; what the kernel takes to allocate it is left out.
 */
#include <stdlib.h>

#include "page.h"

#define SG_CHAIN 1UL
#define SG_END 2UL
#define SG_FLAGS (SG_CHAIN | SG_END)
#define SG_PER_ARRAY 128

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

static unsigned int count_chunks(const struct sg_list *list)
{
	unsigned int chunks = 1;
	size_t i;

	for (i = 1; i < list->nr_pages; i++)
		chunks += !pages_are_mergeable(list->pages[i],
					       list->pages[i - 1]);
	return chunks;
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
	size_t j;

	for (i = 0; i < chunks; i++) {
		for (j = cur + 1; j < list->nr_pages; j++) {
			if (!pages_are_mergeable(list->pages[j],
						 list->pages[j - 1]))
				break;
		}
		sg = sg ? sg_next(sg) : list->first;
		sg_set_page(sg, list->pages[cur],
			    (unsigned int)(j - cur) << OS_PAGE_SHIFT);
		cur = j;
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

static u64 sg_read(const void *arg)
{
	const struct sg_list *list = arg;
	struct scatterlist *sg;
	u64 nr = 0;

	for (sg = list->first; sg; sg = sg_next(sg)) {
		bench_use(page_to_pfn(sg_page(sg)));
		nr += sg->length >> OS_PAGE_SHIFT;
	}
	return nr;
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

static u64 sg_blocks(const void *arg)
{
	const struct sg_list *list = arg;
	struct scatterlist *sg;
	u64 nr_blocks = 0;
	u64 pfn, nr, step;

	for (sg = list->first; sg; sg = sg_next(sg)) {
		pfn = page_to_pfn(sg_page(sg));
		for (nr = sg->length >> OS_PAGE_SHIFT; nr; nr -= step) {
			bench_use(pfn);
			step = 1ULL << bench_order(pfn, nr);
			pfn += step;
			nr_blocks++;
		}
	}
	return nr_blocks;
}

const struct peer peer_scatterlist = {
	.name = "scatterlist",
	.create = sg_create,
	.destroy = sg_destroy,
	.clear = sg_clear,
	.append = sg_append,
	.append_leaves = sg_append_leaves,
	.bytes = sg_bytes,
	.read = sg_read,
	.expand = sg_expand,
	.nth = sg_nth,
	.blocks = sg_blocks,
};
