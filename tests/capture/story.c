// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "story.h"

#include <string.h>

static void tell_u64(struct story *story, uint64_t value)
{
	story->hash = (story->hash ^ value) * 0x100000001b3ULL;
}

static void tell_bytes(struct story *story, const char *bytes, size_t nr)
{
	tell_u64(story, nr);
	while (nr--)
		tell_u64(story, (uint8_t)bytes[nr]);
}

void tell_process(struct story *story, const struct capture_process *p)
{
	story->nr_processes++;
	tell_u64(story, p->pid);
	tell_bytes(story, p->comm, strlen(p->comm));
}

void tell_segment(struct story *story, const struct capture_segment *s)
{
	story->nr_segments++;
	tell_u64(story, s->start_va);
	tell_u64(story, s->end_va);
	tell_u64(story, s->offset);
	tell_u64(story, s->inode);
	tell_u64(story, s->dev_major);
	tell_u64(story, s->dev_minor);
	tell_u64(story, s->flags);
	tell_bytes(story, s->name, s->nr_name_bytes);
}

void tell_range(struct story *story, uint64_t start_va,
		const struct pfnpack_range *range)
{
	story->nr_ranges++;
	tell_u64(story, start_va);
	tell_u64(story, range->pfn);
	tell_u64(story, range->nr);
	tell_u64(story, range->tag);
}

static void tell_ranges(struct story *story,
			const struct capture_ranges *ranges)
{
	uint64_t start_va = ranges->start_va;
	unsigned int i;

	for (i = 0; i < ranges->nr; i++) {
		tell_range(story, start_va, &ranges->range[i]);
		start_va += ranges->range[i].nr * ranges->os_page_bytes;
	}
}

void tell_event(void *context, const struct capture_event *event)
{
	struct story *story = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		tell_u64(story, event->header->os_page_bytes);
		tell_bytes(story, event->header->release,
			   strlen(event->header->release));
		tell_bytes(story, event->header->machine,
			   strlen(event->header->machine));
		break;
	case CAPTURE_EVENT_PROCESS:
		tell_process(story, event->process);
		break;
	case CAPTURE_EVENT_SEGMENT:
		tell_segment(story, event->segment);
		break;
	case CAPTURE_EVENT_RANGES:
		tell_ranges(story, event->ranges);
		break;
	}
}
