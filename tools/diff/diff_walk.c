// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Walks two captures side by side, by virtual address.
 */
#include "diff_walk.h"

#include <inttypes.h>
#include <string.h>

#include "diag.h"

/*
 * A capture, and the place in it: the segment that the walk is in or comes to
 * next, and the run of it that the walk is in or comes to next.
 */
struct side {
	struct capture_source *source;
	bool failed; /* it cannot be read on from here */
	bool has_process; /* the process being walked is in it */
	bool has_segment;
	bool shares; /* the segment, some address with one of the other side */
	uint64_t nr_segment; /* from 1 */
	uint64_t run_start_va;
	uint64_t run_end_va;
	struct pfnpack_range run;
	uint64_t last_pid; /* UINT64_MAX before the first */
	struct capture_process process;
	struct capture_segment segment;
};

struct walk {
	struct side a;
	struct side b;
	const struct diff_handler *handler;
	uint64_t va;
	/* Numbers of the segments that were last handed out. */
	uint64_t nr_segment_a;
	uint64_t nr_segment_b;
	struct diff_stretch last;
};

/* --- One side ---------------------------------------------------------- */

static const struct source_item *peek(struct side *side)
{
	const struct source_item *item = capture_source_peek(side->source);

	side->failed = item->what == SOURCE_FAILED;
	return item;
}

/* The runs of a segment cover it; what is missing is behind a fault. */
static void next_run(struct side *side)
{
	const struct source_item *item = peek(side);

	if (item->what != SOURCE_RUN) {
		side->has_segment = false;
		return;
	}
	side->run = item->run;
	side->run_start_va = item->start_va;
	side->run_end_va = item->start_va +
			   item->run.nr * side->source->header.os_page_bytes;
	capture_source_take(side->source);
}

static void next_segment(struct side *side)
{
	const struct source_item *item = peek(side);

	side->has_segment = side->has_process && item->what == SOURCE_SEGMENT;
	if (!side->has_segment)
		return;
	side->segment = *item->segment;
	side->nr_segment++;
	side->shares = false;
	capture_source_take(side->source);
	next_run(side);
}

static bool is_mapped(const struct side *side, uint64_t va)
{
	return side->has_segment && side->segment.start_va <= va;
}

/* Where what is at @va ends. */
static uint64_t end_of(const struct side *side, uint64_t va)
{
	if (!side->has_segment)
		return UINT64_MAX;
	return is_mapped(side, va) ? side->run_end_va : side->segment.start_va;
}

static struct diff_state state_at(const struct side *side, uint64_t va)
{
	uint32_t os_page_bytes = side->source->header.os_page_bytes;

	if (!is_mapped(side, va))
		return (struct diff_state){ .kind = DIFF_UNMAPPED };
	return (struct diff_state){
		.kind = side->run.tag,
		.starts = side->run_start_va == va,
		.pfn = side->run.pfn +
		       (va - side->run_start_va) / os_page_bytes,
	};
}

/* Go on to @va, where what was there ends, or before. */
static void advance(struct side *side, uint64_t va)
{
	if (!side->has_segment || side->run_end_va > va)
		return;
	if (side->segment.end_va == va)
		next_segment(side);
	else
		next_run(side);
}

/* --- Both -------------------------------------------------------------- */

static bool share_addresses(const struct side *a, const struct side *b)
{
	return a->has_segment && b->has_segment &&
	       a->segment.start_va < b->segment.end_va &&
	       b->segment.start_va < a->segment.end_va;
}

static void hand_out_segments(struct walk *w, const struct side *a,
			      const struct side *b)
{
	uint64_t nr_a = a ? a->nr_segment : 0;
	uint64_t nr_b = b ? b->nr_segment : 0;

	if (nr_a == w->nr_segment_a && nr_b == w->nr_segment_b)
		return;
	w->nr_segment_a = nr_a;
	w->nr_segment_b = nr_b;
	w->handler->segments(w->handler->context, a ? &a->segment : NULL,
			     b ? &b->segment : NULL);
}

static void find_segments(struct walk *w)
{
	if (share_addresses(&w->a, &w->b)) {
		w->a.shares = true;
		w->b.shares = true;
		hand_out_segments(w, &w->a, &w->b);
		return;
	}
	if (is_mapped(&w->a, w->va) && !w->a.shares)
		hand_out_segments(w, &w->a, NULL);
	if (is_mapped(&w->b, w->va) && !w->b.shares)
		hand_out_segments(w, NULL, &w->b);
}

static enum diff_verdict judge(const struct diff_state *a,
			       const struct diff_state *b)
{
	if (a->kind == CAPTURE_UNREAD || b->kind == CAPTURE_UNREAD)
		return DIFF_UNREAD;
	if (diff_is_memory(a) && diff_is_memory(b))
		return a->pfn == b->pfn ? DIFF_SAME : DIFF_MOVED;
	if (diff_is_memory(a))
		return DIFF_VANISHED;
	return diff_is_memory(b) ? DIFF_APPEARED : DIFF_NEITHER;
}

static bool in_both(const struct diff_stretch *stretch)
{
	return stretch->verdict == DIFF_SAME || stretch->verdict == DIFF_MOVED;
}

static enum diff_boundary compare_boundary(const struct diff_stretch *before,
					   const struct diff_stretch *stretch)
{
	/* Behind a gap, something starts in both. */
	if (!in_both(before) || !in_both(stretch) ||
	    stretch->a.starts == stretch->b.starts)
		return DIFF_UNCHANGED;
	return stretch->a.starts ? DIFF_MERGED : DIFF_SPLIT;
}

static void hand_out_stretch(struct walk *w, uint64_t end_va)
{
	struct diff_stretch stretch = {
		.start_va = w->va,
		.end_va = end_va,
		.a = state_at(&w->a, w->va),
		.b = state_at(&w->b, w->va),
	};

	stretch.verdict = judge(&stretch.a, &stretch.b);
	stretch.boundary = compare_boundary(&w->last, &stretch);
	w->handler->stretch(w->handler->context, &stretch);
	w->last = stretch;
}

static uint64_t min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void walk_stretch(struct walk *w)
{
	uint64_t end_va;

	if (!is_mapped(&w->a, w->va) && !is_mapped(&w->b, w->va))
		w->va = min(end_of(&w->a, w->va), end_of(&w->b, w->va));
	end_va = min(end_of(&w->a, w->va), end_of(&w->b, w->va));
	find_segments(w);
	hand_out_stretch(w, end_va);
	w->va = end_va;
	advance(&w->a, end_va);
	advance(&w->b, end_va);
}

static bool has_failed(const struct walk *w)
{
	return w->a.failed || w->b.failed;
}

static void walk_segments(struct walk *w)
{
	w->va = 0;
	w->last = (struct diff_stretch){ .verdict = DIFF_NEITHER };
	next_segment(&w->a);
	next_segment(&w->b);
	while ((w->a.has_segment || w->b.has_segment) && !has_failed(w))
		walk_stretch(w);
}

/* --- Processes --------------------------------------------------------- */

static const struct capture_process *coming_process(struct side *side)
{
	const struct source_item *item = peek(side);

	return item->what == SOURCE_PROCESS ? item->process : NULL;
}

/* A number below, at or above 0: whose process comes first. */
static int compare_processes(const struct capture_process *a,
			     const struct capture_process *b, bool any)
{
	if (!a || !b)
		return a ? -1 : 1;
	if (any)
		return 0;
	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	/* Another program since: the one has gone and the other come. */
	return strcmp(a->comm, b->comm) ? -1 : 0;
}

/* One pass can only match what is in order. */
static bool check_order(struct side *side, bool any)
{
	uint32_t pid = side->process.pid;
	bool good = any || side->last_pid == UINT64_MAX || side->last_pid < pid;

	if (!good)
		diag("%s: process %" PRIu32 " comes after process %" PRIu64
		     ": processes that are not in the order of their PIDs "
		     "can only be compared with --any",
		     side->source->name, pid, side->last_pid);
	side->last_pid = pid;
	return good;
}

static bool take_process(struct side *side, bool is_in, bool any)
{
	side->has_process = is_in;
	if (!is_in)
		return true;
	side->process = *coming_process(side);
	capture_source_take(side->source);
	return check_order(side, any);
}

static enum status walk_processes(struct walk *w, bool any)
{
	const struct capture_process *a = coming_process(&w->a);
	const struct capture_process *b = coming_process(&w->b);
	int order;

	while ((a || b) && !has_failed(w)) {
		order = compare_processes(a, b, any);
		if (!take_process(&w->a, order <= 0, any) ||
		    !take_process(&w->b, order >= 0, any))
			return STATUS_STOPPED;
		w->handler->process(w->handler->context,
				    order <= 0 ? &w->a.process : NULL,
				    order >= 0 ? &w->b.process : NULL);
		walk_segments(w);
		a = coming_process(&w->a);
		b = coming_process(&w->b);
	}
	return w->a.source->status > w->b.source->status ? w->a.source->status :
							   w->b.source->status;
}

enum status diff_walk(struct capture_source *a, struct capture_source *b,
		      bool any, const struct diff_handler *handler)
{
	static struct walk w;

	w = (struct walk){
		.a = { .source = a, .last_pid = UINT64_MAX },
		.b = { .source = b, .last_pid = UINT64_MAX },
		.handler = handler,
	};
	return walk_processes(&w, any);
}
