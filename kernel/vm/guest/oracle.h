/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel itself says about memory. */
#ifndef ORACLE_H
#define ORACLE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

/* PFNs of @nr OS pages from @addr on, 0 where there is none in memory. */
void pagemap_pfns(const void *addr, size_t nr, __u64 *pfns);

/* How many of them are in swap. */
size_t pagemap_swapped(const void *addr, size_t nr);

/* Pins acquired less pins released, of the whole machine. */
long long foll_pins(void);

/* A result: as many pins as released. */
void check_no_pins(const char *after);

/* Whether there is swap. */
bool have_swap(void);

/* Write @text to a file, such as one of sysfs.  Return: whether it worked. */
bool write_file(const char *path, const char *text);

/* The same, or exit. */
void must_write(const char *path, const char *text);

unsigned long vmstat(const char *name);

#endif /* ORACLE_H */
