// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <asm/barrier.h>

#include "packed_image.h"

static_assert(sizeof(struct pfnpack_dev_status) <= PFNPACK_PAGE_BYTES,
	      "the status fits in its block");

static struct pfnpack_page *list_init(struct packed_list *list,
				      struct pfnpack_page *first, u32 nr_packed)
{
	list->first = first;
	pfnpack_writer_init(&list->writer, first, nr_packed);
	return first + nr_packed;
}

int packed_image_alloc(struct packed_image *image, u32 pfn_packed,
		       u32 addr_packed)
{
	size_t nr_packed = 1 + 2 * ((size_t)pfn_packed + addr_packed);
	struct pfnpack_page *packed;
	unsigned int i;

	image->bytes = nr_packed * PFNPACK_PAGE_BYTES;
	packed = __vmalloc(image->bytes,
			   GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN);
	if (!packed)
		return -ENOMEM;
	image->status = (struct pfnpack_dev_status *)packed++;
	image->status->pfn_packed = pfn_packed;
	image->status->addr_packed = addr_packed;
	for (i = 0; i < ARRAY_SIZE(image->side); i++) {
		packed = list_init(&image->side[i].pfns, packed, pfn_packed);
		packed = list_init(&image->side[i].addrs, packed, addr_packed);
	}
	return 0;
}

void packed_image_free(struct packed_image *image)
{
	vfree(image->status);
	image->status = NULL;
}

struct packed_side *packed_image_side(struct packed_image *image)
{
	return &image->side[image->status->generation & 1];
}

static struct packed_side *other_side(struct packed_image *image)
{
	return &image->side[~image->status->generation & 1];
}

static void list_clear(struct packed_list *list, u32 nr_packed)
{
	memset(list->first, 0, packed_list_used(list) * PFNPACK_PAGE_BYTES);
	pfnpack_writer_init(&list->writer, list->first, nr_packed);
}

void packed_image_clear_other(struct packed_image *image)
{
	struct packed_side *other = other_side(image);

	list_clear(&other->pfns, image->status->pfn_packed);
	list_clear(&other->addrs, image->status->addr_packed);
}

/*
 * Ranges stay as they are.  What separates two of them, different devices
 * say, is not in the list, so none may be merged now.
 */
static int append_apart(struct packed_list *list,
			const struct pfnpack_range *range)
{
	pfnpack_break(&list->writer);
	if (pfnpack_append(&list->writer, range->pfn, range->nr, range->tag) !=
	    PFNPACK_OK)
		return -ENOSPC;
	return 0;
}

static int copy_first(struct packed_list *from, u64 nr, struct packed_list *to)
{
	struct pfnpack_reader r;
	struct pfnpack_range range;

	packed_list_read(from, 0, &r);
	while (nr && pfnpack_next(&r, &range) == PFNPACK_OK) {
		range.nr = min(range.nr, nr);
		nr -= range.nr;
		if (append_apart(to, &range))
			return -ENOSPC;
	}
	return 0;
}

static int copy_rest(struct packed_list *from, u64 first,
		     struct packed_list *to)
{
	struct pfnpack_reader r;
	struct pfnpack_range range;

	packed_list_read(from, first, &r);
	while (pfnpack_next(&r, &range) == PFNPACK_OK) {
		if (append_apart(to, &range))
			return -ENOSPC;
	}
	return 0;
}

static int list_cut(struct packed_list *from, u64 first, u64 nr,
		    struct packed_list *to)
{
	return copy_first(from, first, to) ?: copy_rest(from, first + nr, to);
}

int packed_image_cut(struct packed_image *image, u64 first, u64 nr)
{
	struct packed_side *from = packed_image_side(image);
	struct packed_side *to = other_side(image);
	int err;

	err = list_cut(&from->pfns, first, nr, &to->pfns);
	if (!err)
		err = list_cut(&from->addrs, first, nr, &to->addrs);
	if (err)
		packed_image_clear_other(image);
	return err;
}

void packed_image_publish(struct packed_image *image)
{
	u32 *generation = &image->status->generation;

	/* Pairs with the acquire load by a reader of the mapping. */
	smp_store_release(generation, *generation + 1);
	/*
	 * Who sees a store to the old side from now on will see the new
	 * generation.  Pairs with the acquire loads of slots, after which such
	 * a reader loads the generation again.
	 */
	smp_wmb();
}

unsigned long packed_list_used(struct packed_list *list)
{
	return pfnpack_seal(&list->writer);
}

u64 packed_list_ranges(struct packed_list *list)
{
	unsigned long i, nr_used = packed_list_used(list);
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	u64 nr_ranges = 0;

	for (i = 0; i < nr_used; i++) {
		if (!WARN_ON_ONCE(pfnpack_summarize(&list->first[i], &summary,
						    &fault)))
			nr_ranges += summary.nr_ranges;
	}
	return nr_ranges;
}

void packed_list_read(struct packed_list *list, u64 first,
		      struct pfnpack_reader *r)
{
	pfnpack_reader_init(r, list->first, packed_list_used(list));
	/* The end is no fault: there may be no OS page behind the cut. */
	WARN_ON_ONCE(pfnpack_skip(r, first) == PFNPACK_MALFORMED);
}
