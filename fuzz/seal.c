// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The places are those of docs/format.md, part 2, not of lib/. */
#include "seal.h"

#include <string.h>
#include <xxhash.h>

#include "input.h"

#define OWN_CHECKSUM 16
#define NR_PACKED 8
#define CHECKSUMS 32
#define CHECKSUMS_MAX ((BLOCK_BYTES - CHECKSUMS) / UNIT_BYTES)

static bool has_magic(const union capture_block *block, const char *magic)
{
	return !memcmp(block->byte, magic, 6);
}

/* Of the packed pages that follow a directory, as far as it has the room. */
static void put_packed_sums(union capture_block *directory,
			    unsigned int nr_follow)
{
	uint32_t nr = (uint32_t)unit_get(directory->byte + NR_PACKED);
	unsigned int i;

	for (i = 0; i < nr && i < nr_follow && i < CHECKSUMS_MAX; i++)
		unit_put(directory->byte + CHECKSUMS + UNIT_BYTES * i,
			 XXH3_64bits(directory[1 + i].byte, BLOCK_BYTES));
}

static void put_own_sum(union capture_block *block)
{
	unit_put(block->byte + OWN_CHECKSUM, 0);
	unit_put(block->byte + OWN_CHECKSUM,
		 XXH3_64bits(block->byte, BLOCK_BYTES));
}

void seal_blocks(union capture_block *block, unsigned int nr_blocks)
{
	unsigned int i;

	/* From the end: a block that is sealed may have been summed up. */
	for (i = nr_blocks; i--;) {
		if (has_magic(&block[i], "PFNDIR"))
			put_packed_sums(&block[i], nr_blocks - i - 1);
		else if (!has_magic(&block[i], "PFNCAP") &&
			 !has_magic(&block[i], "PFNEND"))
			continue;
		put_own_sum(&block[i]);
	}
}
