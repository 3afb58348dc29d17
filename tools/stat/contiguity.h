/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How contiguous memory is, and what it takes to write that down.
 */
#ifndef CONTIGUITY_H
#define CONTIGUITY_H

#include <stdint.h>

/* Powers of two that a count of OS pages can be between. */
#define CONTIGUITY_ORDERS 64

/* The smallest naturally aligned block that is looked for. */
#define CONTIGUITY_LARGE_BYTES (64ULL << 10)

/**
 * enum representation - how kernel code keeps the memory of a buffer
 */
enum representation {
	REP_STRUCT_PAGE,
	REP_BIO_VEC,
	REP_SCATTERLIST,
	REP_PFN_BATCH,
	REP_HMM_PFN,
	REP_PHYR,
	REP_PFNPACK,
	NR_REPRESENTATIONS,
};

/* Naturally aligned blocks that are looked for. */
enum aligned_block {
	BLOCK_64K,
	BLOCK_2M,
	BLOCK_1G,
	NR_ALIGNED_BLOCKS,
};

/**
 * struct contiguity - sums over runs of memory
 * @os_page_bytes: bytes of an OS page; to be set before the first run
 * @nr_runs: runs
 * @nr_os_pages: OS pages
 * @runs_of_order: runs of 2^n to below 2^(n+1) OS pages
 * @os_pages_of_order: OS pages in them
 * @os_pages_in_block: OS pages in naturally aligned blocks of a size
 * @nr_more_slots: slots of packed pages, beyond one for a run
 * @nr_more_entries: entries with a 32-bit length in bytes, beyond one for a run
 */
struct contiguity {
	uint32_t os_page_bytes;
	uint64_t nr_runs;
	uint64_t nr_os_pages;
	uint64_t runs_of_order[CONTIGUITY_ORDERS];
	uint64_t os_pages_of_order[CONTIGUITY_ORDERS];
	uint64_t os_pages_in_block[NR_ALIGNED_BLOCKS];
	uint64_t nr_more_slots;
	uint64_t nr_more_entries;
};

/* The part of contiguity_add() that few runs need. */
void contiguity_add_large(struct contiguity *c, uint64_t pfn, uint64_t nr);

/**
 * contiguity_add() - count a run
 * @c: the sums
 * @pfn: its first PFN
 * @nr: OS pages, at least 1
 */
static inline void contiguity_add(struct contiguity *c, uint64_t pfn,
				  uint64_t nr)
{
	unsigned int order = 63 - (unsigned int)__builtin_clzll(nr);

	c->nr_runs++;
	c->nr_os_pages += nr;
	c->runs_of_order[order]++;
	c->os_pages_of_order[order] += nr;
	/* Smaller than any block: one slot and one entry. */
	if (nr * c->os_page_bytes >= CONTIGUITY_LARGE_BYTES)
		contiguity_add_large(c, pfn, nr);
}

/**
 * contiguity_add_singles() - count runs of one OS page
 * @c: the sums
 * @nr: how many, 0 or more
 */
void contiguity_add_singles(struct contiguity *c, uint64_t nr);

/**
 * contiguity_block_bytes() - how large an aligned block is
 * @block: which one
 *
 * Return: its bytes.
 */
uint64_t contiguity_block_bytes(enum aligned_block block);

/**
 * contiguity_rep_bytes() - what a representation of all runs takes
 * @c: the sums
 * @rep: which representation
 *
 * Return: bytes on a 64-bit machine.
 */
uint64_t contiguity_rep_bytes(const struct contiguity *c,
			      enum representation rep);

/**
 * contiguity_rep_name() - what a representation is called
 * @rep: which one
 *
 * Return: a constant string.
 */
const char *contiguity_rep_name(enum representation rep);

#endif /* CONTIGUITY_H */
