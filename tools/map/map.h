/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The two views of pfnpack map, as they are collected and as they are drawn.
 */
#ifndef MAP_H
#define MAP_H

#include <stdbool.h>

#include "capture_format.h"
#include "commands.h"
#include "grid.h"
#include "map_args.h"
#include "map_key.h"

#define MAP_TITLE_BYTES 256

/**
 * struct map_title - what the map is of
 * @os_page_bytes: bytes of an OS page; 0 when the header could not be read
 * @nr_processes: processes
 * @kernel: release and machine; or empty
 * @process: the first one
 */
struct map_title {
	uint32_t os_page_bytes;
	uint64_t nr_processes;
	char kernel[2 * MAP_LABEL_BYTES + 16];
	char process[MAP_LABEL_BYTES];
};

/**
 * map_title_event() - note what is for the title
 * @title: zeroed before the first event
 * @event: any
 */
void map_title_event(struct map_title *title,
		     const struct capture_event *event);

/**
 * map_title_text() - the title in one line
 * @title: the title
 * @text: filled in
 *
 * Return: @text
 */
const char *map_title_text(const struct map_title *title,
			   char text[MAP_TITLE_BYTES]);

/* Bytes of a sentence below a map. */
#define MAP_LINE_BYTES 160

/* --- Physical ---------------------------------------------------------- */

/**
 * struct map_physical - physical memory, complete
 * @args: the command line
 * @title: what it is of
 * @grid: amounts along the line of cells
 * @order: the line is folded into squares of 2^@order cells a side ...
 * @nr_squares: ... so many, side by side
 * @key: of the colours
 * @look: of the cells, row by row
 */
struct map_physical {
	const struct map_args *args;
	struct map_title title;
	struct grid grid;
	unsigned int order;
	unsigned int nr_squares;
	struct map_key key;
	struct map_look *look;
};

/**
 * map_physical() - draw a file by PFN
 * @args: the command line
 *
 * Return: how it went, after messages.
 */
enum status map_physical(const struct map_args *args);

/**
 * map_text_physical() - print it
 * @map: the map
 */
void map_text_physical(const struct map_physical *map);

/**
 * map_picture_physical() - draw it to a file
 * @map: the map
 *
 * Return: false when it could not be written, after a message.
 */
bool map_picture_physical(const struct map_physical *map);

/* --- Virtual ----------------------------------------------------------- */

#define MAP_BAND_CELLS_MAX 1024

/**
 * struct map_band - a segment
 * @label: its name
 * @start_va: first virtual address
 * @end_va: first one behind it
 * @gap_bytes: between the segment before and this one
 * @nr_os_pages: that it could have
 * @nr_in_memory: that it has
 * @nr_cells: cells; a cell is at least one OS page
 * @look: of the cells
 */
struct map_band {
	char label[MAP_LABEL_BYTES];
	uint64_t start_va;
	uint64_t end_va;
	uint64_t gap_bytes;
	uint64_t nr_os_pages;
	uint64_t nr_in_memory;
	unsigned int nr_cells;
	struct map_look look[MAP_BAND_CELLS_MAX];
};

/**
 * map_virtual() - draw a file by virtual address
 * @args: the command line
 *
 * Return: how it went, after messages.
 */
enum status map_virtual(const struct map_args *args);

/**
 * map_text_band_cells() - room for a band
 * @args: the command line
 *
 * Return: cells that fit in a line.
 */
unsigned int map_text_band_cells(const struct map_args *args);

/**
 * map_text_process() - print what the bands below are of
 * @title: with the process
 */
void map_text_process(const struct map_title *title);

/**
 * map_text_band() - print a band
 * @args: the command line
 * @key: of the colours
 * @band: the band
 */
void map_text_band(const struct map_args *args, const struct map_key *key,
		   const struct map_band *band);

/**
 * map_text_bands_end() - print the key
 * @args: the command line
 * @key: of the colours, with the amounts
 */
void map_text_bands_end(const struct map_args *args, const struct map_key *key);

/* Cells of a band in a picture, and bands that it can have. */
#define MAP_PICTURE_BAND_CELLS 240
#define MAP_PICTURE_BANDS 64

/**
 * struct map_bands - bands for a picture, in the order of the file
 * @nr: bands
 * @nr_left_out: segments that have less memory than any of these
 * @nr_left_out_os_pages: memory in them
 * @band: the bands
 */
struct map_bands {
	unsigned int nr;
	uint64_t nr_left_out;
	uint64_t nr_left_out_os_pages;
	struct map_band band[MAP_PICTURE_BANDS];
};

/**
 * map_picture_virtual() - draw bands to a file
 * @args: the command line
 * @title: what they are of
 * @key: of the colours, with the amounts
 * @bands: the bands
 *
 * Return: false when it could not be written, after a message.
 */
bool map_picture_virtual(const struct map_args *args,
			 const struct map_title *title,
			 const struct map_key *key,
			 const struct map_bands *bands);

#endif /* MAP_H */
