// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "hooked.h"

#include "../../lib/pfnpack_env.h"

void (*hooked_after_store)(const __le64 *slot);
void (*hooked_before_load)(const __le64 *slot);

static void store_and_call(__le64 *slot, u64 value)
{
	slot_store(slot, value);
	if (hooked_after_store)
		hooked_after_store(slot);
}

static void clear_and_call(__le64 *slot)
{
	slot_clear(slot);
	if (hooked_after_store)
		hooked_after_store(slot);
}

static u64 call_and_load(const __le64 *slot)
{
	if (hooked_before_load)
		hooked_before_load(slot);
	return slot_load(slot);
}

#define slot_store store_and_call
#define slot_clear clear_and_call
#define slot_load call_and_load

#include "../../lib/pfnpack.c"
