// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Is the list valid?  The time is that for a range.
 */
#include "../bench.h"

static bool has(const struct peer *peer)
{
	return peer->check;
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task_fill(task);

	while (bench_more(run))
		bench_use(task->peer->check(list));
	task->peer->destroy(list);
}

static double items(const struct input *in)
{
	return (double)in->nr_runs;
}

const struct op op_check = {
	.name = "check",
	.has = has,
	.measure = measure,
	.items = items,
};
