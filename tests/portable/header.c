// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The public header on its own, and once more. */
#include "pfnpack.h"
#include "pfnpack.h"

extern const struct pfnpack_page empty_list;
const struct pfnpack_page empty_list;
