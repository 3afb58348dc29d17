// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every range of a list, looked at once, as by who maps it for DMA.
 */
#include "../bench.h"

static double items(const struct input *in)
{
	return (double)in->nr_runs;
}

static bool has_read(const struct peer *peer)
{
	return peer->read;
}

static void measure_read(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task_fill(task);

	while (bench_more(run))
		bench_use(task->peer->read(list).nr);
	task->peer->destroy(list);
}

static bool has_read_bulk(const struct peer *peer)
{
	return peer->read_bulk;
}

static void measure_read_bulk(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task_fill(task);

	while (bench_more(run))
		bench_use(task->peer->read_bulk(list).nr);
	task->peer->destroy(list);
}

const struct op op_read = {
	.name = "read",
	.has = has_read,
	.measure = measure_read,
	.items = items,
};

const struct op op_read_bulk = {
	.name = "read-bulk",
	.has = has_read_bulk,
	.measure = measure_read_bulk,
	.items = items,
};
