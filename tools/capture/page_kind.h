/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What kind of memory OS pages are, whoever uses them.
 */
#ifndef PAGE_KIND_H
#define PAGE_KIND_H

#include "pfnpack.h"

/**
 * page_kind() - ask /proc/kpageflags
 * @range: OS pages; cut to those that are of the same kind as the first, and
 *	its tag set to %CAPTURE_ANON or %CAPTURE_FILE.  The latter also when
 *	the kernel does not tell.
 */
void page_kind(struct pfnpack_range *range);

#endif /* PAGE_KIND_H */
