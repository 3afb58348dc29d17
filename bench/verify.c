// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is measured must be right: each way to fill a peer and each way to
 * read it, against the input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define NR_TRIED 32

static void require(bool good, const struct task *task, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench: %s, %s: wrong: %s\n", task->peer->name,
		task->in->name, what);
	exit(1);
}

static void verify_pfns(const struct task *task, const void *list,
			const char *filled_by)
{
	const struct peer *peer = task->peer;
	const struct input *in = task->in;
	u64 *pfns = bench_alloc(in->nr_pfns * sizeof(*pfns));
	size_t nr = peer->unpack ? peer->unpack(list, pfns) :
				   peer->expand(list, pfns);

	require(nr == in->nr_pfns && !memcmp(pfns, in->pfn, nr * sizeof(*pfns)),
		task, filled_by);
	free(pfns);
}

/*
 * Behind a list of so many, taken back: a few that come anyway, and as many as
 * there is room for of others, which must leave no trace.
 */
static void verify_undo_after(const struct task *task, void *list, size_t nr)
{
	const struct peer *peer = task->peer;
	const u64 *rest = task->in->pfn + nr;
	size_t nr_rest = task->in->nr_pfns - nr;

	peer->clear(list);
	peer->append(list, task->in->pfn, nr);
	peer->try_and_undo(list, rest, 1);
	peer->try_and_undo(list, rest, nr_rest < NR_TRIED ? nr_rest : NR_TRIED);
	peer->try_and_undo(list, task->in->pfn, nr_rest);
	peer->append(list, rest, nr_rest);
	verify_pfns(task, list, "append after appends that were taken back");
}

static void verify_undo(const struct task *task, void *list)
{
	verify_undo_after(task, list, 0);
	verify_undo_after(task, list, task->in->nr_pfns / 3);
	verify_undo_after(task, list, task->in->nr_pfns - 1);
}

static void verify_filling(const struct task *task)
{
	const struct peer *peer = task->peer;
	const struct input *in = task->in;
	void *list = peer->create(in);

	if (peer->append_leaves) {
		peer->append_leaves(list, in->leaf, in->nr_leaves);
		verify_pfns(task, list, "append of leaves");
		peer->clear(list);
	}
	if (peer->append_inline) {
		peer->append_inline(list, in->pfn, in->nr_pfns);
		verify_pfns(task, list, "append of an array");
		peer->clear(list);
	}
	if (peer->append) {
		peer->append(list, in->pfn, in->nr_pfns);
		verify_pfns(task, list, "append");
	}
	if (peer->try_and_undo)
		verify_undo(task, list);
	peer->destroy(list);
}

static struct seen all_ranges(const struct task *task)
{
	const struct input *in = task->in;
	const struct run *run = in->run;
	struct seen seen = { 0 };
	size_t nr = in->nr_runs;
	size_t i;

	if (task->peer->keeps_leaves) {
		run = in->leaf;
		nr = in->nr_leaves;
	}
	for (i = 0; i < nr; i++)
		see(&seen, run[i].pfn, run[i].nr);
	return seen;
}

static struct seen all_blocks(const struct input *in)
{
	struct seen seen = { 0 };
	size_t i;

	for (i = 0; i < in->nr_runs; i++)
		see_blocks(&seen, in->run[i].pfn, in->run[i].nr);
	return seen;
}

static bool equal(struct seen a, struct seen b)
{
	return a.nr == b.nr && a.pfns == b.pfns;
}

static void verify_queries(const struct task *task, void *list)
{
	const struct peer *peer = task->peer;
	const struct input *in = task->in;
	size_t n;

	if (peer->prepare)
		peer->prepare(list);
	for (n = 0; n < in->nr_pfns; n += 1 + in->nr_pfns / 61)
		require(peer->nth(list, n) == in->pfn[n], task, "nth");
}

static void verify_reading(const struct task *task)
{
	const struct peer *peer = task->peer;
	void *list = task_fill(task);

	if (peer->expand)
		verify_pfns(task, list, "expand");
	if (peer->read)
		require(equal(peer->read(list), all_ranges(task)), task,
			"read");
	if (peer->read_bulk)
		require(equal(peer->read_bulk(list), all_ranges(task)), task,
			"read_bulk");
	if (peer->blocks)
		require(equal(peer->blocks(list), all_blocks(task->in)), task,
			"blocks");
	if (peer->check)
		require(!peer->check(list), task, "check");
	if (peer->nth)
		verify_queries(task, list);
	peer->destroy(list);
}

void verify_task(const struct task *task)
{
	verify_filling(task);
	verify_reading(task);
}
