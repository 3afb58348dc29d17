// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How contiguous memory is, and what it takes to write that down.
 */
#include "contiguity.h"

#include "pfnpack.h"

static const uint64_t block_bytes[NR_ALIGNED_BLOCKS] = {
	[BLOCK_64K] = CONTIGUITY_LARGE_BYTES,
	[BLOCK_2M] = 2ULL << 20,
	[BLOCK_1G] = 1ULL << 30,
};

/* OS pages of a run that lie in whole blocks of @nr_block OS pages. */
static uint64_t os_pages_in_blocks(uint64_t pfn, uint64_t nr, uint64_t nr_block)
{
	uint64_t first = (pfn + nr_block - 1) / nr_block;
	uint64_t end = (pfn + nr) / nr_block;

	return first < end ? (end - first) * nr_block : 0;
}

/* Of bio_vec and scatterlist: lengths have 32 bits and are in bytes. */
static uint64_t entries_of(const struct contiguity *c, uint64_t nr)
{
	uint64_t nr_most = UINT32_MAX / c->os_page_bytes;

	return (nr + nr_most - 1) / nr_most;
}

void contiguity_add_large(struct contiguity *c, uint64_t pfn, uint64_t nr)
{
	unsigned int i;

	for (i = 0; i < NR_ALIGNED_BLOCKS; i++)
		c->os_pages_in_block[i] += os_pages_in_blocks(
			pfn, nr, block_bytes[i] / c->os_page_bytes);
	c->nr_more_slots += nr > PFNPACK_INLINE_MAX;
	c->nr_more_entries += entries_of(c, nr) - 1;
}

void contiguity_add_singles(struct contiguity *c, uint64_t nr)
{
	struct contiguity one = { .os_page_bytes = c->os_page_bytes };

	/* Where OS pages are large, one may be a block. */
	contiguity_add(&one, 0, 1);
	c->nr_runs += nr;
	c->nr_os_pages += nr;
	c->runs_of_order[0] += nr;
	c->os_pages_of_order[0] += nr;
	c->os_pages_in_block[BLOCK_64K] +=
		nr * one.os_pages_in_block[BLOCK_64K];
}

uint64_t contiguity_block_bytes(enum aligned_block block)
{
	return block_bytes[block];
}

/* Tables of 128 entries; the last of each but the final one is a link. */
static uint64_t scatterlist_links(uint64_t nr_entries)
{
	return nr_entries > 128 ? (nr_entries - 128 + 126) / 127 : 0;
}

uint64_t contiguity_rep_bytes(const struct contiguity *c,
			      enum representation rep)
{
	uint64_t nr_entries = c->nr_runs + c->nr_more_entries;

	switch (rep) {
	case REP_STRUCT_PAGE:
	case REP_HMM_PFN:
		return 8 * c->nr_os_pages;
	case REP_BIO_VEC:
		return 16 * nr_entries;
	case REP_SCATTERLIST:
		return 32 * (nr_entries + scatterlist_links(nr_entries));
	case REP_PFN_BATCH:
		return 12 * c->nr_runs;
	case REP_PHYR:
		return 16 * c->nr_runs;
	default:
		return 8 * (c->nr_runs + c->nr_more_slots);
	}
}

const char *contiguity_rep_name(enum representation rep)
{
	static const char *const name[NR_REPRESENTATIONS] = {
		[REP_STRUCT_PAGE] = "struct page *[]",
		[REP_BIO_VEC] = "bio_vec",
		[REP_SCATTERLIST] = "scatterlist",
		[REP_PFN_BATCH] = "pfn_batch",
		[REP_HMM_PFN] = "hmm_pfn",
		[REP_PHYR] = "phyr",
		[REP_PFNPACK] = "pfnpack",
	};

	return name[rep];
}
