// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* By pin_user_pages_fast(), which gives a pointer for each OS page. */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include <linux/pfnpack_dev.h>

#include "compat.h"
#include "pin_step.h"

int pin_step_start(struct pin_step *step, unsigned long addr, unsigned int nr,
		   unsigned int gup_flags)
{
	int got = pin_user_pages_fast(addr, nr, gup_flags, step->memory);

	if (got <= 0)
		return got ?: -EFAULT;
	step->nr = got;
	step->nr_read = 0;
	return got;
}

/* How many of the @nr OS pages follow one another in memory. */
static unsigned int run_length(struct page *const *pages, unsigned int nr)
{
	unsigned long pfn = page_to_pfn(pages[0]);
	unsigned int i;

	for (i = 1; i < nr; i++) {
		if (page_to_pfn(pages[i]) != pfn + i ||
		    !zone_device_pages_have_same_pgmap(pages[0], pages[i]))
			break;
	}
	return i;
}

bool pin_step_next(struct pin_step *step, struct pfnpack_range *run)
{
	struct page **pages = (struct page **)step->memory + step->nr_read;

	if (step->nr_read == step->nr)
		return false;
	run->pfn = page_to_pfn(pages[0]);
	run->nr = run_length(pages, step->nr - step->nr_read);
	run->tag = is_zone_device_page(pages[0]) ? PFNPACK_DEV_TAG_DEVICE : 0;
	step->nr_read += run->nr;
	return true;
}

void pin_step_unpin_rest(struct pin_step *step, unsigned long nr_kept)
{
	struct page **pages = step->memory;

	unpin_user_pages(pages + nr_kept, step->nr - nr_kept);
}

static void unpin_range(const struct pfnpack_range *range)
{
	bool written = range->tag & PFNPACK_DEV_TAG_WRITE;

	unpin_user_page_range_dirty_lock(pfn_to_page(range->pfn), range->nr,
					 written);
}

void unpin_listed(struct pfnpack_reader *r, u64 nr)
{
	struct pfnpack_range range;
	u64 max;

	for (; nr; nr -= range.nr) {
		max = min(nr, UNPIN_STEP);
		if (WARN_ON_ONCE(pfnpack_next_max(r, max, &range)))
			return;
		unpin_range(&range);
		cond_resched();
	}
}
