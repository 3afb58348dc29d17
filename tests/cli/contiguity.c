// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What memory takes in each representation, and in how large blocks it lies.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "cont.h"
#include "contiguity.h"

/* @nr_runs of @nr OS pages, with gaps between them. */
static struct contiguity sum_up(uint64_t nr_runs, uint64_t nr)
{
	struct contiguity c = { .os_page_bytes = 4096 };
	uint64_t i;

	for (i = 0; i < nr_runs; i++)
		contiguity_add(&c, 0x40000 + 2 * i * nr, nr);
	return c;
}

static void expect_bytes(const struct contiguity *c,
			 const uint64_t bytes[NR_REPRESENTATIONS])
{
	unsigned int rep;

	for (rep = 0; rep < NR_REPRESENTATIONS; rep++)
		cr_assert_eq(contiguity_rep_bytes(c, rep), bytes[rep], "%s",
			     contiguity_rep_name(rep));
}

/* struct page, bio_vec, scatterlist, pfn_batch, hmm_pfn, phyr, pfnpack */
Test(contiguity, bytes_of_each_representation)
{
	static const struct {
		uint64_t nr_runs;
		uint64_t nr;
		uint64_t bytes[NR_REPRESENTATIONS];
	} table[] = {
		{ 512, 1, { 4096, 8192, 16512, 6144, 4096, 8192, 4096 } },
		{ 1, 512, { 4096, 16, 32, 12, 4096, 16, 8 } },
		{ 512,
		  512,
		  { 2097152, 8192, 16512, 6144, 2097152, 8192, 4096 } },
		{ 1, 37, { 296, 16, 32, 12, 296, 16, 8 } },
		{ 131072,
		  2,
		  { 2097152, 2097152, 4227328, 1572864, 2097152, 2097152,
		    1048576 } },
		/* 65534 OS pages fit in a word, 65535 take a descriptor. */
		{ 1, 65534, { 524272, 16, 32, 12, 524272, 16, 8 } },
		{ 1, 65535, { 524280, 16, 32, 12, 524280, 16, 16 } },
		/* 4 GiB less an OS page is the most that 32 bits count. */
		{ 1, 1048575, { 8388600, 16, 32, 12, 8388600, 16, 16 } },
		{ 1, 1048576, { 8388608, 32, 64, 12, 8388608, 16, 16 } },
	};
	struct contiguity c;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		c = sum_up(table[i].nr_runs, table[i].nr);
		cr_assert_eq(c.nr_runs, table[i].nr_runs);
		cr_assert_eq(c.nr_os_pages, table[i].nr_runs * table[i].nr);
		expect_bytes(&c, table[i].bytes);
	}
}

Test(contiguity, aligned_blocks)
{
	struct contiguity c = { .os_page_bytes = 4096 };

	contiguity_add(&c, 16, 15);
	cr_assert_eq(c.os_pages_in_block[BLOCK_64K], 0);
	contiguity_add(&c, 16, 16);
	cr_assert_eq(c.os_pages_in_block[BLOCK_64K], 16);
	contiguity_add(&c, 17, 16);
	cr_assert_eq(c.os_pages_in_block[BLOCK_64K], 16);
	contiguity_add(&c, 511, 514);
	cr_assert_eq(c.os_pages_in_block[BLOCK_64K], 16 + 512);
	cr_assert_eq(c.os_pages_in_block[BLOCK_2M], 512);
	contiguity_add(&c, 1 << 18, 1 << 18);
	cr_assert_eq(c.os_pages_in_block[BLOCK_1G], 1 << 18);
	cr_assert_eq(c.runs_of_order[4], 2);
	cr_assert_eq(c.os_pages_of_order[3], 15);
}

/* With the largest OS pages, each is a block of 64K. */
Test(contiguity, large_os_pages)
{
	struct contiguity c = { .os_page_bytes = 65536 };

	contiguity_add(&c, 3, 1);
	cr_assert_eq(c.os_pages_in_block[BLOCK_64K], 1);
}

static uint64_t cont_of(uint64_t va, uint64_t pfn, uint64_t nr, uint64_t size)
{
	struct capture_run run = {
		.start_va = va,
		.range = { .pfn = pfn, .nr = nr },
	};
	struct cont c = { .nr_sizes = 1, .size = { size } };

	cont_add(&c, &run, 4096);
	return c.os_pages[0];
}

Test(cont, aligned_alike)
{
	cr_assert_eq(cont_of(0x10000, 0x10, 16, 0x10000), 16);
	cr_assert_eq(cont_of(0x10000, 0x10, 15, 0x10000), 0);
	cr_assert_eq(cont_of(0x10000, 0x18, 64, 0x10000), 0);
	cr_assert_eq(cont_of(0x18000, 0x18, 23, 0x10000), 0);
	cr_assert_eq(cont_of(0x18000, 0x18, 24, 0x10000), 16);
	cr_assert_eq(cont_of(0x18000, 0x18, 4, 0x10000), 0);
	cr_assert_eq(cont_of(0x14000, 0x14, 28, 0x10000), 16);
	cr_assert_eq(cont_of(0x14000, 0x14, 27, 0x10000), 0);
	/* The last that there is. */
	cr_assert_eq(cont_of(0xffffffffffff0000, 0x10, 15, 0x10000), 0);
	cr_assert_eq(cont_of(0x11000, 0x7, 3, 1), 3);
	cr_assert_eq(cont_of(0x11000, 0x7, 3, 4096), 3);
}

/* As one by one, where an OS page is smaller than any block, and where not. */
Test(contiguity, singles)
{
	static const uint32_t os_page_bytes[] = { 4096, 16384, 65536 };
	size_t i, nr;

	for (i = 0; i < 3; i++) {
		struct contiguity together = { .os_page_bytes =
						       os_page_bytes[i] };
		struct contiguity one_by_one = together;

		contiguity_add_singles(&together, 0);
		contiguity_add_singles(&together, 7);
		for (nr = 0; nr < 7; nr++)
			contiguity_add(&one_by_one, 2 * nr, 1);
		cr_assert_eq(memcmp(&together, &one_by_one, sizeof(together)),
			     0);
	}
}
