// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which OS page is the n-th?  In a list of one packed page, and in all of it.
 */
#include "../bench.h"

#define NR_QUERIES 16

static bool has(const struct peer *peer)
{
	return peer->nth;
}

static double items(const struct input *in)
{
	(void)in;
	return NR_QUERIES;
}

/* Of a step that is no fraction of anything, so that places vary. */
static void make_queries(u64 queries[NR_QUERIES], u64 nr)
{
	size_t i;

	for (i = 0; i < NR_QUERIES; i++)
		queries[i] = (i + 1) * 0x9e3779b97f4a7c15ULL % nr;
}

static void query(struct bench_run *run, const struct peer *peer,
		  const void *list, u64 nr)
{
	u64 queries[NR_QUERIES];
	size_t i;

	make_queries(queries, nr);
	while (bench_more(run)) {
		for (i = 0; i < NR_QUERIES; i++)
			bench_use(peer->nth(list, queries[i]));
	}
}

static void measure_list(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;
	void *list = task_fill(task);

	if (task->peer->prepare)
		task->peer->prepare(list);
	query(run, task->peer, list, task->in->nr_pfns);
	task->peer->destroy(list);
}

/* As much of an input as one packed page holds. */
static struct input first_packed(const struct input *in)
{
	struct input part = *in;
	size_t i;

	if (in->nr_runs > 512)
		part.nr_runs = 512;
	part.nr_pfns = 0;
	for (i = 0; i < part.nr_runs; i++)
		part.nr_pfns += in->run[i].nr;
	return part;
}

static void measure_packed(struct bench_run *run, const void *arg)
{
	struct task task = *(const struct task *)arg;
	struct input part = first_packed(task.in);

	task.in = &part;
	measure_list(run, &task);
}

const struct op op_skip_packed = {
	.name = "skip-packed",
	.has = has,
	.measure = measure_packed,
	.items = items,
};

const struct op op_skip_list = {
	.name = "skip-list",
	.has = has,
	.measure = measure_list,
	.items = items,
};
