// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/pfnpack.h>

#include "dev_args.h"

/* The same for 32-bit programs, and for ever. */
static_assert(sizeof(struct pfnpack_dev_prepare) == 16, "PREPARE");
static_assert(sizeof(struct pfnpack_dev_pin) == 40, "PIN");
static_assert(sizeof(struct pfnpack_dev_unpin) == 24, "UNPIN");
static_assert(sizeof(struct pfnpack_dev_info) == 40, "INFO");

#define PIN_FLAGS (PFNPACK_DEV_PIN_WRITE | PFNPACK_DEV_PIN_LONGTERM)

static bool capacity_valid(u32 nr_packed)
{
	return nr_packed && nr_packed <= PFNPACK_DEV_MAX_PACKED;
}

int check_prepare(const struct pfnpack_dev_prepare *args)
{
	if (!capacity_valid(args->pfn_packed) ||
	    !capacity_valid(args->addr_packed) || args->reserved)
		return -EINVAL;
	return 0;
}

/* Whole OS pages that the machine can address and a list can name. */
static bool memory_valid(u64 addr, u64 length)
{
	u64 last = addr + (length - 1);

	if (!length || !PAGE_ALIGNED(addr) || !PAGE_ALIGNED(length))
		return false;
	return last > addr && last <= ULONG_MAX &&
	       last >> PAGE_SHIFT < PFNPACK_PFN_END;
}

int check_pin(const struct pfnpack_dev_pin *args)
{
	if (!memory_valid(args->addr, args->length))
		return -EINVAL;
	if (args->flags & ~PIN_FLAGS || args->error || args->pinned ||
	    args->reserved)
		return -EINVAL;
	return 0;
}

int check_unpin(const struct pfnpack_dev_unpin *args)
{
	bool all = args->flags & PFNPACK_DEV_UNPIN_ALL;

	if (args->flags & ~PFNPACK_DEV_UNPIN_ALL || args->reserved)
		return -EINVAL;
	if (all ? args->first || args->nr : !args->nr)
		return -EINVAL;
	return 0;
}
