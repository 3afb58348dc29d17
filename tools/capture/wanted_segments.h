/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The segments of a process that are to be captured.
 */
#ifndef WANTED_SEGMENTS_H
#define WANTED_SEGMENTS_H

#include <stdbool.h>

#include "proc_maps.h"
#include "va_ranges.h"

/**
 * struct wanted_segments - a pass over the maps of a process
 * @nr_seen: segments of the process so far, wanted or not
 * @sum: a hash of all that has been handed out
 *
 * The other fields are private.  Too large for a stack.
 */
struct wanted_segments {
	uint64_t nr_seen;
	uint64_t sum;
	/* private: */
	const struct va_ranges *ranges;
	size_t nr_ranges_done; /* for the segment below */
	bool has_whole;
	struct capture_segment whole;
	struct proc_maps maps;
};

/**
 * wanted_segments_init() - start a pass
 * @w: filled in
 * @maps_fd: the maps, which stay the caller's; read from their start on
 * @ranges: the addresses that are wanted
 */
void wanted_segments_init(struct wanted_segments *w, int maps_fd,
			  const struct va_ranges *ranges);

/**
 * wanted_segments_next() - the next segment, cut to what is wanted of it
 * @w: the pass
 * @segment: filled in for %MAPS_SEGMENT
 *
 * Return: as proc_maps_next().
 */
enum maps_status wanted_segments_next(struct wanted_segments *w,
				      struct capture_segment *segment);

#endif /* WANTED_SEGMENTS_H */
