/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Pointers to the struct page of an OS page, with the addresses of x86-64.
 * Nothing is behind them: peers that look there in the kernel, for ZONE_DEVICE
 * memory, are spared that here.
 */
#ifndef BENCH_PAGE_H
#define BENCH_PAGE_H

#include "../bench.h"

struct page {
	unsigned char bytes[64];
};

#define VMEMMAP_START 0xffffea0000000000ULL

static inline struct page *pfn_to_page(u64 pfn)
{
	return (struct page *)(VMEMMAP_START + pfn * sizeof(struct page));
}

static inline u64 page_to_pfn(const struct page *page)
{
	return ((u64)page - VMEMMAP_START) / sizeof(struct page);
}

static inline u64 page_to_phys(const struct page *page)
{
	return page_to_pfn(page) << OS_PAGE_SHIFT;
}

#endif /* BENCH_PAGE_H */
