// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which OS page is the n-th?  In a list of one packed page, and in all of it.
 *
 * The numbers are drawn beforehand, so many that no branch predictor learns
 * what they lead to.  How much that is can be seen from a few that are asked
 * for over and over.
 */
#include "../bench.h"
#include "../random.h"

#define NR_DRAWN 65536
#define NR_TOGETHER 16

static u32 drawn[NR_DRAWN];

static bool has(const struct peer *peer)
{
	return peer->nth;
}

/* Of pfnpack; the others show nothing new. */
static bool has_learnt(const struct peer *peer)
{
	return peer->nth && peer->prepare;
}

static double items(const struct input *in)
{
	(void)in;
	return NR_TOGETHER;
}

static void draw(u64 end)
{
	u64 state = 1;
	size_t i;

	for (i = 0; i < NR_DRAWN; i++)
		drawn[i] = (u32)(random_u64(&state) % end);
}

static void measure(struct bench_run *run, const struct task *task,
		    size_t nr_drawn)
{
	const struct peer *peer = task->peer;
	void *list = task_fill(task);
	size_t first = 0;
	size_t i;

	if (peer->prepare)
		peer->prepare(list);
	draw(task->in->nr_pfns);
	while (bench_more(run)) {
		for (i = first; i < first + NR_TOGETHER; i++)
			bench_use(peer->nth(list, drawn[i]));
		first = (first + NR_TOGETHER) % nr_drawn;
	}
	peer->destroy(list);
}

static void measure_list(struct bench_run *run, const void *task)
{
	measure(run, task, NR_DRAWN);
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
	for (part.nr_leaves = i = 0; i < part.nr_pfns; part.nr_leaves++)
		i += in->leaf[part.nr_leaves].nr;
	return part;
}

static void measure_packed(struct bench_run *run, const void *arg)
{
	struct task task = *(const struct task *)arg;
	struct input part = first_packed(task.in);

	task.in = &part;
	measure(run, &task, NR_DRAWN);
}

static void measure_learnt(struct bench_run *run, const void *arg)
{
	struct task task = *(const struct task *)arg;
	struct input part = first_packed(task.in);

	task.in = &part;
	measure(run, &task, NR_TOGETHER);
}

const struct op op_skip_packed = {
	.name = "skip-packed",
	.has = has,
	.measure = measure_packed,
	.items = items,
};

const struct op op_skip_learnt = {
	.name = "skip-learnt",
	.has = has_learnt,
	.measure = measure_learnt,
	.items = items,
};

const struct op op_skip_list = {
	.name = "skip-list",
	.has = has,
	.measure = measure_list,
	.items = items,
};
