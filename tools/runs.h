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
 * struct capture_run - a run with its place in the process
 * @segment: the segment that it belongs to
 * @start_va: virtual address of its first OS page
 * @range: tag and count; PFN when the tag is %CAPTURE_ANON or %CAPTURE_FILE
 */
struct capture_run {
	const struct capture_segment *segment;
	uint64_t start_va;
	struct pfnpack_range range;
};

/**
 * typedef run_handler - takes the runs
 * @context: from runs_init()
 * @run: as long as it gets; good until the handler returns
 */
typedef void (*run_handler)(void *context, const struct capture_run *run);

/**
 * struct runs - joins ranges; all fields are private
 */
struct runs {
	/* private: */
	run_handler handler;
	void *context;
	struct capture_run run; /* nr 0 when there is none */
};

/**
 * runs_continue() - does a range of a segment continue the run before it?
 * @run: the run; in virtual memory the range always continues it
 * @range: the range
 *
 * Return: whether they are one run.
 */
static inline bool runs_continue(const struct pfnpack_range *run,
				 const struct pfnpack_range *range)
{
	return run->tag == range->tag && run->pfn + run->nr == range->pfn;
}

/**
 * runs_init() - start
 * @r: filled in
 * @handler: takes the runs
 * @context: for @handler
 */
void runs_init(struct runs *r, run_handler handler, void *context);

/**
 * runs_add() - take the next ranges of a segment
 * @r: the joiner
 * @ranges: one is joined when it continues the one before in virtual and in
 *	physical memory, with the same tag
 */
void runs_add(struct runs *r, const struct capture_ranges *ranges);

/**
 * runs_finish() - hand out what is left, before another segment or the end
 * @r: the joiner
 */
void runs_finish(struct runs *r);

#endif /* RUNS_H */
