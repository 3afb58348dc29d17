/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a capture file says, as a hash and as counts: what is encoded and what
 * is decoded are told in the same way, so that the stories can be compared
 * without being kept.
 */
#ifndef STORY_H
#define STORY_H

#include "capture_format.h"

struct story {
	uint64_t hash;
	uint64_t nr_processes;
	uint64_t nr_segments;
	uint64_t nr_ranges;
};

void tell_process(struct story *story, const struct capture_process *p);
void tell_segment(struct story *story, const struct capture_segment *s);
void tell_range(struct story *story, uint64_t start_va,
		const struct pfnpack_range *range);
/* A capture_handler, whose context is a &struct story. */
void tell_event(void *context, const struct capture_event *event);

#endif /* STORY_H */
