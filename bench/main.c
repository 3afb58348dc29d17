// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * usage: pfnpack_bench OUTPUT-OF-SIZES [NAME=FILE...] [OPTION-OF-GOOGLE-BENCHMARK...]
 *        pfnpack_steps OUTPUT-OF-SIZES [NAME=FILE...] -- PATTERN...
 *
 * Measures every operation of every peer on made-up inputs and on the runs in
 * each FILE.  A line of the sizes has: input, peer, bytes, runs, OS pages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bulk_runs.h"

#include "bench.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_INPUTS 32

static const struct peer *const peers[] = {
	&peer_pfnpack,		&peer_pfnpack_bulk, &peer_pfnpack_avx2,
	&peer_pfnpack_portable, &peer_pfn_batch,    &peer_bio_vec,
	&peer_scatterlist,	&peer_pairs,	    &peer_phyr,
	&peer_hmm_pfn,		&peer_page_array,   &peer_roaring,
	&peer_byte_deltas,	&peer_memcpy,
};

static const struct op *const ops[] = {
	&op_append,
	&op_append_leaves,
	&op_bulk,
	&op_read,
	&op_read_bulk,
	&op_expand,
	&op_skip_packed,
	&op_skip_learnt,
	&op_skip_list,
	&op_blocks,
	&op_check,
	&op_rollback,
	&op_rollback_crossing,
};

static struct inputs inputs[MAX_INPUTS];
static size_t nr_inputs;
static struct task tasks[MAX_INPUTS * NR(peers)];

void *bench_alloc(size_t bytes)
{
	size_t whole = (bytes / OS_PAGE_BYTES + 1) * OS_PAGE_BYTES;
	void *memory = aligned_alloc(OS_PAGE_BYTES, whole);

	if (!memory) {
		perror("bench");
		exit(1);
	}
	return memset(memory, 0, whole);
}

void *task_fill(const struct task *task)
{
	void *list = task->peer->create(task->in);

	if (task->peer->append_leaves)
		task->peer->append_leaves(list, task->in->leaf,
					  task->in->nr_leaves);
	else if (task->peer->append)
		task->peer->append(list, task->in->pfn, task->in->nr_pfns);
	else if (task->peer->append_inline)
		task->peer->append_inline(list, task->in->pfn,
					  task->in->nr_pfns);
	return list;
}

static void make_inputs(void)
{
	input_synthetic(&inputs[nr_inputs++], "run-1", 1);
	input_synthetic(&inputs[nr_inputs++], "run-1.1", 1.1);
	input_synthetic(&inputs[nr_inputs++], "run-2", 2);
	input_synthetic(&inputs[nr_inputs++], "run-4", 4);
	input_synthetic(&inputs[nr_inputs++], "run-16", 16);
	input_synthetic(&inputs[nr_inputs++], "run-512", 512);
	input_huge(&inputs[nr_inputs++], "thp");
	input_huge_mix(&inputs[nr_inputs++], "thp+4k");
	input_long(&inputs[nr_inputs++], "long");
}

/* NAME=FILE; an argument that starts with '-' is for Google Benchmark. */
static void read_input(char *arg)
{
	char *path = strchr(arg, '=');

	if (!path || nr_inputs == MAX_INPUTS) {
		fprintf(stderr, "bench: not an input: %s\n", arg);
		exit(2);
	}
	*path++ = '\0';
	if (!input_read(&inputs[nr_inputs++], arg, path)) {
		fprintf(stderr, "bench: no runs in %s\n", path);
		exit(1);
	}
}

static void add_ops(const struct task *task)
{
	char name[128];
	double items;
	size_t i;

	for (i = 0; i < NR(ops); i++) {
		items = ops[i]->items(task->in);
		if (!ops[i]->has(task->peer) || !items)
			continue;
		snprintf(name, sizeof(name), "%s/%s/%s", ops[i]->name,
			 task->in->name, task->peer->name);
		bench_add(name, ops[i]->measure, task, items);
	}
}

static void write_size(FILE *sizes, const struct task *task)
{
	void *list = task_fill(task);

	fprintf(sizes, "%s %s %zu %zu %zu\n", task->in->name, task->peer->name,
		task->peer->bytes(list), task->in->nr_runs, task->in->nr_pfns);
	task->peer->destroy(list);
}

static void make_task(struct task *task, const struct peer *peer,
		      const struct inputs *in, FILE *sizes)
{
	if (peer->is_usable && !peer->is_usable())
		return;
	task->peer = peer;
	task->in = peer->needs_sorted ? &in->sorted : &in->as_found;
	verify_task(task);
	write_size(sizes, task);
	add_ops(task);
}

static void make_tasks(FILE *sizes)
{
	struct task *task = tasks;
	size_t i, j;

	for (i = 0; i < nr_inputs; i++) {
		for (j = 0; j < NR(peers); j++)
			make_task(task++, peers[j], &inputs[i], sizes);
	}
}

int main(int argc, char **argv)
{
	int arg = 2;
	FILE *sizes;

	if (argc < 2) {
		fprintf(stderr, "usage: %s OUTPUT-OF-SIZES [NAME=FILE...]\n",
			argv[0]);
		return 2;
	}
	sizes = fopen(argv[1], "w");
	if (!sizes) {
		perror(argv[1]);
		return 1;
	}
	add_clock();
	bench_note("code", bulk_chosen()->name);
	make_inputs();
	while (arg < argc && argv[arg][0] != '-')
		read_input(argv[arg++]);
	make_tasks(sizes);
	if (fclose(sizes)) {
		perror(argv[1]);
		return 1;
	}
	argv[arg - 1] = argv[0];
	return bench_run_all(argc - arg + 1, argv + arg - 1) ? 0 : 2;
}
