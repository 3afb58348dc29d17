// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Lists of OS pages: made up, always the same, or read from a file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "random.h"

/* 256 MiB of memory: its PFNs fit in the second level cache of a core. */
#define NR_SYNTHETIC 65536

/* The first length that takes a size descriptor, which these runs all have. */
#define LONG_RUN 65535
#define NR_LONG 4

static u64 random_state;

/* Geometric: the next OS page goes on with the same chance, however long. */
static u64 random_run(double mean)
{
	double uniform =
		((double)(random_u64(&random_state) >> 11) + 0.5) * 0x1p-53;

	if (mean <= 1)
		return 1;
	return 1 + (u64)(log(uniform) / log(1 - 1 / mean));
}

static void add_run(struct input *in, u64 pfn, u64 nr)
{
	in->run[in->nr_runs++] = (struct run){ .pfn = pfn, .nr = nr };
	in->nr_pfns += nr;
}

static void set_name(struct input *in, const char *name)
{
	snprintf(in->name, sizeof(in->name), "%s", name);
}

static void fill_pfns(struct input *in)
{
	u64 *pfn = in->pfn = bench_alloc(in->nr_pfns * sizeof(*pfn));
	size_t i;
	u64 j;

	for (i = 0; i < in->nr_runs; i++) {
		for (j = 0; j < in->run[i].nr; j++)
			*pfn++ = in->run[i].pfn + j;
	}
}

static struct run next_leaf(const struct run *rest)
{
	bool huge = rest->pfn % HUGE_NR == 0 && rest->nr >= HUGE_NR;

	return (struct run){ .pfn = rest->pfn, .nr = huge ? HUGE_NR : 1 };
}

static void fill_leaves(struct input *in)
{
	struct run rest, leaf;
	size_t i;

	in->leaf = bench_alloc(in->nr_pfns * sizeof(*in->leaf));
	for (i = 0; i < in->nr_runs; i++) {
		for (rest = in->run[i]; rest.nr; rest.nr -= leaf.nr) {
			leaf = next_leaf(&rest);
			in->leaf[in->nr_leaves++] = leaf;
			rest.pfn += leaf.nr;
		}
	}
}

static void copy_runs(struct input *to, const struct input *from)
{
	*to = *from;
	to->run = bench_alloc(from->nr_runs * sizeof(*from->run));
	memcpy(to->run, from->run, from->nr_runs * sizeof(*from->run));
}

static void shuffle(struct input *in)
{
	struct run run;
	size_t i, j;

	for (i = in->nr_runs; i > 1; i--) {
		j = random_u64(&random_state) % i;
		run = in->run[i - 1];
		in->run[i - 1] = in->run[j];
		in->run[j] = run;
	}
}

static void finish(struct input *in)
{
	fill_pfns(in);
	fill_leaves(in);
}

/* @sorted has its runs, none of which continues another. */
static void finish_shuffled(struct inputs *in)
{
	copy_runs(&in->as_found, &in->sorted);
	shuffle(&in->as_found);
	finish(&in->as_found);
	finish(&in->sorted);
}

static void start_synthetic(struct inputs *in, const char *name)
{
	random_state = 1;
	*in = (struct inputs){ 0 };
	set_name(&in->sorted, name);
	in->sorted.run = bench_alloc(NR_SYNTHETIC * sizeof(struct run));
}

void input_synthetic(struct inputs *in, const char *name, double mean_run)
{
	u64 pfn = 0x100000;
	u64 nr, left;

	start_synthetic(in, name);
	while ((left = NR_SYNTHETIC - in->sorted.nr_pfns)) {
		nr = random_run(mean_run);
		pfn += random_run(64);
		add_run(&in->sorted, pfn, nr < left ? nr : left);
		pfn += nr;
	}
	finish_shuffled(in);
}

/* Aligned, none beside another.  Return: behind them. */
static u64 add_huge(struct input *in, u64 pfn, u64 nr_huge)
{
	u64 i;

	for (i = 0; i < nr_huge; i++, pfn += 2 * HUGE_NR)
		add_run(in, pfn, HUGE_NR);
	return pfn;
}

void input_huge(struct inputs *in, const char *name)
{
	start_synthetic(in, name);
	add_huge(&in->sorted, 0x100000, NR_SYNTHETIC / HUGE_NR);
	finish_shuffled(in);
}

/* Half of the memory in huge pages, half in single OS pages. */
void input_huge_mix(struct inputs *in, const char *name)
{
	u64 pfn = 0x100000;
	u64 i;

	start_synthetic(in, name);
	pfn = add_huge(&in->sorted, pfn, NR_SYNTHETIC / HUGE_NR / 2);
	for (i = 0; i < NR_SYNTHETIC / 2; i++) {
		add_run(&in->sorted, pfn, 1);
		pfn += 1 + random_run(64);
	}
	finish_shuffled(in);
}

void input_long(struct inputs *in, const char *name)
{
	u64 pfn = 0x100000;
	u64 i, nr;

	start_synthetic(in, name);
	for (i = 0; i < NR_LONG; i++) {
		nr = LONG_RUN + random_u64(&random_state) % LONG_RUN;
		add_run(&in->sorted, pfn, nr);
		pfn += nr + random_run(64);
	}
	finish_shuffled(in);
}

static bool continues(const struct input *in, u64 pfn)
{
	const struct run *last = &in->run[in->nr_runs - 1];

	return in->nr_runs && pfn == last->pfn + last->nr;
}

static void append_run(struct input *in, u64 pfn, u64 nr)
{
	if (continues(in, pfn)) {
		in->run[in->nr_runs - 1].nr += nr;
		in->nr_pfns += nr;
	} else {
		add_run(in, pfn, nr);
	}
}

static int compare_pfns(const void *a, const void *b)
{
	const u64 *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static void sort_pfns(struct inputs *in)
{
	const struct input *found = &in->as_found;
	u64 *pfn = bench_alloc(found->nr_pfns * sizeof(*pfn));
	size_t i;

	memcpy(pfn, found->pfn, found->nr_pfns * sizeof(*pfn));
	qsort(pfn, found->nr_pfns, sizeof(*pfn), compare_pfns);
	set_name(&in->sorted, found->name);
	in->sorted.run = bench_alloc(found->nr_pfns * sizeof(struct run));
	for (i = 0; i < found->nr_pfns; i++) {
		if (!i || pfn[i] != pfn[i - 1])
			append_run(&in->sorted, pfn[i], 1);
	}
	free(pfn);
}

static size_t count_lines(FILE *file)
{
	size_t nr = 0;
	int c;

	while ((c = getc(file)) != EOF)
		nr += c == '\n';
	rewind(file);
	return nr;
}

static bool read_runs(struct input *in, FILE *file)
{
	u64 pfn, nr;

	in->run = bench_alloc((count_lines(file) + 1) * sizeof(*in->run));
	while (fscanf(file, "%llu %llu\n", &pfn, &nr) == 2)
		append_run(in, pfn, nr);
	return feof(file) && !ferror(file) && in->nr_runs;
}

bool input_read(struct inputs *in, const char *name, const char *path)
{
	FILE *file = fopen(path, "r");
	bool good;

	if (!file)
		return false;
	*in = (struct inputs){ 0 };
	set_name(&in->as_found, name);
	good = read_runs(&in->as_found, file);
	fclose(file);
	if (!good)
		return false;

	finish(&in->as_found);
	sort_pfns(in);
	finish(&in->sorted);
	return true;
}
