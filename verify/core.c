// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* lib/pfnpack.c, without what it asserts about the real numbers. */
#include "pfnpack_env.h"

#undef static_assert
#define static_assert(holds, text) \
	_Static_assert(sizeof(holds) != 0, "for the real numbers only")

#include "pfnpack.c"
