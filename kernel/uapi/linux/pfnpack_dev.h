/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * /dev/pfnpack: pin memory and read back where it is, as packed pages.
 *
 * An open file holds one set of pinned OS pages, in the order in which they
 * were pinned, as two lists of packed pages: their PFNs, and the numbers of
 * their virtual pages.  OS page i of one list is OS page i of the other.
 * docs/device.md is the specification.
 */
#ifndef _UAPI_LINUX_PFNPACK_DEV_H
#define _UAPI_LINUX_PFNPACK_DEV_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Of the numbers of this type, 0x00 to 0x0f are taken. */
#define PFNPACK_DEV_TYPE 0xbc

/* Most packed pages that one list may be given. */
#define PFNPACK_DEV_MAX_PACKED 65536

/*
 * Tags, in both lists.  DEVICE is for PFNs only: ZONE_DEVICE memory, never
 * one range with memory of another kind or of another device.
 */
#define PFNPACK_DEV_TAG_WRITE 1 /* pinned for writing */
#define PFNPACK_DEV_TAG_DEVICE 2

/**
 * struct pfnpack_dev_prepare - give a set its room, and its owner
 * @pfn_packed: packed pages for PFNs, 1 to %PFNPACK_DEV_MAX_PACKED
 * @addr_packed: packed pages for virtual pages, likewise
 * @reserved: 0
 *
 * The set belongs to the address space of the caller: only from there can it
 * grow, and when that is gone nothing stays pinned.
 */
struct pfnpack_dev_prepare {
	__u32 pfn_packed;
	__u32 addr_packed;
	__aligned_u64 reserved;
};

/* Flags of PFNPACK_DEV_PIN. */
#define PFNPACK_DEV_PIN_WRITE 1 /* the memory will be written to */
#define PFNPACK_DEV_PIN_LONGTERM 2 /* for longer than a system call */

/**
 * struct pfnpack_dev_pin - pin memory of the caller, at the end of the set
 * @addr: a multiple of the bytes of an OS page
 * @length: likewise; not 0
 * @flags: PFNPACK_DEV_PIN_*
 * @error: 0; out: 0 when all is pinned, else the errno that says why not
 * @pinned: 0; out: bytes pinned, from @addr on
 * @reserved: 0
 */
struct pfnpack_dev_pin {
	__aligned_u64 addr;
	__aligned_u64 length;
	__u32 flags;
	__u32 error;
	__aligned_u64 pinned;
	__aligned_u64 reserved;
};

/* Flags of PFNPACK_DEV_UNPIN. */
#define PFNPACK_DEV_UNPIN_ALL 1 /* @first and @nr are 0 */

/**
 * struct pfnpack_dev_unpin - take OS pages out of the set
 * @first: number of an OS page in the set, counted from 0
 * @nr: OS pages from there on; not 0.  Those behind them move up.
 * @flags: PFNPACK_DEV_UNPIN_*
 * @reserved: 0
 */
struct pfnpack_dev_unpin {
	__aligned_u64 first;
	__aligned_u64 nr;
	__u32 flags;
	__u32 reserved;
};

/**
 * struct pfnpack_dev_info - what the set holds
 * @nr_os_pages: OS pages pinned
 * @nr_ranges: words in the list of PFNs
 * @generation: as in &struct pfnpack_dev_status
 * @os_page_bytes: bytes of an OS page
 * @pfn_packed: packed pages for PFNs, as prepared; 0 before that
 * @pfn_used: how many of them have words
 * @addr_packed: packed pages for virtual pages, as prepared
 * @addr_used: how many of them have words
 */
struct pfnpack_dev_info {
	__aligned_u64 nr_os_pages;
	__aligned_u64 nr_ranges;
	__u32 generation;
	__u32 os_page_bytes;
	__u32 pfn_packed;
	__u32 pfn_used;
	__u32 addr_packed;
	__u32 addr_used;
};

#define PFNPACK_DEV_PREPARE \
	_IOW(PFNPACK_DEV_TYPE, 0x00, struct pfnpack_dev_prepare)
#define PFNPACK_DEV_PIN _IOWR(PFNPACK_DEV_TYPE, 0x01, struct pfnpack_dev_pin)
#define PFNPACK_DEV_UNPIN _IOW(PFNPACK_DEV_TYPE, 0x02, struct pfnpack_dev_unpin)
#define PFNPACK_DEV_INFO _IOR(PFNPACK_DEV_TYPE, 0x03, struct pfnpack_dev_info)

/**
 * struct pfnpack_dev_status - the first bytes of a mapping
 * @generation: counts the calls that have taken OS pages out
 * @pfn_packed: packed pages for PFNs, as prepared
 * @addr_packed: packed pages for virtual pages, as prepared
 *
 * Behind this block of 4096 bytes stand two sides, and each has @pfn_packed
 * packed pages for PFNs, then @addr_packed for virtual pages.  The lists are
 * on the side that the lowest bit of @generation names.  Pinning appends to
 * them; unpinning writes the other side, then counts @generation up.  So
 * whoever reads a list, and finds @generation afterwards as it was before,
 * has read a prefix of it.
 */
struct pfnpack_dev_status {
	__u32 generation;
	__u32 pfn_packed;
	__u32 addr_packed;
};

#endif /* _UAPI_LINUX_PFNPACK_DEV_H */
