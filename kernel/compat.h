/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* All that differs between the kernels that the module is built for. */
#ifndef PFNPACK_COMPAT_H
#define PFNPACK_COMPAT_H

#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)

static inline void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set,
				vm_flags_t clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}

static inline bool zone_device_pages_have_same_pgmap(const struct page *a,
						     const struct page *b)
{
	if (is_zone_device_page(a) != is_zone_device_page(b))
		return false;
	return !is_zone_device_page(a) || a->pgmap == b->pgmap;
}

#endif

#endif /* PFNPACK_COMPAT_H */
