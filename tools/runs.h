/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Joins the ranges of a capture to runs: what belongs together, however the
 * packed pages have divided it.
 */
#ifndef RUNS_H
#define RUNS_H

#include <stdbool.h>

#include "capture_format.h"

/**
 * typedef run_handler - takes the runs
 * @context: from runs_init()
 * @run: as long as it gets; good until the handler returns
 */
typedef void (*run_handler)(void *context, const struct capture_range *run);

/**
 * struct runs - joins ranges; all fields are private
 */
struct runs {
	/* private: */
	run_handler handler;
	void *context;
	struct capture_range run; /* nr 0 when there is none */
};

/**
 * runs_init() - start
 * @r: filled in
 * @handler: takes the runs
 * @context: for @handler
 */
void runs_init(struct runs *r, run_handler handler, void *context);

/**
 * runs_add() - take the next range of a segment
 * @r: the joiner
 * @range: joined when it continues the last in virtual and in physical memory,
 *	with the same tag
 */
void runs_add(struct runs *r, const struct capture_range *range);

/**
 * runs_finish() - hand out what is left, before another segment or the end
 * @r: the joiner
 */
void runs_finish(struct runs *r);

/* In virtual memory, ranges of a segment always continue one another. */
static inline bool runs_continues(const struct pfnpack_range *run,
				  const struct pfnpack_range *range)
{
	return run->nr && run->tag == range->tag &&
	       run->pfn + run->nr == range->pfn;
}

/**
 * runs_add_to() - runs_add(), for a caller that knows the handler
 * @r: the joiner
 * @range: as for runs_add()
 * @handler: the one of @r, which is inlined if it is named
 */
static inline void runs_add_to(struct runs *r,
			       const struct capture_range *range,
			       run_handler handler)
{
	if (runs_continues(&r->run.range, &range->range)) {
		r->run.range.nr += range->range.nr;
		return;
	}
	if (r->run.range.nr)
		handler(r->context, &r->run);
	r->run = *range;
}

#endif /* RUNS_H */
