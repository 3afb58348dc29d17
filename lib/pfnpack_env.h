/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What lib/pfnpack.c needs of its surroundings, under the kernel's names, so
 * that this file is all that another environment has to replace.
 *
 * Slots are loaded and stored once each, as single accesses where the
 * machine has them, with acquire and release order; docs/format.md F-13 and
 * F-14 rest on this.
 */
#ifndef PFNPACK_ENV_H
#define PFNPACK_ENV_H

#ifdef __KERNEL__

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/pfnpack.h>
#include <linux/types.h>

#include <asm/barrier.h>
#include <asm/byteorder.h>

#else

/* The library hides every symbol except what the public header declares. */
#pragma GCC visibility push(default)
#include "pfnpack.h"
#pragma GCC visibility pop

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* Pairs with smp_store_release(). */
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
/* Pairs with smp_load_acquire(). */
#define smp_store_release(p, value) \
	__atomic_store_n((p), (value), __ATOMIC_RELEASE)

typedef __u32 u32;
typedef __u64 u64;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define cpu_to_le64(x) ((__le64)(x))
#define le64_to_cpu(x) ((u64)(x))
#else
#define cpu_to_le64(x) ((__le64)__builtin_bswap64(x))
#define le64_to_cpu(x) ((u64)__builtin_bswap64(x))
#endif

#endif /* __KERNEL__ */

#if __SIZEOF_POINTER__ >= 8

static inline u64 slot_load(const __le64 *slot)
{
	/* Pairs with slot_store(): what was stored before is there. */
	return le64_to_cpu(smp_load_acquire(slot));
}

static inline void slot_store(__le64 *slot, u64 value)
{
	/* Pairs with slot_load(): after all that was stored before. */
	smp_store_release(slot, cpu_to_le64(value));
}

static inline void slot_clear(__le64 *slot)
{
	slot_store(slot, 0);
}

#else

/*
 * Two halves.  The high one holds a word's size, and a word exists when that
 * is not 0: so it is stored last, and loaded and cleared first.  Only a
 * descriptor that crosses 2^32 OS pages could be seen torn, and a machine
 * with 32-bit registers has fewer.
 */
typedef u32 __attribute__((may_alias)) slot_half;

union slot_image {
	__le64 slot;
	u32 half[2]; /* in memory order: low, high */
};

static inline u64 slot_load(const __le64 *slot)
{
	const slot_half *half = (const slot_half *)slot;
	union slot_image image;

	image.half[1] = smp_load_acquire(&half[1]); /* the size, stored last */
	image.half[0] = smp_load_acquire(&half[0]); /* there, if that is */
	return le64_to_cpu(image.slot);
}

static inline void slot_store(__le64 *slot, u64 value)
{
	union slot_image image = { .slot = cpu_to_le64(value) };
	slot_half *half = (slot_half *)slot;

	smp_store_release(&half[0], image.half[0]); /* loaded last */
	smp_store_release(&half[1], image.half[1]); /* the size, loaded first */
}

static inline void slot_clear(__le64 *slot)
{
	slot_half *half = (slot_half *)slot;

	smp_store_release(&half[1], 0); /* no word any more */
	smp_store_release(&half[0], 0); /* so nobody looks here */
}

#endif

#endif /* PFNPACK_ENV_H */
