/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The PAGEMAP_SCAN ioctl of /proc/PID/pagemap (Linux 6.7 and later), for kernel
 * headers that are older.  admin-guide/mm/pagemap.rst of the kernel has it all.
 */
#ifndef LINUX_PAGEMAP_SCAN_H
#define LINUX_PAGEMAP_SCAN_H

#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/types.h>

#ifndef PAGEMAP_SCAN

#define PAGEMAP_SCAN _IOWR('f', 16, struct pm_scan_arg)

#define PAGE_IS_PRESENT (1 << 3)
#define PAGE_IS_SWAPPED (1 << 4)

/* What was found; addresses in bytes. */
struct page_region {
	__u64 start;
	__u64 end;
	__u64 categories;
};

/* @size is that of this structure, @max_pages 0 for no limit. */
struct pm_scan_arg {
	__u64 size;
	__u64 flags;
	__u64 start;
	__u64 end;
	__u64 walk_end;
	__u64 vec;
	__u64 vec_len;
	__u64 max_pages;
	__u64 category_inverted;
	__u64 category_mask;
	__u64 category_anyof_mask;
	__u64 return_mask;
};

#endif /* PAGEMAP_SCAN */

#endif /* LINUX_PAGEMAP_SCAN_H */
