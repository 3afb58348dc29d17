// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * By pin_user_pages_packed(), which gives ranges.  They do not go straight to
 * the list, as its tags are others.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gup_packed.h>
#include <linux/minmax.h>
#include <linux/sched.h>

#include <linux/pfnpack_dev.h>

#include "pin_step.h"
#include "stats.h"

#define NR_PACKED (PIN_STEP_BYTES / PFNPACK_PAGE_BYTES)

/* There is a slot for each OS page, so a step never stops for want of room. */
int pin_step_start(struct pin_step *step, unsigned long addr, unsigned int nr,
		   unsigned int gup_flags)
{
	struct pfnpack_writer w;
	long got;

	pfnpack_writer_init(&w, step->memory, NR_PACKED);
	got = pin_user_pages_packed(addr, nr, gup_flags, &w);
	if (got <= 0)
		return got ?: -EFAULT;
	step->nr = got;
	pfnpack_reader_init(&step->r, step->memory, pfnpack_seal(&w));
	stat_add(STAT_PACKED_STEPS, 1);
	return got;
}

bool pin_step_next(struct pin_step *step, struct pfnpack_range *run)
{
	if (pfnpack_next(&step->r, run) != PFNPACK_OK)
		return false;
	if (run->tag == PIN_PACKED_TAG_DEVICE)
		run->tag = PFNPACK_DEV_TAG_DEVICE;
	return true;
}

void pin_step_unpin_rest(struct pin_step *step, unsigned long nr_kept)
{
	unsigned long nr = step->nr - nr_kept;
	struct pfnpack_reader r;

	if (!nr)
		return;
	pfnpack_reader_init(&r, step->memory, NR_PACKED);
	WARN_ON_ONCE(pfnpack_skip(&r, nr_kept) != PFNPACK_OK ||
		     unpin_user_pages_packed(&r, nr) != nr);
}

/*
 * How many OS pages, @max at most, come next that are all for writing, or all
 * not.
 */
static u64 alike(struct pfnpack_reader r, u64 max, bool *written)
{
	struct pfnpack_range range;
	unsigned int first = 0;
	u64 nr;

	for (nr = 0; nr < max; nr += range.nr) {
		if (pfnpack_next_max(&r, max - nr, &range) != PFNPACK_OK)
			break;
		if (!nr)
			first = range.tag & PFNPACK_DEV_TAG_WRITE;
		if ((range.tag & PFNPACK_DEV_TAG_WRITE) != first)
			break;
	}
	*written = first;
	return nr;
}

static u64 unpin_alike(struct pfnpack_reader *r, u64 max)
{
	bool written;
	u64 nr = alike(*r, max, &written);

	return unpin_user_pages_packed_dirty_lock(r, nr, written);
}

void unpin_listed(struct pfnpack_reader *r, u64 nr)
{
	u64 done;

	for (; nr; nr -= done) {
		done = unpin_alike(r, min(nr, UNPIN_STEP));
		if (WARN_ON_ONCE(!done))
			return;
		cond_resched();
	}
}
