// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What hmm_range_fault() of Linux 6.12 fills in: a word for each OS page, with
 * flags and the order of the mapping that it is part of.  A reader may go on
 * by that order; mappings that adjoin stay apart.
 */
#include <stdlib.h>

#include "../bench.h"

#define HMM_PFN_VALID (1ULL << 63)
#define HMM_PFN_WRITE (1ULL << 62)
#define HMM_PFN_ORDER_SHIFT 56
#define HMM_PFN_ORDER_MASK 31
#define HMM_PFN_FLAGS (0xffULL << HMM_PFN_ORDER_SHIFT)

struct hmm_list {
	size_t nr;
	u64 *word;
};

static inline u64 pfn_of(u64 word)
{
	return word & ~HMM_PFN_FLAGS;
}

static inline u64 nr_from(u64 word)
{
	u64 nr = 1ULL << (word >> HMM_PFN_ORDER_SHIFT & HMM_PFN_ORDER_MASK);

	return nr - (pfn_of(word) & (nr - 1));
}

static void *hmm_create(const struct input *in)
{
	struct hmm_list *list = bench_alloc(sizeof(*list));

	list->word = bench_alloc(in->nr_pfns * sizeof(*list->word));
	return list;
}

static void hmm_destroy(void *arg)
{
	struct hmm_list *list = arg;

	free(list->word);
	free(list);
}

static void hmm_clear(void *arg)
{
	struct hmm_list *list = arg;

	list->nr = 0;
}

static inline void add(struct hmm_list *list, u64 pfn, u64 order)
{
	list->word[list->nr++] = pfn | HMM_PFN_VALID | HMM_PFN_WRITE |
				 order << HMM_PFN_ORDER_SHIFT;
}

/* As hmm_vma_handle_pte(), which is a function for each OS page. */
bench_call static void handle_pte(struct hmm_list *list, u64 pfn)
{
	add(list, pfn, 0);
}

static void hmm_append(void *list, const u64 *pfns, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		handle_pte(list, pfns[i]);
}

static void hmm_append_inline(void *list, const u64 *pfns, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		add(list, pfns[i], 0);
}

bench_call static void handle_pmd(struct hmm_list *list, u64 pfn)
{
	u64 i;

	for (i = 0; i < HUGE_NR; i++)
		add(list, pfn + i, HUGE_ORDER);
}

static void hmm_append_leaves(void *list, const struct run *leaves, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (leaves[i].nr == HUGE_NR)
			handle_pmd(list, leaves[i].pfn);
		else
			handle_pte(list, leaves[i].pfn);
	}
}

static size_t hmm_bytes(void *arg)
{
	const struct hmm_list *list = arg;

	return list->nr * sizeof(*list->word);
}

static struct seen hmm_read(const void *arg)
{
	const struct hmm_list *list = arg;
	struct seen seen = { 0 };

	while (seen.nr < list->nr) {
		u64 word = list->word[seen.nr];

		see(&seen, pfn_of(word), nr_from(word));
	}
	return seen;
}

static size_t hmm_expand(const void *arg, u64 *pfns)
{
	const struct hmm_list *list = arg;
	size_t i;

	for (i = 0; i < list->nr; i++)
		pfns[i] = pfn_of(list->word[i]);
	return list->nr;
}

static u64 hmm_nth(const void *arg, u64 n)
{
	const struct hmm_list *list = arg;

	return pfn_of(list->word[n]);
}

const struct peer peer_hmm_pfn = {
	.name = "hmm_pfn",
	.keeps_leaves = true,
	.create = hmm_create,
	.destroy = hmm_destroy,
	.clear = hmm_clear,
	.append = hmm_append,
	.append_inline = hmm_append_inline,
	.append_leaves = hmm_append_leaves,
	.bytes = hmm_bytes,
	.read = hmm_read,
	.expand = hmm_expand,
	.nth = hmm_nth,
};
