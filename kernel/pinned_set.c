// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "pinned_set.h"
#include "stats.h"

/* --- Unpinning --------------------------------------------------------- */

int pinned_set_unpin(struct pinned_set *set, u64 first, u64 nr)
{
	struct packed_side *side = packed_image_side(&set->image);
	struct pfnpack_reader r;
	int err;

	err = packed_image_cut(&set->image, first, nr);
	if (err)
		return err;
	/* What a list names is pinned: so it goes from there first. */
	packed_image_publish(&set->image);
	packed_list_read(&side->pfns, first, &r);
	unpin_listed(&r, nr);
	packed_image_clear_other(&set->image);
	set->nr_os_pages -= nr;
	account_locked_vm(set->mm, nr, false);
	stat_add(STAT_OS_PAGES, -(long)nr);
	stat_add(STAT_UNPINS, 1);
	return 0;
}

/* --- Pinning ----------------------------------------------------------- */

static bool list_run(struct pfnpack_writer *w, const struct pfnpack_range *run,
		     unsigned int tag)
{
	/* What came before may be of another device. */
	if (run->tag & PFNPACK_DEV_TAG_DEVICE)
		pfnpack_break(w);
	return pfnpack_append(w, run->pfn, run->nr, tag | run->tag) ==
	       PFNPACK_OK;
}

/* Return: how many OS pages of the step have found room. */
static unsigned int list_step(struct pinned_set *set, struct pfnpack_writer *w,
			      unsigned int tag)
{
	struct pfnpack_range run;
	unsigned int done = 0;

	for (; pin_step_next(&set->step, &run); done += run.nr) {
		if (!list_run(w, &run, tag))
			break;
		stat_add(STAT_RUNS, 1);
	}
	return done;
}

static unsigned int gup_flags(u32 flags)
{
	unsigned int gup = 0;

	if (flags & PFNPACK_DEV_PIN_WRITE)
		gup |= FOLL_WRITE;
	if (flags & PFNPACK_DEV_PIN_LONGTERM)
		gup |= FOLL_LONGTERM;
	return gup;
}

/*
 * Pin @nr OS pages, at most a step, and list them.  The room for their
 * addresses is looked at first: they follow one another, so a slot is enough.
 * Return: how many, or an error if none.
 */
static int pin_listed(struct pinned_set *set, unsigned long addr,
		      unsigned int nr, u32 flags)
{
	struct packed_side *side = packed_image_side(&set->image);
	unsigned int tag = 0;
	int got, done;

	if (!pfnpack_room(&side->addrs.writer))
		return -ENOSPC;
	got = pin_step_start(&set->step, addr, nr, gup_flags(flags));
	if (got < 0)
		return got;

	if (flags & PFNPACK_DEV_PIN_WRITE)
		tag |= PFNPACK_DEV_TAG_WRITE;
	done = list_step(set, &side->pfns.writer, tag);
	pin_step_unpin_rest(&set->step, done);
	if (!done)
		return -ENOSPC;
	WARN_ON_ONCE(pfnpack_append(&side->addrs.writer, addr >> PAGE_SHIFT,
				    done, tag));
	return done;
}

static int pin_charged(struct pinned_set *set, unsigned long addr,
		       unsigned int nr, u32 flags)
{
	int done = account_locked_vm(set->mm, nr, true);

	if (done)
		return done;
	done = pin_listed(set, addr, nr, flags);
	account_locked_vm(set->mm, nr - max(done, 0), false);
	return done;
}

int pinned_set_pin(struct pinned_set *set, unsigned long addr, u64 nr,
		   u32 flags, u64 *pinned)
{
	unsigned int most;
	int done = 0;

	for (*pinned = 0; *pinned < nr; *pinned += done) {
		most = min_t(u64, nr - *pinned, PIN_STEP_MAX);
		if (signal_pending(current))
			done = -ERESTARTSYS;
		else
			done = pin_charged(set, addr + *pinned * PAGE_SIZE,
					   most, flags);
		if (done < 0)
			break;
		cond_resched();
	}
	set->nr_os_pages += *pinned;
	stat_add(STAT_OS_PAGES, *pinned);
	stat_add(STAT_OS_PAGES_EVER, *pinned);
	stat_add(STAT_PINS, *pinned > 0);
	stat_add(STAT_EARLY_STOPS, *pinned > 0 && done < 0);
	return min(done, 0);
}

/* --- Life -------------------------------------------------------------- */

static void owner_gone(struct mmu_notifier *mn, struct mm_struct *mm)
{
	struct pinned_set *set = container_of(mn, struct pinned_set, mn);

	mutex_lock(&set->lock);
	if (set->nr_os_pages)
		pinned_set_unpin(set, 0, set->nr_os_pages);
	mutex_unlock(&set->lock);
}

static const struct mmu_notifier_ops owner_ops = {
	.release = owner_gone,
};

struct pinned_set *pinned_set_alloc(void)
{
	struct pinned_set *set = kzalloc(sizeof(*set), GFP_KERNEL_ACCOUNT);

	if (!set)
		return NULL;
	mutex_init(&set->lock);
	set->mn.ops = &owner_ops;
	return set;
}

static long packed_pages(const struct pinned_set *set)
{
	return set->image.bytes / PFNPACK_PAGE_BYTES;
}

static void free_memory(struct pinned_set *set)
{
	kfree(set->step.memory);
	set->step.memory = NULL;
	packed_image_free(&set->image);
}

static int allocate(struct pinned_set *set, u32 pfn_packed, u32 addr_packed)
{
	int err;

	set->step.memory = kmalloc(PIN_STEP_BYTES, GFP_KERNEL);
	if (!set->step.memory)
		return -ENOMEM;
	err = packed_image_alloc(&set->image, pfn_packed, addr_packed);
	if (err)
		return err;
	return mmu_notifier_register(&set->mn, current->mm);
}

int pinned_set_prepare(struct pinned_set *set, u32 pfn_packed, u32 addr_packed)
{
	int err;

	if (set->mm)
		return -EBUSY;
	err = allocate(set, pfn_packed, addr_packed);
	if (err) {
		free_memory(set);
		return err;
	}
	/* Pairs with pinned_set_prepared(). */
	smp_store_release(&set->mm, current->mm);
	stat_add(STAT_SETS, 1);
	stat_add(STAT_PACKED_PAGES, packed_pages(set));
	return 0;
}

bool pinned_set_prepared(const struct pinned_set *set)
{
	/* Pairs with pinned_set_prepare(). */
	return smp_load_acquire(&set->mm);
}

void pinned_set_free(struct pinned_set *set)
{
	if (set->mm) {
		/* Calls owner_gone(), unless the owner has; waits for it. */
		mmu_notifier_unregister(&set->mn, set->mm);
		stat_add(STAT_SETS, -1);
		stat_add(STAT_PACKED_PAGES, -packed_pages(set));
	}
	free_memory(set);
	kfree(set);
}
