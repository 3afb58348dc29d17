/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loops over a representation that is an array of runs.  Before it is
 * included, LIST is defined as the type of the list, and
 *
 *   static inline size_t run_count(const LIST *list);
 *   static inline struct run run_at(const LIST *list, size_t i);
 */

static u64 runs_read(const void *arg)
{
	const LIST *list = arg;
	size_t nr_runs = run_count(list);
	u64 nr = 0;
	size_t i;

	for (i = 0; i < nr_runs; i++) {
		struct run run = run_at(list, i);

		bench_use(run.pfn);
		nr += run.nr;
	}
	return nr;
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

static u64 runs_blocks(const void *arg)
{
	const LIST *list = arg;
	size_t nr_runs = run_count(list);
	u64 nr_blocks = 0;
	struct run rest;
	size_t i;
	u64 step;

	for (i = 0; i < nr_runs; i++) {
		for (rest = run_at(list, i); rest.nr; rest.nr -= step) {
			bench_use(rest.pfn);
			step = 1ULL << bench_order(rest.pfn, rest.nr);
			rest.pfn += step;
			nr_blocks++;
		}
	}
	return nr_blocks;
}
