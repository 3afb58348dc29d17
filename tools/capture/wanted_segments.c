// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The segments of a process that are to be captured.
 */
#include "wanted_segments.h"

#include <string.h>
#include <unistd.h>
#include <xxhash.h>

void wanted_segments_init(struct wanted_segments *w, int maps_fd,
			  const struct va_ranges *ranges)
{
	w->nr_seen = 0;
	w->sum = 0;
	w->ranges = ranges;
	w->has_whole = false;
	lseek(maps_fd, 0, SEEK_SET);
	proc_maps_init(&w->maps, maps_fd);
}

/* It lies in the kernel's half, where pagemap does not reach. */
static bool is_gate(const struct capture_segment *segment)
{
	static const char gate[] = "[vsyscall]";

	return segment->nr_name_bytes == sizeof(gate) - 1 &&
	       !memcmp(segment->name, gate, sizeof(gate) - 1);
}

static enum maps_status next_whole(struct wanted_segments *w)
{
	enum maps_status status;

	do {
		status = proc_maps_next(&w->maps, &w->whole);
		w->nr_seen += status == MAPS_SEGMENT;
	} while (status == MAPS_SEGMENT && is_gate(&w->whole));
	w->nr_ranges_done = 0;
	w->has_whole = true;
	return status;
}

/* Return: false when nothing more of the segment is wanted. */
static bool next_part(struct wanted_segments *w, struct capture_segment *part)
{
	const struct va_ranges *ranges = w->ranges;

	if (!w->has_whole)
		return false;
	if (!ranges->nr) {
		w->has_whole = false;
		*part = w->whole;
		return true;
	}
	while (w->nr_ranges_done < ranges->nr) {
		if (va_range_clip(&ranges->range[w->nr_ranges_done++],
				  &w->whole, part))
			return true;
	}
	return false;
}

static void add_to_sum(struct wanted_segments *w,
		       const struct capture_segment *segment)
{
	size_t nr_bytes =
		offsetof(struct capture_segment, name) + segment->nr_name_bytes;

	w->sum = XXH3_64bits_withSeed(segment, nr_bytes, w->sum);
}

enum maps_status wanted_segments_next(struct wanted_segments *w,
				      struct capture_segment *segment)
{
	enum maps_status status;

	while (!next_part(w, segment)) {
		status = next_whole(w);
		if (status != MAPS_SEGMENT)
			return status;
	}
	add_to_sum(w, segment);
	return MAPS_SEGMENT;
}
