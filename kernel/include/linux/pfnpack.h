/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the header stands in a kernel tree, for builds outside of one. */
#include "../../../include/pfnpack.h"
