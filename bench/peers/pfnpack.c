// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack, as include/pfnpack.h has it, and include/pfnpack_bulk.h where others
 * have loops inlined; and once more in bulk: OS pages go through a stream, ranges are
 * read where they stand.
 */
#include <stdlib.h>
#include <string.h>

#include <pfnpack.h>
#include <pfnpack_bulk.h>

#include "bulk_runs.h"

#include "../bench.h"

struct packed_list {
	size_t nr_pfns;
	struct pfnpack_writer w;
	unsigned long nr_packed;
	unsigned long nr_sealed;
	struct pfnpack_page *packed;
	struct pfnpack_index index;
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
	list->index.before =
		bench_alloc((nr_packed + 1) * sizeof(*list->index.before));
	list->nr_packed = nr_packed;
	list->nr_pfns = in->nr_pfns;
	packed_clear(list);
	return list;
}

static void packed_destroy(void *arg)
{
	struct packed_list *list = arg;

	free(list->index.before);
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

static struct seen packed_read(const void *arg)
{
	const struct packed_list *list = arg;
	struct seen seen = { 0 };
	struct pfnpack_range range;
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	while (!pfnpack_next(&r, &range))
		see(&seen, range.pfn, range.nr);
	return seen;
}

static struct seen packed_read_bulk(const void *arg)
{
	struct pfnpack_range ranges[PFNPACK_SLOTS];
	const struct packed_list *list = arg;
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	struct seen seen = { 0 };
	unsigned long i;
	unsigned int j;

	for (i = 0; i < list->nr_sealed; i++) {
		if (pfnpack_decode(&list->packed[i], ranges, &summary, &fault))
			break;
		for (j = 0; j < summary.nr_ranges; j++)
			see(&seen, ranges[j].pfn, ranges[j].nr);
	}
	return seen;
}

static size_t packed_expand(const void *arg, u64 *pfns)
{
	const struct packed_list *list = arg;
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	return pfnpack_expand(&r, pfns, list->nr_pfns);
}

static void packed_prepare(void *arg)
{
	struct packed_list *list = arg;
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	pfnpack_index_make(&list->index, &r);
}

static u64 packed_nth(const void *arg, u64 n)
{
	const struct packed_list *list = arg;
	struct pfnpack_range range = { 0 };
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	if (list->nr_sealed == 1)
		pfnpack_advance(&r, n);
	else
		pfnpack_seek(&r, &list->index, n);
	pfnpack_next(&r, &range);
	return range.pfn;
}

static struct seen packed_blocks(const void *arg)
{
	const struct packed_list *list = arg;
	struct pfnpack_range block;
	struct seen seen = { 0 };
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	while (!pfnpack_next_block(&r, HUGE_ORDER, &block))
		see(&seen, block.pfn, block.nr);
	return seen;
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
	.prepare = packed_prepare,
	.nth = packed_nth,
	.blocks = packed_blocks,
	.check = packed_check,
	.try_and_undo = packed_try_and_undo,
};

static void stream_append(void *arg, const u64 *pfns, size_t nr)
{
	struct packed_list *list = arg;
	struct pfnpack_stream stream;
	size_t i;

	pfnpack_stream_init(&stream, &list->w, 0);
	for (i = 0; i < nr; i++) {
		bench_use(pfns[i]);
		if (pfnpack_stream_add(&stream, pfns[i]))
			break;
	}
	pfnpack_stream_flush(&stream);
	list->nr_sealed = pfnpack_seal(&list->w);
}

static inline struct seen see_slots(struct seen seen, const __le64 *slot,
				    unsigned int nr_slots)
{
	unsigned int i;

	for (i = 0; i < nr_slots; i++) {
		struct pfnpack_range range = pfnpack_slot_range(&slot[i]);

		see(&seen, range.pfn, range.nr);
	}
	return seen;
}

static struct seen in_place_read(const void *arg)
{
	const struct packed_list *list = arg;
	struct seen seen = { 0 };
	struct pfnpack_range range;
	struct pfnpack_reader r;
	const __le64 *slot;
	unsigned int nr_slots;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	for (;;) {
		nr_slots = pfnpack_next_in_place(&r, &slot);
		if (nr_slots)
			seen = see_slots(seen, slot, nr_slots);
		else if (!pfnpack_next(&r, &range))
			see(&seen, range.pfn, range.nr);
		else
			return seen;
	}
}

const struct peer peer_pfnpack_bulk = {
	.name = "bulk",
	.create = packed_create,
	.destroy = packed_destroy,
	.clear = packed_clear,
	.append = stream_append,
	.bytes = packed_bytes,
	.unpack = packed_expand,
	.read = in_place_read,
};

/* Return: NULL where it is not for this processor. */
static const struct bulk_code *code_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (!strcmp(bulk_codes[i]->name, name) &&
		    bulk_codes[i]->is_usable())
			return bulk_codes[i];
	}
	return NULL;
}

/* The bulk codec as it is on processors that have less. */
static void append_by(struct packed_list *list, const struct bulk_code *code,
		      const u64 *pfns, size_t nr)
{
	const struct bulk_keys keys = {
		.key = pfns,
		.nr = nr,
		.nr_bits = PFNPACK_PFN_BITS,
	};

	bulk_append(&list->w, code, &keys);
	list->nr_sealed = pfnpack_seal(&list->w);
}

static size_t expand_by(const struct packed_list *list,
			const struct bulk_code *code, u64 *pfns)
{
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, list->packed, list->nr_sealed);
	return bulk_expand(&r, code, pfns, list->nr_pfns);
}

static void portable_append(void *list, const u64 *pfns, size_t nr)
{
	append_by(list, &bulk_portable, pfns, nr);
}

static size_t portable_expand(const void *list, u64 *pfns)
{
	return expand_by(list, &bulk_portable, pfns);
}

const struct peer peer_pfnpack_portable = {
	.name = "portable",
	.create = packed_create,
	.destroy = packed_destroy,
	.clear = packed_clear,
	.append_inline = portable_append,
	.bytes = packed_bytes,
	.expand = portable_expand,
};

static bool has_avx2(void)
{
	return code_named("AVX2");
}

static void avx2_append(void *list, const u64 *pfns, size_t nr)
{
	append_by(list, code_named("AVX2"), pfns, nr);
}

static size_t avx2_expand(const void *list, u64 *pfns)
{
	return expand_by(list, code_named("AVX2"), pfns);
}

const struct peer peer_pfnpack_avx2 = {
	.name = "AVX2",
	.is_usable = has_avx2,
	.create = packed_create,
	.destroy = packed_destroy,
	.clear = packed_clear,
	.append_inline = avx2_append,
	.bytes = packed_bytes,
	.expand = avx2_expand,
};
