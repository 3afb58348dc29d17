// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * 32 OS pages appended and taken back, again and again, as when the table
 * they were found in has changed meanwhile.  The time is that for an OS page.
 */
#include "../bench.h"

#define NR_TRIED 32

static bool has(const struct peer *peer)
{
	return peer->try_and_undo;
}

static double items(const struct input *in)
{
	return (double)(in->nr_pfns / NR_TRIED * NR_TRIED);
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	const struct input *in = task->in;
	void *list = task->peer->create(in);
	size_t i;

	while (bench_more(run)) {
		for (i = 0; i + NR_TRIED <= in->nr_pfns; i += NR_TRIED)
			task->peer->try_and_undo(list, in->pfn + i, NR_TRIED);
	}
	task->peer->destroy(list);
}

const struct op op_rollback = {
	.name = "rollback",
	.has = has,
	.measure = measure,
	.items = items,
};
