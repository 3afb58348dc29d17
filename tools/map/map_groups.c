// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which segments have the most memory in a grid.
 */
#include "map_groups.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CHANNEL_REST COLOUR_GROUPS
#define CHANNEL_CURRENT (COLOUR_GROUPS + 1)

_Static_assert(CHANNEL_CURRENT < GRID_CHANNELS, "a channel for each");

static unsigned int smallest(const struct map_groups *groups)
{
	unsigned int i, least = 0;

	for (i = 1; i < COLOUR_GROUPS; i++) {
		if (groups->nr_os_pages[i] < groups->nr_os_pages[least])
			least = i;
	}
	return least;
}

static void finish(struct map_groups *groups)
{
	unsigned int i = smallest(groups);

	if (!groups->nr_current)
		return;
	if (groups->nr_current > groups->nr_os_pages[i]) {
		grid_move(groups->grid, i, CHANNEL_REST);
		grid_move(groups->grid, CHANNEL_CURRENT, i);
		groups->nr_os_pages[i] = groups->nr_current;
		memcpy(groups->label[i], groups->current_label,
		       MAP_LABEL_BYTES);
	} else {
		grid_move(groups->grid, CHANNEL_CURRENT, CHANNEL_REST);
	}
	groups->nr_current = 0;
}

void map_groups_segment(struct map_groups *groups,
			const struct capture_segment *segment)
{
	char label[MAP_LABEL_BYTES] = "";

	if (segment && segment->nr_name_bytes)
		map_label(label, segment->name, segment->nr_name_bytes);
	else if (segment)
		snprintf(label, sizeof(label), "at 0x%" PRIx64,
			 segment->start_va);
	if (segment && !strcmp(label, groups->current_label))
		return;
	finish(groups);
	memcpy(groups->current_label, label, sizeof(label));
}

void map_groups_add(struct map_groups *groups, uint64_t pfn, uint64_t nr)
{
	groups->nr_current += grid_add(groups->grid, pfn, nr, CHANNEL_CURRENT);
}

/* The largest that has no entry yet; or COLOUR_GROUPS. */
static unsigned int largest_left(const struct map_groups *groups,
				 const bool taken[COLOUR_GROUPS])
{
	unsigned int i, most = COLOUR_GROUPS;

	for (i = 0; i < COLOUR_GROUPS; i++) {
		if (taken[i] || !groups->nr_os_pages[i])
			continue;
		if (most == COLOUR_GROUPS ||
		    groups->nr_os_pages[i] > groups->nr_os_pages[most])
			most = i;
	}
	return most;
}

void map_groups_key(const struct map_groups *groups, struct map_key *key)
{
	static const struct rgb grey = { 140, 140, 146 };
	bool taken[COLOUR_GROUPS] = { false };
	struct map_entry *entry;
	unsigned int i;

	map_key_runs(key);
	key->nr = 0;
	while ((i = largest_left(groups, taken)) < COLOUR_GROUPS) {
		taken[i] = true;
		entry = map_key_add(key, i, (char)('A' + key->nr),
				    colour_of_group(key->nr));
		memcpy(entry->label, groups->label[i], MAP_LABEL_BYTES);
	}
	if (!grid_sum(groups->grid, CHANNEL_REST))
		return;
	entry = map_key_add(key, CHANNEL_REST, 'o', grey);
	map_label(entry->label, "all others", MAP_LABEL_BYTES);
}
