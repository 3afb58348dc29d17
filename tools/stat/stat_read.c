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

static void count_cont(struct stats *stats, const struct pfnpack_range *range,
		       uint64_t start_va)
{
	const struct capture_run run = {
		.start_va = start_va,
		.range = *range,
	};

	cont_add(&stats->cont, &run, stats->memory.os_page_bytes);
}

static inline void count_memory(struct stats *stats,
				const struct pfnpack_range *run,
				uint64_t start_va)
{
	contiguity_add(&stats->memory, run->pfn, run->nr);
	if (stats->cont.nr_sizes)
		count_cont(stats, run, start_va);
	if (stats->pfns)
		pfn_set_add(stats->pfns, run->pfn, run->nr);
}

static inline void count_run(struct stats *stats,
			     const struct pfnpack_range *run, uint64_t start_va)
{
	stats->os_pages_of_kind[run->tag] += run->nr;
	stats->runs_of_kind[run->tag]++;
	if (tag_in_memory(run->tag))
		count_memory(stats, run, start_va);
}

static void finish_run(struct stats *stats)
{
	if (stats->run.nr)
		count_run(stats, &stats->run, stats->run_start_va);
	stats->run.nr = 0;
}

/* Does it matter which OS pages a run has? */
static bool needs_places(const struct stats *stats)
{
	return stats->cont.nr_sizes || stats->pfns;
}

/* Runs of one OS page of anonymous memory, anywhere. */
static void count_singles(struct stats *stats, uint64_t nr)
{
	stats->os_pages_of_kind[CAPTURE_ANON] += nr;
	stats->runs_of_kind[CAPTURE_ANON] += nr;
	contiguity_add_singles(&stats->memory, nr);
}

/*
 * As runs_add(), but all of it here, and the run at hand in registers, for
 * speed; so is the count of what scattered memory has most, as sums in memory
 * would wait for one another.
 */
static void count_ranges(struct stats *stats,
			 const struct capture_ranges *ranges)
{
	const struct pfnpack_range *range = ranges->range;
	const struct pfnpack_range *end = range + ranges->nr;
	struct pfnpack_range run = stats->run;
	uint64_t run_start_va = stats->run_start_va;
	const bool any_place = !needs_places(stats);
	uint64_t start_va = ranges->start_va;
	uint64_t nr_singles = 0;

	stats->nr_ranges += ranges->nr;
	for (; range < end; range++) {
		stats->nr_descs += range->nr > PFNPACK_INLINE_MAX;
		if (run.nr && runs_continue(&run, range)) {
			run.nr += range->nr;
		} else {
			if (run.nr == 1 && run.tag == CAPTURE_ANON && any_place)
				nr_singles++;
			else if (run.nr)
				count_run(stats, &run, run_start_va);
			run = *range;
			run_start_va = start_va;
		}
		start_va += range->nr * ranges->os_page_bytes;
	}
	count_singles(stats, nr_singles);
	stats->run = run;
	stats->run_start_va = run_start_va;
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
	case CAPTURE_EVENT_RANGES:
		count_ranges(stats, event->ranges);
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
