// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory in small pieces is taken many OS pages at a time: as if it were one
 * by one.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture_writer.h"
#include "outfile.h"
#include "pagemap.h"

#define PRESENT (1ULL << 63)
#define SWAP (1ULL << 62)
#define FILE_OR_SHARED (1ULL << 61)
#define PFN_MASK (PFNPACK_PFN_END - 1)

static uint64_t entries[PAGEMAP_TAGS];
static struct pagemap_tags tags;

static uint64_t seed = 1;

static uint64_t random_below(uint64_t nr)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (seed >> 33) % nr;
}

/* Short runs of every kind, with bits that mean nothing here. */
static void fill_entries(size_t nr)
{
	static const uint64_t kind[] = { 0,
					 SWAP,
					 FILE_OR_SHARED,
					 PRESENT,
					 PRESENT | FILE_OR_SHARED,
					 PRESENT | SWAP };
	uint64_t entry = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!random_below(3))
			entry = kind[random_below(6)] | random_below(1000) |
				random_below(32) << 55;
		entries[i] = entry++;
	}
}

static uint64_t tagged(const struct pfnpack_range *range)
{
	return range->pfn | (uint64_t)range->tag << PFNPACK_PFN_BITS;
}

Test(pagemap_tag, is_decode)
{
	struct pfnpack_range range;
	uint64_t nr_memory;
	size_t nr, i;

	for (nr = 1; nr <= PAGEMAP_TAGS; nr += 1 + nr / 7) {
		fill_entries(nr);
		cr_assert(pagemap_tag(entries, nr, 77, &tags));
		nr_memory = 0;
		for (i = 0; i < nr; i++) {
			pagemap_decode(&entries[i], 1, 77 + i, &range);
			cr_assert_eq(tags.tagged[i], tagged(&range));
			nr_memory += range.tag <= CAPTURE_FILE;
		}
		cr_assert_eq(tags.nr_memory, nr_memory);
	}
}

Test(pagemap_tag, pfns_beyond_the_format)
{
	unsigned int bit;

	for (bit = 0; bit < 55; bit++) {
		entries[1] = PRESENT | 1ULL << bit;
		cr_assert_eq(pagemap_tag(entries, 3, 0, &tags),
			     bit < PFNPACK_PFN_BITS);
		/* Of what is not there, the bits mean something else. */
		entries[1] = SWAP | 1ULL << bit;
		cr_assert(pagemap_tag(entries, 3, 0, &tags));
	}
}

/* --- The file ---------------------------------------------------------- */

#define NR_BLOCKS 700

static struct capture_writer writer;

typedef void (*append_function)(const __u64 *tagged, size_t nr);

static void append_together(const __u64 *block, size_t nr)
{
	cr_assert(capture_writer_append_tagged(&writer, block, nr));
}

static void append_one_by_one(const __u64 *block, size_t nr)
{
	struct pfnpack_range range = { .nr = 1 };
	size_t i;

	for (i = 0; i < nr; i++) {
		range.pfn = block[i] & PFN_MASK;
		range.tag = (unsigned int)(block[i] >> PFNPACK_PFN_BITS);
		cr_assert(capture_writer_append(&writer, &range));
	}
}

/*
 * Blocks of keys: scattered, in runs, all one run, and continuing the block
 * before; long runs, too, so that words need descriptors.
 */
static size_t next_block(__u64 *block, __u64 *key)
{
	size_t nr = 1 + random_below(PAGEMAP_TAGS);
	static const uint64_t lengths[] = { 1, 1, 2, 20, 700, 1ULL << 40 };
	uint64_t one_in = lengths[random_below(6)];
	size_t i;

	for (i = 0; i < nr; i++) {
		block[i] = (*key)++ & (PFNPACK_PFN_END * 2 - 1);
		if (!random_below(one_in))
			*key += 1 + random_below(2);
		if (!random_below(5000))
			*key = PFNPACK_PFN_END - random_below(2000);
	}
	return nr;
}

static void write_file(const char *path, append_function append)
{
	struct capture_header header = { .os_page_bytes = 4096 };
	struct capture_process process = { .pid = 1 };
	static struct capture_segment segment;
	static __u64 block[PAGEMAP_TAGS];
	struct outfile out;
	__u64 key = 0;
	int i;

	seed = 7;
	segment.end_va = (uint64_t)NR_BLOCKS * PAGEMAP_TAGS * 4096;
	cr_assert(outfile_open(&out, path));
	cr_assert(capture_writer_start(&writer, &out, &header));
	cr_assert(capture_writer_process(&writer, &process));
	cr_assert(capture_writer_segment(&writer, &segment));
	for (i = 0; i < NR_BLOCKS; i++)
		append(block, next_block(block, &key));
	cr_assert(capture_writer_end(&writer, 0));
	cr_assert(outfile_commit(&out));
}

static void read_and_remove(const char *path, char **bytes, size_t *nr_bytes)
{
	FILE *file = fopen(path, "r");
	FILE *memory = open_memstream(bytes, nr_bytes);
	int byte;

	cr_assert(file && memory);
	while ((byte = getc(file)) != EOF)
		putc(byte, memory);
	fclose(file);
	fclose(memory);
	unlink(path);
}

Test(append_tagged, is_append)
{
	char path[] = "/tmp/pfnpack-pieces-XXXXXX";
	char *together, *one_by_one;
	size_t nr_together, nr_one_by_one;

	close(mkstemp(path));
	write_file(path, append_together);
	read_and_remove(path, &together, &nr_together);
	write_file(path, append_one_by_one);
	read_and_remove(path, &one_by_one, &nr_one_by_one);
	/* More than a chunk. */
	cr_assert_gt(nr_together, 600 * sizeof(struct pfnpack_page));
	cr_assert_eq(nr_together, nr_one_by_one);
	cr_assert_eq(memcmp(together, one_by_one, nr_together), 0);
	free(together);
	free(one_by_one);
}
