// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat: sums up a capture.
 */
#include "capture_reader.h"
#include "diag.h"
#include "json_parts.h"
#include "print.h"
#include "runs.h"
#include "stats.h"

static void count_cont(struct stats *stats)
{
	const struct capture_range run = {
		.start_va = stats->run_start_va,
		.range = stats->run,
	};

	cont_add(&stats->cont, &run, stats->memory.os_page_bytes);
}

static inline void count_memory(struct stats *stats)
{
	const struct pfnpack_range *run = &stats->run;

	contiguity_add(&stats->memory, run->pfn, run->nr);
	if (stats->cont.nr_sizes)
		count_cont(stats);
	if (stats->pfns)
		pfn_set_add(stats->pfns, run->pfn, run->nr);
}

static inline void finish_run(struct stats *stats)
{
	struct pfnpack_range *run = &stats->run;

	stats->os_pages_of_kind[run->tag] += run->nr;
	stats->runs_of_kind[run->tag] += run->nr != 0;
	if (run->nr && tag_in_memory(run->tag))
		count_memory(stats);
	run->nr = 0;
}

static void count_range(struct stats *stats, const struct capture_range *range)
{
	stats->nr_ranges++;
	if (range->range.nr > PFNPACK_INLINE_MAX)
		stats->nr_descs++;
	/* As runs_add(), but all of it here, for speed. */
	if (stats->run.nr && runs_continue(&stats->run, &range->range)) {
		stats->run.nr += range->range.nr;
		return;
	}
	finish_run(stats);
	stats->run = range->range;
	stats->run_start_va = range->start_va;
}

static void count_event(void *context, const struct capture_event *event)
{
	struct stats *stats = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		stats->header = *event->header;
		stats->memory.os_page_bytes = event->header->os_page_bytes;
		break;
	case CAPTURE_EVENT_PROCESS:
		stats->nr_processes++;
		break;
	case CAPTURE_EVENT_SEGMENT:
		stats->nr_segments++;
		finish_run(stats);
		break;
	case CAPTURE_EVENT_RANGE:
		count_range(stats, event->range);
		break;
	}
}

static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	struct stats *stats = context;

	diag_fault(file, fault);
	if (stats->json)
		json_fault(stats->json, fault);
	return false;
}

enum status stats_read(struct stats *stats, const char *file)
{
	enum status status;

	status = read_capture(file, count_event, report_fault, stats,
			      &stats->totals);
	finish_run(stats);
	return status;
}
