// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the colours of a map stand for, and how that makes a cell look.
 */
#include "map_key.h"

#include <stdio.h>
#include <string.h>

/* Single OS pages, what gives a TLB some relief, huge pages and beyond. */
static const struct {
	uint64_t nr_bytes;
	const char *label;
	char letter;
} classes[MAP_RUN_CLASSES] = {
	{ 0, "4K", '.' },
	{ 8ULL << 10, "8K+", ':' },
	{ 32ULL << 10, "32K+", '-' },
	{ 128ULL << 10, "128K+", '=' },
	{ 512ULL << 10, "512K+", '+' },
	{ 2ULL << 20, "2M+", '*' },
	{ 32ULL << 20, "32M+", '#' },
	{ 1ULL << 30, "1G+", '@' },
};

static const struct rgb ground = { 26, 26, 32 };

unsigned int map_run_class(uint64_t nr_bytes)
{
	unsigned int i = MAP_RUN_CLASSES - 1;

	while (nr_bytes < classes[i].nr_bytes)
		i--;
	return i;
}

struct map_entry *map_key_add(struct map_key *key, unsigned int channel,
			      char letter, struct rgb rgb)
{
	struct map_entry *entry = &key->entry[key->nr++];

	*entry = (struct map_entry){
		.rgb = rgb,
		.letter = letter,
		.channel = channel,
	};
	return entry;
}

void map_key_runs(struct map_key *key)
{
	struct map_entry *entry;
	unsigned int i;

	*key = (struct map_key){
		.empty = { .rgb = ground, .letter = ' ', .label = "none" },
	};
	for (i = 0; i < MAP_RUN_CLASSES; i++) {
		entry = map_key_add(key, i, classes[i].letter,
				    colour_on_scale(i, MAP_RUN_CLASSES));
		map_label(entry->label, classes[i].label, MAP_LABEL_BYTES);
	}
}

void map_label(char label[MAP_LABEL_BYTES], const char *name, size_t nr_bytes)
{
	size_t nr = strnlen(name, nr_bytes);
	size_t nr_room = MAP_LABEL_BYTES - 1;
	size_t skip = nr > nr_room ? nr - nr_room : 0;
	size_t i;

	for (i = 0; i < nr - skip; i++) {
		label[i] = name[skip + i];
		if (label[i] < ' ' || label[i] > '~')
			label[i] = '?';
	}
	label[i] = '\0';
	if (skip)
		memcpy(label, "...", 3);
}

struct map_look map_key_look(const struct map_key *key,
			     const uint64_t nr_os_pages[GRID_CHANNELS],
			     uint64_t nr_cell)
{
	struct map_look look = { .entry = MAP_LOOK_EMPTY };
	uint64_t nr, nr_most = 0, sum = 0;
	unsigned int i;

	for (i = 0; i < key->nr; i++) {
		nr = nr_os_pages[key->entry[i].channel];
		sum += nr;
		if (nr > nr_most) {
			nr_most = nr;
			look.entry = (uint8_t)i;
		}
	}
	/* What is mapped more than once counts more than once. */
	if (sum > nr_cell)
		sum = nr_cell;
	look.percent = (uint8_t)((sum * 100 + nr_cell - 1) / nr_cell);
	return look;
}

const struct map_entry *map_key_entry(const struct map_key *key,
				      struct map_look look)
{
	return look.entry == MAP_LOOK_EMPTY ? &key->empty :
					      &key->entry[look.entry];
}

/* Three steps: more could not be told from the colours of other entries. */
struct rgb map_key_colour(const struct map_key *key, struct map_look look)
{
	struct rgb rgb = map_key_entry(key, look)->rgb;
	unsigned int percent = look.percent >= 50 ? 100 :
			       look.percent >= 10 ? 78 :
						    60;

	return colour_mix(key->empty.rgb, rgb, percent);
}
