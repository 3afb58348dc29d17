// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Physical memory as a line of cells, and how much of what is in each.
 */
#include "grid.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"

static size_t nr_cells(const struct grid *g)
{
	return (size_t)1 << g->nr_cells_log2;
}

static unsigned int span_log2(const struct grid *g)
{
	return g->nr_cells_log2 + g->cell_log2;
}

bool grid_init(struct grid *g, unsigned int nr_cells_log2)
{
	uint64_t *cells;
	unsigned int i;

	*g = (struct grid){ .nr_cells_log2 = nr_cells_log2 };
	cells = calloc(nr_cells(g) * GRID_CHANNELS, sizeof(*cells));
	if (!cells) {
		diag("no memory for the map");
		return false;
	}
	for (i = 0; i < GRID_CHANNELS; i++)
		g->nr_os_pages[i] = cells + i * nr_cells(g);
	return true;
}

void grid_free(struct grid *g)
{
	free(g->nr_os_pages[0]);
}

uint64_t grid_end_pfn(const struct grid *g)
{
	return g->first_pfn + (1ULL << span_log2(g));
}

static void align(struct grid *g)
{
	g->first_pfn &= ~((1ULL << span_log2(g)) - 1);
}

static bool covers(const struct grid *g, uint64_t pfn, uint64_t end)
{
	return pfn >= g->first_pfn && end <= grid_end_pfn(g);
}

/* Two cells become one, in the lower or the upper half of what is there. */
static void halve(uint64_t *cell, size_t nr, bool upper)
{
	size_t i;

	for (i = 0; i < nr / 2; i++)
		cell[i] = cell[2 * i] + cell[2 * i + 1];
	memset(cell + nr / 2, 0, nr / 2 * sizeof(*cell));
	if (!upper)
		return;
	memcpy(cell + nr / 2, cell, nr / 2 * sizeof(*cell));
	memset(cell, 0, nr / 2 * sizeof(*cell));
}

static void grow(struct grid *g)
{
	bool upper = g->first_pfn >> span_log2(g) & 1;
	unsigned int i;

	for (i = 0; i < GRID_CHANNELS; i++)
		halve(g->nr_os_pages[i], nr_cells(g), upper);
	g->cell_log2++;
	align(g);
}

static void start(struct grid *g, uint64_t pfn)
{
	g->any = true;
	g->first_pfn = pfn;
	align(g);
}

void grid_zoom(struct grid *g, uint64_t pfn, uint64_t end)
{
	start(g, pfn);
	while (!covers(g, pfn, end))
		grow(g);
	g->fixed = true;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void add_cells(struct grid *g, uint64_t pfn, uint64_t end,
		      unsigned int channel)
{
	uint64_t cell, cell_end;

	while (pfn < end) {
		cell = (pfn - g->first_pfn) >> g->cell_log2;
		cell_end = g->first_pfn + ((cell + 1) << g->cell_log2);
		cell_end = least(cell_end, end);
		g->nr_os_pages[channel][cell] += cell_end - pfn;
		pfn = cell_end;
	}
}

uint64_t grid_add(struct grid *g, uint64_t pfn, uint64_t nr,
		  unsigned int channel)
{
	uint64_t end = pfn + nr;

	if (!g->any)
		start(g, pfn);
	while (!g->fixed && !covers(g, pfn, end))
		grow(g);
	if (pfn < g->first_pfn)
		pfn = g->first_pfn;
	end = least(end, grid_end_pfn(g));
	add_cells(g, pfn, end, channel);
	return pfn < end ? end - pfn : 0;
}

void grid_move(struct grid *g, unsigned int from, unsigned int to)
{
	size_t i;

	for (i = 0; i < nr_cells(g); i++)
		g->nr_os_pages[to][i] += g->nr_os_pages[from][i];
	memset(g->nr_os_pages[from], 0, nr_cells(g) * sizeof(uint64_t));
}

uint64_t grid_sum(const struct grid *g, unsigned int channel)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < nr_cells(g); i++)
		sum += g->nr_os_pages[channel][i];
	return sum;
}
