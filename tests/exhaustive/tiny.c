// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * lib/pfnpack.c with tiny numbers and hooks.  What it asserts about the real
 * numbers is left out; what has to hold for any stands here.
 */
#include "property/hooked.h"

#include "../../lib/pfnpack_env.h"

#undef static_assert
#define static_assert(holds, text) \
	_Static_assert(sizeof(holds) != 0, "for the real numbers only")

#include "../property/hooked.c"

_Static_assert(sizeof(struct pfnpack_page) == 8 * SLOTS, "slots are 8 bytes");
_Static_assert(SLOTS >= 2, "a word and its descriptor fit");
_Static_assert(PFNPACK_PFN_END == 1ULL << PFNPACK_PFN_BITS,
	       "PFNs end where their bits do");
_Static_assert(PFNPACK_PFN_END < 1ULL << SIZE_SHIFT,
	       "a descriptor has a size field of 0");
_Static_assert(PFNPACK_INLINE_MAX <= PFNPACK_PFN_END / 2,
	       "a word's range is shorter than half of all PFNs");
