/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the colours of a map stand for, and how that makes a cell look.
 */
#ifndef MAP_KEY_H
#define MAP_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "colour.h"
#include "grid.h"

#define MAP_RUN_CLASSES 8
/* In the virtual view, beside the classes of runs. */
#define MAP_CHANNEL_SWAP 8

#define MAP_LABEL_BYTES 64

/**
 * struct map_entry - a line of the key
 * @rgb: its colour
 * @letter: where there are no colours
 * @channel: of the cells
 * @nr_bytes: of it in the map
 * @label: what it is, printable ASCII
 */
struct map_entry {
	struct rgb rgb;
	char letter;
	unsigned int channel;
	uint64_t nr_bytes;
	char label[MAP_LABEL_BYTES];
};

/**
 * struct map_key - the key of a map
 * @nr: entries
 * @entry: by size of run, or by amount of memory
 * @empty: of cells that have none of the above
 */
struct map_key {
	unsigned int nr;
	struct map_entry entry[GRID_CHANNELS];
	struct map_entry empty;
};

/* No entry: an empty cell. */
#define MAP_LOOK_EMPTY GRID_CHANNELS

/**
 * struct map_look - how a cell looks
 * @entry: what most of its memory is, or %MAP_LOOK_EMPTY
 * @percent: how much of the cell is memory, rounded up
 */
struct map_look {
	uint8_t entry;
	uint8_t percent;
};

/**
 * map_run_class() - the class of a run
 * @nr_bytes: its size
 *
 * Return: 0 to %MAP_RUN_CLASSES - 1.
 */
unsigned int map_run_class(uint64_t nr_bytes);

/**
 * map_key_runs() - the key of a map by size of run
 * @key: filled in; the amounts are 0
 */
void map_key_runs(struct map_key *key);

/**
 * map_key_add() - add an entry
 * @key: one that has room
 * @channel: its channel
 * @letter: its letter
 * @rgb: its colour
 *
 * Return: the entry, without a label.
 */
struct map_entry *map_key_add(struct map_key *key, unsigned int channel,
			      char letter, struct rgb rgb);

/**
 * map_label() - make a name fit a label
 * @label: filled in
 * @name: any bytes; a zero byte ends it before
 * @nr_bytes: at most so many
 *
 * A name that is too long loses its start, of which paths have the same.
 */
void map_label(char label[MAP_LABEL_BYTES], const char *name, size_t nr_bytes);

/**
 * map_key_look() - how a cell looks
 * @key: the key
 * @nr_os_pages: of each channel
 * @nr_cell: OS pages that the cell covers
 *
 * Return: the look.
 */
struct map_look map_key_look(const struct map_key *key,
			     const uint64_t nr_os_pages[GRID_CHANNELS],
			     uint64_t nr_cell);

/**
 * map_key_colour() - the colour of a cell that cannot be partly filled
 * @key: the key
 * @look: how it looks
 *
 * Return: the colour of its entry, darker when little of the cell is memory.
 */
struct rgb map_key_colour(const struct map_key *key, struct map_look look);

/**
 * map_key_entry() - the entry of a look
 * @key: the key
 * @look: how a cell looks
 *
 * Return: the entry, which may be that of empty cells.
 */
const struct map_entry *map_key_entry(const struct map_key *key,
				      struct map_look look);

#endif /* MAP_KEY_H */
