// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The PFNs of all OS pages of a list, as an array.
 */
#include <stdlib.h>

#include "../bench.h"

static bool has(const struct peer *peer)
{
	return peer->expand;
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	u64 *pfns = bench_alloc(task->in->nr_pfns * sizeof(*pfns));
	void *list = task_fill(task);

	while (bench_more(run))
		bench_use(task->peer->expand(list, pfns));
	task->peer->destroy(list);
	free(pfns);
}

static double items(const struct input *in)
{
	return (double)in->nr_pfns;
}

const struct op op_expand = {
	.name = "expand",
	.has = has,
	.measure = measure,
	.items = items,
};
