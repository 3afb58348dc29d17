// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * struct pfn_batch of drivers/iommu/iommufd/pages.c, Linux 6.12: an array of
 * first PFNs and an array of 32-bit counts.  Later kernels add several OS
 * pages at once; so does this one, for leaves.  batch_add_pfn() is static in the
 * file of the loops that call it, so compilers may well inline it there.
 */
#include <stdlib.h>

#include "../bench.h"

struct pfn_batch {
	unsigned long *pfns;
	u32 *npfns;
	unsigned int array_size;
	unsigned int end;
	unsigned int total_pfns;
};

#define LIST struct pfn_batch

static inline size_t run_count(const struct pfn_batch *batch)
{
	return batch->end;
}

static inline struct run run_at(const struct pfn_batch *batch, size_t i)
{
	return (struct run){ .pfn = batch->pfns[i], .nr = batch->npfns[i] };
}

static inline bool add(struct pfn_batch *batch, unsigned long pfn, u32 nr)
{
	unsigned int end = batch->end;

	if (end && pfn == batch->pfns[end - 1] + batch->npfns[end - 1] &&
	    nr <= UINT32_MAX - batch->npfns[end - 1]) {
		batch->npfns[end - 1] += nr;
		batch->total_pfns += nr;
		return true;
	}
	if (end == batch->array_size)
		return false;
	batch->total_pfns += nr;
	batch->pfns[end] = pfn;
	batch->npfns[end] = nr;
	batch->end++;
	return true;
}

bench_call static bool batch_add_pfn(struct pfn_batch *batch, unsigned long pfn)
{
	return add(batch, pfn, 1);
}

bench_call static bool batch_add_pfn_num(struct pfn_batch *batch,
					 unsigned long pfn, u32 nr)
{
	return add(batch, pfn, nr);
}

static inline void run_resize(struct pfn_batch *batch, size_t i, u64 nr)
{
	batch->npfns[i] = (u32)nr;
}

static inline bool add_inlined(struct pfn_batch *batch, u64 pfn)
{
	return add(batch, pfn, 1);
}

static inline bool add_called(struct pfn_batch *batch, u64 pfn)
{
	return batch_add_pfn(batch, pfn);
}

static inline bool add_leaf_called(struct pfn_batch *batch,
				   const struct run *leaf)
{
	return batch_add_pfn_num(batch, leaf->pfn, (u32)leaf->nr);
}

#include "runs.h"

static void *batch_create(const struct input *in)
{
	struct pfn_batch *batch = bench_alloc(sizeof(*batch));

	batch->pfns = bench_alloc(in->nr_pfns * sizeof(*batch->pfns));
	batch->npfns = bench_alloc(in->nr_pfns * sizeof(*batch->npfns));
	batch->array_size = (unsigned int)in->nr_pfns;
	return batch;
}

static void batch_destroy(void *arg)
{
	struct pfn_batch *batch = arg;

	free(batch->pfns);
	free(batch->npfns);
	free(batch);
}

static void batch_clear(void *arg)
{
	struct pfn_batch *batch = arg;

	batch->end = 0;
	batch->total_pfns = 0;
}

static size_t batch_bytes(void *arg)
{
	const struct pfn_batch *batch = arg;

	return batch->end * (sizeof(*batch->pfns) + sizeof(*batch->npfns));
}

const struct peer peer_pfn_batch = {
	.name = "pfn_batch",
	.create = batch_create,
	.destroy = batch_destroy,
	.clear = batch_clear,
	.append = runs_append,
	.append_inline = runs_append_inline,
	.append_leaves = runs_append_leaves,
	.bytes = batch_bytes,
	.read = runs_read,
	.expand = runs_expand,
	.nth = runs_nth,
	.blocks = runs_blocks,
	.try_and_undo = runs_try_and_undo,
};
