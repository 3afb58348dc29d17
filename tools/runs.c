// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Joins the ranges of a capture to runs.
 */
#include "runs.h"

void runs_init(struct runs *r, run_handler handler, void *context)
{
	*r = (struct runs){ .handler = handler, .context = context };
}

void runs_add(struct runs *r, const struct capture_ranges *ranges)
{
	uint64_t start_va = ranges->start_va;
	const struct pfnpack_range *range;
	unsigned int i;

	for (i = 0; i < ranges->nr; i++) {
		range = &ranges->range[i];
		if (r->run.range.nr && runs_continue(&r->run.range, range)) {
			r->run.range.nr += range->nr;
		} else {
			runs_finish(r);
			r->run = (struct capture_run){
				.segment = ranges->segment,
				.start_va = start_va,
				.range = *range,
			};
		}
		start_va += range->nr * ranges->os_page_bytes;
	}
}

void runs_finish(struct runs *r)
{
	if (r->run.range.nr)
		r->handler(r->context, &r->run);
	r->run.range.nr = 0;
}
