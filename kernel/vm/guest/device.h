/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* /dev/pfnpack, as a test uses it. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "pfnpack.h"

#include <linux/pfnpack_dev.h>

#define OS_PAGE 4096UL

/* A set that has been prepared; does not return without one. */
int device_open(__u32 pfn_packed, __u32 addr_packed);

/*
 * The ioctls.  Return: 0 or an errno; for device_pin() when nothing is
 * pinned, and *@pinned are OS pages.
 */
int device_prepare(int fd, __u32 pfn_packed, __u32 addr_packed);
int device_pin(int fd, const void *addr, size_t nr, __u32 flags, size_t *pinned,
	       __u32 *error);
int device_unpin(int fd, __u64 first, __u64 nr);
int device_unpin_all(int fd);
struct pfnpack_dev_info device_info(int fd);

/* Pin all @nr OS pages, or say so and exit. */
void device_pin_all(int fd, const void *addr, size_t nr, __u32 flags);

/* A mapping of the device; the lists are found through it. */
struct device_map {
	const struct pfnpack_dev_status *status;
	size_t bytes;
};

struct device_map device_map(int fd);
void device_unmap(struct device_map *map);
__u32 device_generation(const struct device_map *map);

/* The packed pages of generation @generation. */
const struct pfnpack_page *device_pfns(const struct device_map *map,
				       __u32 generation);
const struct pfnpack_page *device_addrs(const struct device_map *map,
					__u32 generation);

/*
 * Write the numbers that a list stands for to @numbers, at most @max.
 * Return: how many there are; -1 when the list is malformed, or longer.
 */
long expand(const struct pfnpack_page *first, size_t nr_packed, __u64 *numbers,
	    size_t max);

/* The PFNs of a set, by read(). */
long read_pfns(int fd, __u64 *pfns, size_t max);

/* A line of the statistics in debugfs; -1 if there is none. */
long long device_stat(const char *name);

#endif /* DEVICE_H */
