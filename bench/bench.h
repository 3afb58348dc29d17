/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An operation is measured on every input with every representation ("peer")
 * that has it.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/types.h>

#include "shim.h"

typedef __u32 u32;
typedef __u64 u64;

#define OS_PAGE_SHIFT 12
#define OS_PAGE_BYTES (1ULL << OS_PAGE_SHIFT)
/* A function whose every call is one, with all of its arguments. */
#define bench_call __attribute__((noipa))

#define HUGE_ORDER 9
#define HUGE_NR (1ULL << HUGE_ORDER)

/* OS pages that follow one another. */
struct run {
	u64 pfn;
	u64 nr;
};

/**
 * struct input - a list of OS pages
 * @name: for people
 * @nr_pfns: OS pages
 * @pfn: their PFNs, in the order of the list
 * @nr_runs: runs
 * @run: as long as they can be
 * @nr_leaves: what the page tables would map them by
 * @leaf: runs of 512, aligned, and single OS pages
 */
struct input {
	char name[32];
	size_t nr_pfns;
	u64 *pfn;
	size_t nr_runs;
	struct run *run;
	size_t nr_leaves;
	struct run *leaf;
};

/* An input, and the same in ascending order without repetitions. */
struct inputs {
	struct input as_found;
	struct input sorted;
};

/**
 * struct seen - what came by when a list was read
 * @nr: OS pages
 * @pfns: the first PFN of each range, added up
 */
struct seen {
	u64 nr;
	u64 pfns;
};

/* One range at a time: both numbers are there, and are used. */
static inline void see(struct seen *seen, u64 pfn, u64 nr)
{
	bench_use(pfn);
	seen->nr += nr;
	seen->pfns += pfn;
}

/**
 * struct peer - a representation of such lists
 * @name: for people
 * @is_usable: for this processor?  NULL: for all
 * @needs_sorted: does not keep the order
 * @keeps_leaves: what is read are the leaves that were appended
 * @create: an empty list, with room for all of @in in any division
 * @destroy: free it
 * @clear: start again
 * @append: OS pages one by one, by a call for each
 * @append_inline: the same where the compiler sees it all, or in bulk
 * @append_leaves: leaves one by one, by a call for each
 * @bytes: what the list takes
 * @read: go through the ranges
 * @read_bulk: the same, by a function that hands out many ranges at a time
 * @expand: get the PFNs back; how many?
 * @unpack: the same, to verify a peer that is not measured by it
 * @prepare: make what @nth needs, once
 * @nth: the PFN of the OS page number @n
 * @blocks: go through aligned power-of-two blocks of 512 OS pages at most
 * @check: is the list valid? 0 when it is
 * @try_and_undo: append OS pages, each by a call, and take them back
 *
 * What a representation lacks is NULL; all have @create, @destroy and @bytes.
 */
struct peer {
	const char *name;
	bool (*is_usable)(void);
	bool needs_sorted;
	bool keeps_leaves;
	void *(*create)(const struct input *in);
	void (*destroy)(void *list);
	void (*clear)(void *list);
	void (*append)(void *list, const u64 *pfns, size_t nr);
	void (*append_inline)(void *list, const u64 *pfns, size_t nr);
	void (*append_leaves)(void *list, const struct run *leaves, size_t nr);
	size_t (*bytes)(void *list);
	struct seen (*read)(const void *list);
	struct seen (*read_bulk)(const void *list);
	size_t (*expand)(const void *list, u64 *pfns);
	size_t (*unpack)(const void *list, u64 *pfns);
	void (*prepare)(void *list);
	u64 (*nth)(const void *list, u64 n);
	struct seen (*blocks)(const void *list);
	int (*check)(const void *list);
	void (*try_and_undo)(void *list, const u64 *pfns, size_t nr);
};

/* What is measured: an operation on an input with a peer. */
struct task {
	const struct peer *peer;
	const struct input *in;
};

/**
 * struct op - an operation
 * @name: for people
 * @has: does the peer have it?
 * @measure: a benchmark; its argument is a &struct task
 * @items: that each turn of its loop handles; 0 when it is not for this input
 */
struct op {
	const char *name;
	bool (*has)(const struct peer *peer);
	void (*measure)(struct bench_run *run, const void *task);
	double (*items)(const struct input *in);
};

extern const struct op op_append;
extern const struct op op_append_leaves;
extern const struct op op_bulk;
extern const struct op op_read;
extern const struct op op_read_bulk;
extern const struct op op_expand;
extern const struct op op_skip_packed;
extern const struct op op_skip_learnt;
extern const struct op op_skip_list;
extern const struct op op_blocks;
extern const struct op op_check;
extern const struct op op_rollback;
extern const struct op op_rollback_crossing;

extern const struct peer peer_pfnpack;
extern const struct peer peer_pfnpack_bulk;
extern const struct peer peer_pfnpack_avx2;
extern const struct peer peer_pfnpack_portable;
extern const struct peer peer_page_array;
extern const struct peer peer_bio_vec;
extern const struct peer peer_scatterlist;
extern const struct peer peer_pfn_batch;
extern const struct peer peer_pairs;
extern const struct peer peer_phyr;
extern const struct peer peer_hmm_pfn;
extern const struct peer peer_roaring;
extern const struct peer peer_byte_deltas;
extern const struct peer peer_memcpy;

/* input.c */
void input_synthetic(struct inputs *in, const char *name, double mean_run);
void input_huge(struct inputs *in, const char *name);
void input_huge_mix(struct inputs *in, const char *name);
/* Each run with a size descriptor. */
void input_long(struct inputs *in, const char *name);
/* A line for each run: its first PFN, a space, how many OS pages. */
bool input_read(struct inputs *in, const char *name, const char *path);

/* clock.c: a benchmark of one cycle */
void add_clock(void);

/* verify.c: does the peer give back what went in?  Exits if not. */
void verify_task(const struct task *task);

/* main.c; it starts at an OS page, and has been touched */
void *bench_alloc(size_t bytes);

/* A list to be read, of leaves where a peer keeps what they tell. */
void *task_fill(const struct task *task);

static inline unsigned int bench_order(u64 pfn, u64 nr)
{
	unsigned int order = 0;

	while (order < HUGE_ORDER && nr >> order > 1 && !(pfn >> order & 1))
		order++;
	return order;
}

static inline void see_blocks(struct seen *seen, u64 pfn, u64 nr)
{
	u64 step;

	for (; nr; nr -= step) {
		step = 1ULL << bench_order(pfn, nr);
		see(seen, pfn, step);
		pfn += step;
	}
}

#endif /* BENCH_H */
