/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The packed pages of a set, as they are mapped: a status block, then two
 * sides, of which one holds the lists and the other is zero.  See
 * &struct pfnpack_dev_status.
 */
#ifndef PFNPACK_PACKED_IMAGE_H
#define PFNPACK_PACKED_IMAGE_H

#include <linux/pfnpack.h>
#include <linux/pfnpack_dev.h>
#include <linux/types.h>

struct packed_list {
	struct pfnpack_writer writer;
	struct pfnpack_page *first;
};

struct packed_side {
	struct packed_list pfns;
	struct packed_list addrs;
};

struct packed_image {
	struct pfnpack_dev_status *status; /* first of @bytes; NULL if none */
	size_t bytes;
	struct packed_side side[2];
};

/* Return: 0 or -ENOMEM. */
int packed_image_alloc(struct packed_image *image, u32 pfn_packed,
		       u32 addr_packed);
void packed_image_free(struct packed_image *image);

/* The side that holds the lists. */
struct packed_side *packed_image_side(struct packed_image *image);

/*
 * Write the lists without OS pages [@first, @first + @nr) to the other side.
 * Return: 0, or -ENOSPC with nothing changed.
 */
int packed_image_cut(struct packed_image *image, u64 first, u64 nr);

/* Make the other side the one that holds the lists. */
void packed_image_publish(struct packed_image *image);

/* Zero the side that does not hold the lists. */
void packed_image_clear_other(struct packed_image *image);

/* Packed pages with words. */
unsigned long packed_list_used(struct packed_list *list);

/* Words in all packed pages. */
u64 packed_list_ranges(struct packed_list *list);

/* Start reading at OS page @first, which is in the list. */
void packed_list_read(struct packed_list *list, u64 first,
		      struct pfnpack_reader *r);

#endif /* PFNPACK_PACKED_IMAGE_H */
