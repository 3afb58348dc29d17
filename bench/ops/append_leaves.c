// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Leaves of page tables appended one at a time, a call for each: huge pages of
 * 512 OS pages where the input has them, single OS pages elsewhere.
 */
#include "../bench.h"

static bool has(const struct peer *peer)
{
	return peer->append_leaves;
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task->peer->create(task->in);

	while (bench_more(run)) {
		task->peer->clear(list);
		task->peer->append_leaves(list, task->in->leaf,
					  task->in->nr_leaves);
	}
	task->peer->destroy(list);
}

static double items(const struct input *in)
{
	return (double)in->nr_leaves;
}

const struct op op_append_leaves = {
	.name = "append-leaves",
	.has = has,
	.measure = measure,
	.items = items,
};
