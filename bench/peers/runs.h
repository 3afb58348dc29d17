/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loops over a representation that is an array of runs.  Before it is
 * included, LIST is defined as the type of the list, and
 *
 *   static inline size_t run_count(const LIST *list);
 *   static inline struct run run_at(const LIST *list, size_t i);
 *   static inline void run_resize(LIST *list, size_t i, u64 nr);
 *
 * To append an OS page or a leaf, false when there is no room:
 *
 *   static inline bool add_inlined(LIST *list, u64 pfn);
 *   static inline bool add_called(LIST *list, u64 pfn);
 *   static inline bool add_leaf_called(LIST *list, const struct run *leaf);
 */

static void runs_append(void *list, const u64 *pfns, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!add_called(list, pfns[i]))
			break;
	}
}

static void runs_append_inline(void *list, const u64 *pfns, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!add_inlined(list, pfns[i]))
			break;
	}
}

static void runs_append_leaves(void *list, const struct run *leaves, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!add_leaf_called(list, &leaves[i]))
			break;
	}
}

/* None of them has such a thing; this is what it would take. */
static void runs_try_and_undo(void *arg, const u64 *pfns, size_t nr)
{
	LIST *list = arg;
	size_t nr_runs = run_count(list);
	u64 last_nr = nr_runs ? run_at(list, nr_runs - 1).nr : 0;
	LIST before = *list;

	runs_append(list, pfns, nr);
	*list = before;
	if (nr_runs)
		run_resize(list, nr_runs - 1, last_nr);
}

static struct seen runs_read(const void *arg)
{
	const LIST *list = arg;
	size_t nr_runs = run_count(list);
	struct seen seen = { 0 };
	size_t i;

	for (i = 0; i < nr_runs; i++) {
		struct run run = run_at(list, i);

		see(&seen, run.pfn, run.nr);
	}
	return seen;
}

static size_t runs_expand(const void *arg, u64 *pfns)
{
	const LIST *list = arg;
	size_t nr_runs = run_count(list);
	u64 *out = pfns;
	size_t i;
	u64 j;

	for (i = 0; i < nr_runs; i++) {
		struct run run = run_at(list, i);

		for (j = 0; j < run.nr; j++)
			*out++ = run.pfn + j;
	}
	return out - pfns;
}

static u64 runs_nth(const void *arg, u64 n)
{
	const LIST *list = arg;
	struct run run;
	size_t i;

	for (i = 0; run = run_at(list, i), n >= run.nr; i++)
		n -= run.nr;
	return run.pfn + n;
}

static struct seen runs_blocks(const void *arg)
{
	const LIST *list = arg;
	size_t nr_runs = run_count(list);
	struct seen seen = { 0 };
	struct run rest;
	size_t i;

	for (i = 0; i < nr_runs; i++) {
		rest = run_at(list, i);
		see_blocks(&seen, rest.pfn, rest.nr);
	}
	return seen;
}
