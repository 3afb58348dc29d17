// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * bio_add_page() of Linux 6.12: OS pages merged into an array of struct
 * bio_vec.  Left out: Xen, and whether two OS pages are of the same device.
 */
#include <stdlib.h>

#include "page.h"

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

#define BIO_CLONED 1

struct bio {
	unsigned short bi_flags;
	unsigned int bi_vcnt; /* 16 bits in the kernel */
	unsigned int bi_max_vecs;
	unsigned int bi_size;
	struct bio_vec *bi_io_vec;
};

#define LIST struct bio

static inline size_t run_count(const struct bio *bio)
{
	return bio->bi_vcnt;
}

static inline struct run run_at(const struct bio *bio, size_t i)
{
	const struct bio_vec *bv = &bio->bi_io_vec[i];

	return (struct run){ .pfn = page_to_pfn(bv->bv_page),
			     .nr = bv->bv_len >> OS_PAGE_SHIFT };
}

static inline bool bvec_try_merge_page(struct bio_vec *bv, struct page *page,
				       unsigned int len, unsigned int off)
{
	size_t bv_end = bv->bv_offset + bv->bv_len;
	u64 vec_end_addr = page_to_phys(bv->bv_page) + bv_end - 1;
	u64 page_addr = page_to_phys(page);

	if (vec_end_addr + 1 != page_addr + off)
		return false;
	if ((vec_end_addr & ~(OS_PAGE_BYTES - 1)) !=
		    ((page_addr + off) & ~(OS_PAGE_BYTES - 1)) &&
	    bv->bv_page + bv_end / OS_PAGE_BYTES != page + off / OS_PAGE_BYTES)
		return false;
	bv->bv_len += len;
	return true;
}

static inline unsigned int add(struct bio *bio, struct page *page,
			       unsigned int len, unsigned int offset)
{
	if (bio->bi_flags & BIO_CLONED)
		return 0;
	if (bio->bi_size > UINT32_MAX - len)
		return 0;
	if (bio->bi_vcnt > 0 &&
	    bvec_try_merge_page(&bio->bi_io_vec[bio->bi_vcnt - 1], page, len,
				offset)) {
		bio->bi_size += len;
		return len;
	}
	if (bio->bi_vcnt >= bio->bi_max_vecs)
		return 0;
	bio->bi_io_vec[bio->bi_vcnt] = (struct bio_vec){
		.bv_page = page,
		.bv_len = len,
		.bv_offset = offset,
	};
	bio->bi_size += len;
	bio->bi_vcnt++;
	return len;
}

bench_call static unsigned int bio_add_page(struct bio *bio, struct page *page,
					    unsigned int len,
					    unsigned int offset)
{
	return add(bio, page, len, offset);
}

static inline void run_resize(struct bio *bio, size_t i, u64 nr)
{
	bio->bi_io_vec[i].bv_len = (unsigned int)nr << OS_PAGE_SHIFT;
}

static inline bool add_inlined(struct bio *bio, u64 pfn)
{
	return add(bio, pfn_to_page(pfn), OS_PAGE_BYTES, 0);
}

static inline bool add_called(struct bio *bio, u64 pfn)
{
	return bio_add_page(bio, pfn_to_page(pfn), OS_PAGE_BYTES, 0);
}

static inline bool add_leaf_called(struct bio *bio, const struct run *leaf)
{
	unsigned int len = (unsigned int)leaf->nr << OS_PAGE_SHIFT;

	return bio_add_page(bio, pfn_to_page(leaf->pfn), len, 0);
}

#include "runs.h"

static void *bio_create(const struct input *in)
{
	struct bio *bio = bench_alloc(sizeof(*bio));

	bio->bi_io_vec = bench_alloc(in->nr_pfns * sizeof(*bio->bi_io_vec));
	bio->bi_max_vecs = (unsigned int)in->nr_pfns;
	return bio;
}

static void bio_destroy(void *arg)
{
	struct bio *bio = arg;

	free(bio->bi_io_vec);
	free(bio);
}

static void bio_clear(void *arg)
{
	struct bio *bio = arg;

	bio->bi_vcnt = 0;
	bio->bi_size = 0;
}

static size_t bio_bytes(void *arg)
{
	const struct bio *bio = arg;

	return bio->bi_vcnt * sizeof(*bio->bi_io_vec);
}

const struct peer peer_bio_vec = {
	.name = "bio_vec",
	.create = bio_create,
	.destroy = bio_destroy,
	.clear = bio_clear,
	.append = runs_append,
	.append_inline = runs_append_inline,
	.append_leaves = runs_append_leaves,
	.bytes = bio_bytes,
	.read = runs_read,
	.expand = runs_expand,
	.nth = runs_nth,
	.blocks = runs_blocks,
	.try_and_undo = runs_try_and_undo,
};
