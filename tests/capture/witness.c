// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "witness.h"

static void must(struct witness *w, bool holds, const char *what)
{
	if (!holds && !w->wrong)
		w->wrong = what;
}

static void see_process(struct witness *w, const struct capture_process *p)
{
	must(w, w->next_va == w->end_va, "a segment is complete");
	must(w, !p->comm[sizeof(p->comm) - 1], "a zero byte ends a name");
	w->has_process = true;
	w->has_segment = false;
	w->next_va = 0;
	w->end_va = 0;
}

static void see_segment(struct witness *w, const struct capture_segment *s)
{
	must(w, w->has_process, "a segment belongs to a process");
	must(w, w->next_va == w->end_va, "a segment is complete");
	must(w, s->start_va >= w->end_va, "segments do not overlap");
	must(w, s->start_va < s->end_va, "a segment has OS pages");
	must(w, !((s->start_va | s->end_va) % w->os_page_bytes),
	     "it has whole ones");
	must(w, s->nr_name_bytes <= CAPTURE_NAME_MAX, "a name fits");
	w->has_segment = true;
	w->next_va = s->start_va;
	w->end_va = s->end_va;
}

static bool is_tag(unsigned int tag)
{
	return tag == CAPTURE_ANON || tag == CAPTURE_FILE ||
	       (tag >= CAPTURE_UNREAD && tag <= CAPTURE_HOLE);
}

static void see_range(struct witness *w, const struct pfnpack_range *range)
{
	uint64_t nr_left = (w->end_va - w->next_va) / w->os_page_bytes;

	must(w, w->has_segment, "a range belongs to a segment");
	must(w, is_tag(range->tag), "a tag has a meaning");
	must(w, range->nr >= 1, "a range has OS pages");
	must(w, range->nr <= PFNPACK_PFN_END, "F-07");
	must(w, range->pfn + range->nr <= PFNPACK_PFN_END, "F-08");
	must(w, range->nr <= nr_left, "a range ends in its segment");
	w->next_va += range->nr * w->os_page_bytes;
}

static void see_ranges(struct witness *w, const struct capture_ranges *ranges)
{
	unsigned int i;

	must(w, ranges->nr >= 1, "there is a range");
	must(w, ranges->os_page_bytes == w->os_page_bytes, "one OS page size");
	must(w, ranges->start_va == w->next_va, "ranges adjoin");
	for (i = 0; i < ranges->nr; i++)
		see_range(w, &ranges->range[i]);
}

void witness_event(void *context, const struct capture_event *event)
{
	struct witness *w = context;

	must(w, !w->nr_faults, "nothing is given after a fault");
	must(w, !w->os_page_bytes == (event->type == CAPTURE_EVENT_HEADER),
	     "a header comes first, and only then");
	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		w->os_page_bytes = event->header->os_page_bytes;
		break;
	case CAPTURE_EVENT_PROCESS:
		see_process(w, event->process);
		break;
	case CAPTURE_EVENT_SEGMENT:
		see_segment(w, event->segment);
		break;
	case CAPTURE_EVENT_RANGES:
		see_ranges(w, event->ranges);
		break;
	}
}

void witness_fault(struct witness *w, const struct capture_fault *fault)
{
	must(w, fault->c_rule >= 1 && fault->c_rule <= 23,
	     "a fault has a rule");
	must(w, (fault->c_rule == 11) == (fault->f_rule != 0),
	     "a packed page has one of its own");
	must(w, fault->slot < PFNPACK_SLOTS, "a slot");
	must(w, fault->text && *fault->text, "a text");
	if (!w->nr_faults++)
		w->first = *fault;
}

void witness_end(struct witness *w)
{
	must(w, w->nr_faults || w->next_va == w->end_va,
	     "a segment is complete");
}
