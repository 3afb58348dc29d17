/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From a mask of lanes to their numbers, for processors that are
 * little-endian and load fast from tables.
 */
#ifndef BULK_OFFSETS_H
#define BULK_OFFSETS_H

#include <stdint.h>
#include <string.h>

/* The numbers of the bits that are set, a byte each, the lowest bit first. */
#define BITS_0(above) (above), (above) << 8
#define BITS_1(above) BITS_0(above), BITS_0((above) << 8 | 1)
#define BITS_2(above) BITS_1(above), BITS_1((above) << 8 | 2)
#define BITS_3(above) BITS_2(above), BITS_2((above) << 8 | 3)
#define BITS_4(above) BITS_3(above), BITS_3((above) << 8 | 4)
#define BITS_5(above) BITS_4(above), BITS_4((above) << 8 | 5)
#define BITS_6(above) BITS_5(above), BITS_5((above) << 8 | 6)
#define BITS_7(above) BITS_6(above), BITS_6((above) << 8 | 7)
static const uint64_t bulk_bits_of[256] = { BITS_7(UINT64_C(0)) };

#define EVERY_BYTE UINT64_C(0x0101010101010101)

/* Stores 8 bytes; those for lanes that are not in @mask mean nothing. */
static inline void bulk_store_offsets(uint8_t *to, unsigned int mask,
				      unsigned int first)
{
	uint64_t offsets = bulk_bits_of[mask] + first * EVERY_BYTE;

	memcpy(to, &offsets, sizeof(offsets));
}

#endif /* BULK_OFFSETS_H */
