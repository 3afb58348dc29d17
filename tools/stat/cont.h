/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Memory that page-table entries of a certain size could map.
 */
#ifndef CONT_H
#define CONT_H

#include <stdbool.h>

#include "runs.h"

#define CONT_SIZES_MAX 8

/**
 * struct cont - sums over runs
 * @nr_sizes: sizes that are looked for
 * @size: their bytes, powers of two
 * @os_pages: OS pages in blocks of that size
 */
struct cont {
	unsigned int nr_sizes;
	uint64_t size[CONT_SIZES_MAX];
	uint64_t os_pages[CONT_SIZES_MAX];
};

/**
 * cont_parse() - read a size
 * @text: a number, and K, M, G or T or nothing
 * @size: filled in: its bytes
 *
 * Return: false when it is not a power of two.
 */
bool cont_parse(const char *text, uint64_t *size);

/**
 * cont_add() - count a run of memory
 * @c: the sums
 * @run: the run
 * @os_page_bytes: bytes of an OS page
 *
 * Of it, the blocks count that start at a multiple of their size in virtual
 * memory and in physical memory.
 */
void cont_add(struct cont *c, const struct capture_run *run,
	      uint32_t os_page_bytes);

#endif /* CONT_H */
