// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * OS pages appended one at a time, a call for each, as get_user_pages() finds
 * them in a page table.
 */
#include "../bench.h"

static bool has(const struct peer *peer)
{
	return peer->append;
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task->peer->create(task->in);

	while (bench_more(run)) {
		task->peer->clear(list);
		task->peer->append(list, task->in->pfn, task->in->nr_pfns);
	}
	task->peer->destroy(list);
}

static double items(const struct input *in)
{
	return (double)in->nr_pfns;
}

const struct op op_append = {
	.name = "append",
	.has = has,
	.measure = measure,
	.items = items,
};
