// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * 32 OS pages appended and taken back, again and again, as when the table
 * they were found in has changed meanwhile.  The time is that for an OS page.
 *
 * There is a list before, which ends within a packed page.  Or where one ends,
 * so that another is begun and given back each time.
 */
#include "../bench.h"

#define NR_TRIED 32
#define NR_PACKED 512

static bool has(const struct peer *peer)
{
	return peer->try_and_undo;
}

/* Only pfnpack has packed pages. */
static bool has_crossing(const struct peer *peer)
{
	return peer->try_and_undo && peer->check;
}

/* How many OS pages do so many runs have? */
static size_t pfns_in(const struct input *in, size_t nr_runs)
{
	size_t nr = 0;
	size_t i;

	for (i = 0; i < nr_runs; i++)
		nr += in->run[i].nr;
	return nr;
}

/* Half a packed page, or half of all where that is less. */
static size_t pfns_before(const struct input *in)
{
	size_t nr = in->nr_runs < NR_PACKED ? in->nr_runs : NR_PACKED;

	return pfns_in(in, nr / 2);
}

static double tried_after(const struct input *in, size_t nr_before)
{
	return (double)((in->nr_pfns - nr_before) / NR_TRIED * NR_TRIED);
}

static double items(const struct input *in)
{
	return tried_after(in, pfns_before(in));
}

/* None where a packed page has room for all. */
static double items_crossing(const struct input *in)
{
	if (in->nr_runs < 2 * NR_PACKED)
		return 0;
	return tried_after(in, pfns_in(in, NR_PACKED));
}

static void measure_after(struct bench_run *run, const struct task *task,
			  size_t nr_before)
{
	const struct input *in = task->in;
	void *list = task->peer->create(in);
	size_t i;

	task->peer->append(list, in->pfn, nr_before);
	while (bench_more(run)) {
		for (i = nr_before; i + NR_TRIED <= in->nr_pfns; i += NR_TRIED)
			task->peer->try_and_undo(list, in->pfn + i, NR_TRIED);
	}
	task->peer->destroy(list);
}

static void measure(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;

	measure_after(run, task, pfns_before(task->in));
}

static void measure_crossing(struct bench_run *run, const void *arg)
{
	const struct task *task = arg;

	measure_after(run, task, pfns_in(task->in, NR_PACKED));
}

const struct op op_rollback = {
	.name = "rollback",
	.has = has,
	.measure = measure,
	.items = items,
};

const struct op op_rollback_crossing = {
	.name = "rollback-crossing",
	.has = has_crossing,
	.measure = measure_crossing,
	.items = items_crossing,
};
