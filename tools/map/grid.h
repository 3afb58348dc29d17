/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Physical memory as a line of cells, and how much of what is in each.
 *
 * The cells cover a span of PFNs that is a power of two and aligned to its
 * size.  It starts with one OS page a cell, around the first memory added, and
 * doubles whenever memory lies outside: two cells become one.  So the smallest
 * span that holds everything is found in one pass and in constant memory.
 */
#ifndef GRID_H
#define GRID_H

#include <stdbool.h>
#include <stdint.h>

/* Things that are told apart. */
#define GRID_CHANNELS 9

/**
 * struct grid - the cells
 * @nr_cells_log2: how many
 * @cell_log2: OS pages that each covers
 * @first_pfn: where the first one starts
 * @fixed: the span stays as it is; what lies outside is left out
 * @any: there is a span
 * @nr_os_pages: of a channel, for each cell
 */
struct grid {
	unsigned int nr_cells_log2;
	unsigned int cell_log2;
	uint64_t first_pfn;
	bool fixed;
	bool any;
	uint64_t *nr_os_pages[GRID_CHANNELS];
};

/**
 * grid_init() - start without memory
 * @g: filled in
 * @nr_cells_log2: how many cells
 *
 * Return: false when there is no room for them, after a message.
 */
bool grid_init(struct grid *g, unsigned int nr_cells_log2);

/**
 * grid_free() - release the cells
 * @g: the grid
 */
void grid_free(struct grid *g);

/**
 * grid_zoom() - fix the span
 * @g: a grid without memory
 * @pfn: first PFN that is to be in it
 * @end: first PFN behind, above @pfn
 *
 * The span becomes the smallest one, of at least an OS page a cell.
 */
void grid_zoom(struct grid *g, uint64_t pfn, uint64_t end);

/**
 * grid_add() - add memory
 * @g: the grid
 * @pfn: its first PFN
 * @nr: OS pages, at least 1
 * @channel: what it is
 *
 * Return: OS pages within the span: all of them, unless that is fixed.
 */
uint64_t grid_add(struct grid *g, uint64_t pfn, uint64_t nr,
		  unsigned int channel);

/**
 * grid_move() - turn memory of one channel into that of another
 * @g: the grid
 * @from: channel that is empty afterwards
 * @to: another channel
 */
void grid_move(struct grid *g, unsigned int from, unsigned int to);

/**
 * grid_sum() - memory of a channel
 * @g: the grid
 * @channel: which one
 *
 * Return: OS pages in all cells.
 */
uint64_t grid_sum(const struct grid *g, unsigned int channel);

/**
 * grid_end_pfn() - where the span ends
 * @g: the grid
 *
 * Return: the first PFN behind it.
 */
uint64_t grid_end_pfn(const struct grid *g);

#endif /* GRID_H */
