/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which segments have the most memory in a grid.
 *
 * A segment's memory comes all at once, so it is put in a channel of its own
 * first.  When it is complete it takes the place of the smallest of those that
 * have a channel, or is counted among the rest.
 */
#ifndef MAP_GROUPS_H
#define MAP_GROUPS_H

#include <stdint.h>

#include "capture_format.h"
#include "map_key.h"

/**
 * struct map_groups - the segments; all fields are private
 */
struct map_groups {
	/* private: */
	struct grid *grid;
	char label[COLOUR_GROUPS][MAP_LABEL_BYTES];
	uint64_t nr_os_pages[COLOUR_GROUPS];
	char current_label[MAP_LABEL_BYTES];
	uint64_t nr_current;
};

/**
 * map_groups_segment() - start a segment
 * @groups: zeroed before the first, but for the grid
 * @segment: one that follows another of the same name joins it, as those of
 *	an object file do; or NULL at the end of a process or of the file
 */
void map_groups_segment(struct map_groups *groups,
			const struct capture_segment *segment);

/**
 * map_groups_add() - add memory of the segment
 * @groups: the segments
 * @pfn: its first PFN
 * @nr: OS pages
 */
void map_groups_add(struct map_groups *groups, uint64_t pfn, uint64_t nr);

/**
 * map_groups_key() - the key of the map
 * @groups: the segments, ended
 * @key: filled in, the largest first; the amounts are 0
 */
void map_groups_key(const struct map_groups *groups, struct map_key *key);

#endif /* MAP_GROUPS_H */
