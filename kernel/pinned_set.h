/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A set of pinned OS pages, listed in packed pages that were prepared before.
 *
 * Life: alloc, prepare once, then pin and unpin at will, free.  Everything
 * is unpinned when the set is freed or when the address space that prepared
 * it goes, by exit, exec or a signal, whichever comes first.
 */
#ifndef PFNPACK_PINNED_SET_H
#define PFNPACK_PINNED_SET_H

#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "packed_image.h"
#include "pin_step.h"

/**
 * struct pinned_set - a set
 * @lock: taken before mmap_lock
 * @mm: the owner, once prepared; then @image.status and @image.bytes stay as
 *	they are, and may be used without @lock
 * @mn: tells when @mm goes
 * @step: what is being pinned
 * @image: the lists
 * @nr_os_pages: OS pages in each list
 */
struct pinned_set {
	struct mutex lock; /* of all that follows */
	struct mm_struct *mm;
	struct mmu_notifier mn;
	struct pin_step step;
	struct packed_image image;
	u64 nr_os_pages;
};

struct pinned_set *pinned_set_alloc(void);
void pinned_set_free(struct pinned_set *set);

/*
 * Allocate all that pinning needs; current->mm is the owner.
 * Return: 0, -EBUSY when that was done before, -ENOMEM, -EINTR.
 */
int pinned_set_prepare(struct pinned_set *set, u32 pfn_packed, u32 addr_packed);

/* May be called without the lock. */
bool pinned_set_prepared(const struct pinned_set *set);

/*
 * Pin @nr OS pages from @addr on, of current->mm, which is the owner, and add
 * them to the lists.  @flags are PFNPACK_DEV_PIN_*.
 * Return: 0 when all @nr were pinned; else why it stopped, and @pinned of
 * them stay pinned.
 */
int pinned_set_pin(struct pinned_set *set, unsigned long addr, u64 nr,
		   u32 flags, u64 *pinned);

/*
 * Take out and unpin [@first, @first + @nr), which is within the set.
 * Return: 0, or -ENOSPC with nothing changed: the lists without them need
 * more packed pages than there are.  It cannot happen when nothing stands
 * behind them.
 */
int pinned_set_unpin(struct pinned_set *set, u64 first, u64 nr);

#endif /* PFNPACK_PINNED_SET_H */
