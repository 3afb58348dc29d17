/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A set of PFNs, for counting each only once: a bitmap of which only the parts
 * that are used exist.  It takes 1 bit for each OS page of physical memory
 * that can occur, 1/32768 of the memory with OS pages of 4096 bytes.
 */
#ifndef PFN_SET_H
#define PFN_SET_H

#include <stdbool.h>
#include <stdint.h>

/* PFNs of a part: 512 KiB of bits, 16 GiB of memory. */
#define PFN_SET_PART (1ULL << 22)
/* Parts, at most: 1 GiB of bits, 32 TiB of memory. */
#define PFN_SET_PARTS_MAX 2048

/**
 * struct pfn_set - a set; to be zero at first
 * @nr: PFNs in it
 * @overflow: there was no memory for all; @nr means nothing any more
 */
struct pfn_set {
	uint64_t nr;
	bool overflow;
	/* private: */
	uint64_t **part; /* by PFN / PFN_SET_PART; NULL for none in it */
	unsigned int nr_parts;
};

/**
 * pfn_set_add() - add PFNs
 * @set: the set
 * @pfn: the first
 * @nr: how many; they end at or below 2^44
 */
void pfn_set_add(struct pfn_set *set, uint64_t pfn, uint64_t nr);

/**
 * pfn_set_free() - free its memory
 * @set: the set; not to be used any more, but for @nr and @overflow
 */
void pfn_set_free(struct pfn_set *set);

#endif /* PFN_SET_H */
