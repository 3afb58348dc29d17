// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack, as include/pfnpack.h and include/pfnpack_bulk.h have it; and once
 * more by words, which are collected in a buffer, and read into one.
 */
#include <stdlib.h>

#include <pfnpack.h>
#include <pfnpack_bulk.h>

#include "../bench.h"

#define NR_BUFFERED 64

struct packed_list {
	size_t nr_pfns;
	struct pfnpack_writer w;
	unsigned long nr_packed;
	unsigned long nr_sealed;
	struct pfnpack_page *packed;
};

static void packed_clear(void *arg)
{
	struct packed_list *list = arg;

	pfnpack_writer_init(&list->w, list->packed, list->nr_packed);
}

static void *packed_create(const struct input *in)
{
	unsigned long nr_packed = in->nr_pfns / PFNPACK_SLOTS + 1;
	struct packed_list *list = bench_alloc(sizeof(*list));

	list->packed = bench_alloc(nr_packed * sizeof(*list->packed));
	list->nr_packed = nr_packed;
	list->nr_pfns = in->nr_pfns;
	packed_clear(list);
	return list;
}

static void packed_destroy(void *arg)
{
	struct packed_list *list = arg;

	free(list->packed);
	free(list);
}

static void packed_append(void *arg, const u64 *pfns, size_t nr)
{
	struct packed_list *list = arg;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (pfnpack_append(&list->w, pfns[i], 1, 0))
			break;
	}
	list->nr_sealed = pfnpack_seal(&list->w);
}

static void packed_append_bulk(void *arg, const u64 *pfns, size_t nr)
{
	struct packed_list *list = arg;

	pfnpack_append_pfns(&list->w, pfns, nr, 0);
	list->nr_sealed = pfnpack_seal(&list->w);
}

static void packed_append_leaves(void *arg, const struct run *leaves, size_t nr)
{
	struct packed_list *list = arg;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (pfnpack_append(&list->w, leaves[i].pfn, leaves[i].nr, 0))
			break;
	}
	list->nr_sealed = pfnpack_seal(&list->w);
}

/* Of all slots in use, not of the packed pages that are begun. */
static size_t packed_bytes(void *arg)
{
	struct packed_list *list = arg;
	unsigned long nr_slots = list->nr_packed * PFNPACK_SLOTS;

	return (nr_slots - pfnpack_room(&list->w)) * sizeof(__le64);
}

static u64 packed_read(const void *arg)
{
	const struct packed_list *list = arg;
	struct pfnpack_range range;
	struct pfnpack_reader r;
	u64 nr = 0;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	while (!pfnpack_next(&r, &range)) {
		bench_use(range.pfn);
		nr += range.nr;
	}
	return nr;
}

static u64 packed_read_bulk(const void *arg)
{
	struct pfnpack_range ranges[PFNPACK_SLOTS];
	const struct packed_list *list = arg;
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	unsigned long i;
	unsigned int j;
	u64 nr = 0;

	for (i = 0; i < list->nr_sealed; i++) {
		if (pfnpack_decode(&list->packed[i], ranges, &summary, &fault))
			break;
		for (j = 0; j < summary.nr_ranges; j++) {
			bench_use(ranges[j].pfn);
			nr += ranges[j].nr;
		}
	}
	return nr;
}

static size_t packed_expand(const void *arg, u64 *pfns)
{
	const struct packed_list *list = arg;
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	return pfnpack_expand(&r, pfns, list->nr_pfns);
}

static u64 packed_nth(const void *arg, u64 n)
{
	const struct packed_list *list = arg;
	struct pfnpack_range range = { 0 };
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	pfnpack_skip(&r, n);
	pfnpack_next(&r, &range);
	return range.pfn;
}

static u64 packed_blocks(const void *arg)
{
	const struct packed_list *list = arg;
	struct pfnpack_range block;
	struct pfnpack_reader r;
	u64 nr = 0;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	while (!pfnpack_next_block(&r, HUGE_ORDER, &block)) {
		bench_use(block.pfn);
		nr++;
	}
	return nr;
}

static int packed_check(const void *arg)
{
	const struct packed_list *list = arg;
	struct pfnpack_fault fault;
	unsigned long i;

	for (i = 0; i < list->nr_sealed; i++) {
		if (pfnpack_check(&list->packed[i], &fault))
			return 1;
	}
	return 0;
}

static void packed_try_and_undo(void *arg, const u64 *pfns, size_t nr)
{
	struct packed_list *list = arg;
	struct pfnpack_checkpoint before;
	size_t i;

	pfnpack_checkpoint(&list->w, &before);
	for (i = 0; i < nr; i++) {
		if (pfnpack_append(&list->w, pfns[i], 1, 0))
			break;
	}
	pfnpack_rollback(&list->w, &before);
}

const struct peer peer_pfnpack = {
	.name = "pfnpack",
	.create = packed_create,
	.destroy = packed_destroy,
	.clear = packed_clear,
	.append = packed_append,
	.append_inline = packed_append_bulk,
	.append_leaves = packed_append_leaves,
	.bytes = packed_bytes,
	.read = packed_read,
	.read_bulk = packed_read_bulk,
	.expand = packed_expand,
	.nth = packed_nth,
	.blocks = packed_blocks,
	.check = packed_check,
	.try_and_undo = packed_try_and_undo,
};

static void words_append(void *arg, const u64 *pfns, size_t nr)
{
	struct packed_list *list = arg;
	u64 words[NR_BUFFERED];
	unsigned int nr_words = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		words[nr_words++] = pfnpack_word(pfns[i], 1, 0);
		if (nr_words == NR_BUFFERED) {
			pfnpack_append_words(&list->w, words, nr_words);
			nr_words = 0;
		}
	}
	pfnpack_append_words(&list->w, words, nr_words);
	list->nr_sealed = pfnpack_seal(&list->w);
}

static u64 words_read(const void *arg)
{
	const struct packed_list *list = arg;
	u64 left = list->nr_pfns;
	u64 words[NR_BUFFERED];
	struct pfnpack_reader r;
	struct pfnpack_range range;
	unsigned int nr, i;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	while (left) {
		nr = pfnpack_next_words(&r, &left, words, NR_BUFFERED);
		for (i = 0; i < nr; i++) {
			range = pfnpack_word_range(words[i]);
			bench_use(range.pfn);
			bench_use(range.nr);
		}
		if (!nr) {
			if (pfnpack_next_max(&r, left, &range))
				break;
			bench_use(range.pfn);
			left -= range.nr;
		}
	}
	return list->nr_pfns - left;
}

const struct peer peer_pfnpack_words = {
	.name = "by_words",
	.create = packed_create,
	.destroy = packed_destroy,
	.clear = packed_clear,
	.append = words_append,
	.bytes = packed_bytes,
	.read = words_read,
	.expand = packed_expand,
};
