// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A list, in blocks of a power of two of OS pages, naturally aligned, 512 at
 * most: what IOMMU page tables, RDMA and NVMe page lists take.  The time is
 * that for an OS page.
 */
#include "../bench.h"

static bool has(const struct peer *peer)
{
	return peer->blocks;
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task_fill(task);

	while (bench_more(run))
		bench_use(task->peer->blocks(list).nr);
	task->peer->destroy(list);
}

static double items(const struct input *in)
{
	return (double)in->nr_pfns;
}

const struct op op_blocks = {
	.name = "blocks",
	.has = has,
	.measure = measure,
	.items = items,
};
