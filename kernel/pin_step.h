/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Pinning some OS pages, and finding out what is contiguous; unpinning what is
 * listed.  pin_packed.c is for kernels that have pin_user_pages_packed(),
 * pin_array.c for all others: Kbuild takes one of them.
 */
#ifndef PFNPACK_PIN_STEP_H
#define PFNPACK_PIN_STEP_H

#include <linux/mm.h>
#include <linux/pfnpack.h>
#include <linux/types.h>

/* OS pages in a step, at most: 512, or more where OS pages are larger. */
#define PIN_STEP_MAX (PIN_STEP_BYTES / sizeof(u64))
#define PIN_STEP_BYTES PAGE_SIZE

/* OS pages unpinned between two offers to reschedule. */
#define UNPIN_STEP 65536ULL

/**
 * struct pin_step - a step of pinning
 * @memory: %PIN_STEP_BYTES, from whoever uses it
 * @nr: OS pages pinned by pin_step_start()
 */
struct pin_step {
	void *memory;
	unsigned long nr;
	/* private: what pin_step_next() comes to */
	unsigned long nr_read;
	struct pfnpack_reader r;
};

/*
 * Pin @nr OS pages of current->mm, 1 to %PIN_STEP_MAX, from @addr on.
 * Return: how many, at least 1, or an error.
 */
int pin_step_start(struct pin_step *step, unsigned long addr, unsigned int nr,
		   unsigned int gup_flags);

/*
 * The next run of contiguous OS pages of the step, which has no tag but
 * PFNPACK_DEV_TAG_DEVICE; it is memory of one device then.
 * Return: whether there is one.
 */
bool pin_step_next(struct pin_step *step, struct pfnpack_range *run);

/* Unpin all OS pages of the step but the first @nr_kept. */
void pin_step_unpin_rest(struct pin_step *step, unsigned long nr_kept);

/* Unpin the next @nr OS pages of a list, and mark dirty what is for writing. */
void unpin_listed(struct pfnpack_reader *r, u64 nr);

#endif /* PFNPACK_PIN_STEP_H */
