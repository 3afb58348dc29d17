// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An array of PFNs appended as a whole: by a function made for that, or by the
 * loop over single OS pages, all of which the compiler sees.
 */
#include "../bench.h"

static bool has(const struct peer *peer)
{
	return peer->append_inline;
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task->peer->create(task->in);

	while (bench_more(run)) {
		task->peer->clear(list);
		task->peer->append_inline(list, task->in->pfn,
					  task->in->nr_pfns);
	}
	task->peer->destroy(list);
}

static double items(const struct input *in)
{
	return (double)in->nr_pfns;
}

const struct op op_bulk = {
	.name = "bulk",
	.has = has,
	.measure = measure,
	.items = items,
};
