/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Sets of pinned memory that /dev/pfnpack holds (docs/device.md).
 */
#ifndef DEVICE_SET_H
#define DEVICE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "pfnpack.h"

#define DEVICE_PATH "/dev/pfnpack"

/**
 * struct range_list - ranges in memory
 * @range: @nr of them
 * @nr: how many
 * @nr_allocated: room
 */
struct range_list {
	struct pfnpack_range *range;
	size_t nr;
	size_t nr_allocated;
};

/**
 * struct device_set - what a set holds
 * @addrs: numbers of virtual pages, in the order of pinning
 * @pfns: what stands behind them; at least as many OS pages
 */
struct device_set {
	struct range_list addrs;
	struct range_list pfns;
};

/**
 * device_set_read() - read a set, while others may change it
 * @set: filled in, to be freed in any case
 * @fd: the device, as the set's process has opened it
 *
 * A set that has not been prepared is empty.
 *
 * Return: false when it cannot be read; errno says why, EBADMSG when it is
 * malformed, EAGAIN when it changes too fast.
 */
bool device_set_read(struct device_set *set, int fd);

/**
 * device_set_free() - free what device_set_read() has allocated
 * @set: the set
 */
void device_set_free(struct device_set *set);

/**
 * device_pin_self() - make a set of all memory of this process that can be
 *
 * Return: the device, to be closed; -1 with errno when there is none, or when
 * the pinning failed for another reason than the memory.
 */
int device_pin_self(void);

#endif /* DEVICE_SET_H */
