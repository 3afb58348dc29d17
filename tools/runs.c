// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Joins the ranges of a capture to runs.
 */
#include "runs.h"

void runs_init(struct runs *r, run_handler handler, void *context)
{
	*r = (struct runs){ .handler = handler, .context = context };
}

void runs_add(struct runs *r, const struct capture_range *range)
{
	if (r->run.range.nr && runs_continue(&r->run.range, &range->range)) {
		r->run.range.nr += range->range.nr;
		return;
	}
	runs_finish(r);
	r->run = *range;
}

void runs_finish(struct runs *r)
{
	if (r->run.range.nr)
		r->handler(r->context, &r->run);
	r->run.range.nr = 0;
}
