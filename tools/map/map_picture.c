// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Maps as pictures.  All sizes are in pixels.
 */
#include <inttypes.h>
#include <stdio.h>

#include "drawing.h"
#include "hilbert.h"
#include "map.h"
#include "print.h"

#define MARGIN 20
#define TITLE_Y 34

static const struct rgb line_grey = { 120, 120, 130 };

static void draw_title(struct drawing *d, const struct map_title *title,
		       const char *what)
{
	char text[MAP_TITLE_BYTES];

	drawing_font(d, 16, true);
	drawing_text(d, DRAWING_LEFT, MARGIN, TITLE_Y, 0, what);
	drawing_font(d, 12, false);
	drawing_text(d, DRAWING_LEFT, MARGIN, TITLE_Y + 20, 0,
		     map_title_text(title, text));
}

static void draw_swatch(struct drawing *d, const struct map_entry *entry, int x,
			int y)
{
	drawing_box(d, entry->rgb, x, y - 12, 14, 14);
}

static void draw_pfn(struct drawing *d, enum drawing_align align, int x, int y,
		     uint64_t pfn)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, pfn);
	drawing_text(d, align, x, y, 0, text);
}

/* --- Physical ---------------------------------------------------------- */

#define CELL 6
#define MAP_X 112
#define MAP_Y 84
#define KEY_WIDTH 250
#define CURVE_SIDE 176

static int map_side(const struct map_physical *map)
{
	return CELL << map->order;
}

static int key_x(const struct map_physical *map)
{
	return MAP_X + map_side(map) + MAP_X - MARGIN;
}

/*
 * Side of the square whose area is the share of the cell that is memory; large
 * enough to be seen.
 */
static int side_of(struct map_look look)
{
	int side = 3;

	while (side < CELL && side * side * 100 < look.percent * CELL * CELL)
		side++;
	return side;
}

static void draw_entry_cells(struct drawing *d, const struct map_physical *map,
			     unsigned int entry)
{
	int nr_side = 1 << map->order;
	int i, x, y, side;

	drawing_colour(d, map->key.entry[entry].rgb);
	for (i = 0; i < nr_side * nr_side; i++) {
		if (map->look[i].entry != entry)
			continue;
		side = side_of(map->look[i]);
		x = MAP_X + i % nr_side * CELL + (CELL - side) / 2;
		y = MAP_Y + i / nr_side * CELL + (CELL - side) / 2;
		cairo_rectangle(d->cr, x, y, side, side);
	}
	cairo_fill(d->cr);
}

/* Faint lines around sixteenths of the span: aligned blocks. */
static void draw_lines(struct drawing *d, int left, int top, int side)
{
	int i, at;

	for (i = 1; i < 4; i++) {
		at = i * side / 4;
		drawing_box(d, line_grey, left + at, top, 1, side);
		drawing_box(d, line_grey, left, top + at, side, 1);
	}
}

static uint64_t sixteenth(const struct map_physical *map, unsigned int i)
{
	return map->grid.first_pfn + ((uint64_t)i << (map->grid.nr_cells_log2 +
						      map->grid.cell_log2 - 4));
}

/* Where each sixteenth at the edge starts; upper and lower edge have two. */
static void draw_pfns(struct drawing *d, const struct map_physical *map)
{
	int side = map_side(map), quarter = side / 4;
	struct hilbert_point at;
	unsigned int i;
	int x, y;

	drawing_font(d, 11, false);
	for (i = 0; i < 16; i++) {
		at = hilbert_point(2, i);
		x = MAP_X + (int)at.x * quarter + quarter / 2;
		y = MAP_Y + (int)at.y * quarter + quarter / 2 + 4;
		if (at.x == 0)
			draw_pfn(d, DRAWING_RIGHT, MAP_X - 8, y,
				 sixteenth(map, i));
		else if (at.x == 3)
			draw_pfn(d, DRAWING_LEFT, MAP_X + side + 8, y,
				 sixteenth(map, i));
		else if (at.y == 0)
			draw_pfn(d, DRAWING_CENTRE, x, MAP_Y - 8,
				 sixteenth(map, i));
		else if (at.y == 3)
			draw_pfn(d, DRAWING_CENTRE, x, MAP_Y + side + 18,
				 sixteenth(map, i));
	}
}

static int draw_key(struct drawing *d, const struct map_physical *map, int y)
{
	const struct map_key *key = &map->key;
	int x = key_x(map);
	char size[PRINT_SIZE_BYTES];
	unsigned int i;

	drawing_font(d, 13, true);
	drawing_text(d, DRAWING_LEFT, x, y, 0,
		     map->args->by_segment ? "Segment" : "Run of");
	drawing_text(d, DRAWING_RIGHT, x + KEY_WIDTH, y, 0, "memory");
	drawing_font(d, 12, false);
	for (i = 0; i < key->nr; i++) {
		y += 22;
		draw_swatch(d, &key->entry[i], x, y);
		drawing_text(d, DRAWING_LEFT, x + 22, y, KEY_WIDTH - 80,
			     key->entry[i].label);
		drawing_text(d, DRAWING_RIGHT, x + KEY_WIDTH, y, 0,
			     print_size(size, key->entry[i].nr_bytes));
	}
	y += 22;
	draw_swatch(d, &key->empty, x, y);
	drawing_text(d, DRAWING_LEFT, x + 22, y, 0, key->empty.label);
	return y;
}

static int draw_scale(struct drawing *d, const struct map_physical *map, int y)
{
	uint64_t nr_cell = 1ULL << map->grid.cell_log2;
	uint64_t nr_span = nr_cell << map->grid.nr_cells_log2;
	char size[PRINT_SIZE_BYTES];
	char text[MAP_LINE_BYTES];
	int x = key_x(map);

	snprintf(text, sizeof(text), "%s, OS pages %" PRIu64,
		 print_size(size, nr_cell * map->title.os_page_bytes), nr_cell);
	drawing_font(d, 13, true);
	drawing_text(d, DRAWING_LEFT, x, y, 0, "Cell");
	drawing_text(d, DRAWING_LEFT, x, y + 72, 0, "Span");
	drawing_font(d, 12, false);
	drawing_text(d, DRAWING_LEFT, x + 60, y, 0, text);
	drawing_text(d, DRAWING_LEFT, x + 60, y + 18, 0, "colour: most of it");
	drawing_text(d, DRAWING_LEFT, x + 60, y + 36, 0,
		     "area: share of it in use");
	drawing_text(d, DRAWING_LEFT, x + 60, y + 72, 0,
		     print_size(size, nr_span * map->title.os_page_bytes));
	drawing_text(d, DRAWING_LEFT, x + 60, y + 90, 0,
		     "the smallest aligned one");
	drawing_text(d, DRAWING_LEFT, x + 60, y + 108, 0,
		     map->args->zoom ? "that has the PFNs asked for" :
				       "that has all memory");
	return y + 108;
}

/* How the PFNs run through the picture. */
static void draw_curve(struct drawing *d, const struct map_physical *map,
		       int top)
{
	int left = key_x(map) + 30;
	int step = CURVE_SIDE / 4, middle = CURVE_SIDE / 8;
	struct hilbert_point at;
	unsigned int i;
	int x, y;

	drawing_font(d, 13, true);
	drawing_text(d, DRAWING_LEFT, key_x(map), top - 36, 0, "Order");
	drawing_box(d, map->key.empty.rgb, left, top, CURVE_SIDE, CURVE_SIDE);
	draw_lines(d, left, top, CURVE_SIDE);
	drawing_font(d, 11, false);
	draw_pfn(d, DRAWING_LEFT, left, top - 8, map->grid.first_pfn);
	draw_pfn(d, DRAWING_RIGHT, left + CURVE_SIDE, top - 8,
		 grid_end_pfn(&map->grid));
	drawing_colour(d, (struct rgb){ 255, 255, 255 });
	cairo_set_line_width(d->cr, 2);
	cairo_move_to(d->cr, left + middle, top);
	for (i = 0; i < 16; i++) {
		at = hilbert_point(2, i);
		x = left + middle + (int)at.x * step;
		y = top + middle + (int)at.y * step;
		cairo_line_to(d->cr, x, y);
	}
	cairo_rel_line_to(d->cr, 0, -middle);
	cairo_stroke(d->cr);
}

bool map_picture_physical(const struct map_physical *map)
{
	int side = map_side(map);
	struct drawing d;
	unsigned int i;
	int y;

	if (!drawing_start(&d, map->args->output, map->args->format,
			   key_x(map) + KEY_WIDTH + MARGIN, MAP_Y + side + 32))
		return false;
	draw_title(&d, &map->title, "Physical memory, by PFN");
	drawing_box(&d, map->key.empty.rgb, MAP_X, MAP_Y, side, side);
	for (i = 0; i < map->key.nr; i++)
		draw_entry_cells(&d, map, i);
	draw_lines(&d, MAP_X, MAP_Y, side);
	draw_pfns(&d, map);
	y = draw_key(&d, map, MAP_Y + 12);
	y = draw_scale(&d, map, y + 44);
	draw_curve(&d, map, y + 72);
	return drawing_finish(&d);
}

/* --- Virtual ----------------------------------------------------------- */

#define BAND_CELL 3
#define BAND_HEIGHT 14
#define BAND_STEP 18
#define GAP_STEP 15
#define SIZE_X 190
#define NAME_X 204
#define NAME_WIDTH 230
#define BAR_X 446
#define BAR_WIDTH (MAP_PICTURE_BAND_CELLS * BAND_CELL)
#define BANDS_Y 112

static int bands_height(const struct map_bands *bands)
{
	unsigned int i;
	int y = 0;

	for (i = 0; i < bands->nr; i++)
		y += BAND_STEP + (bands->band[i].gap_bytes ? GAP_STEP : 0);
	return y;
}

static void draw_gap(struct drawing *d, const struct map_band *band, int y)
{
	char size[PRINT_SIZE_BYTES];

	drawing_font(d, 10, false);
	drawing_text(d, DRAWING_LEFT, MARGIN + 8, y, 0, ". . .");
	drawing_text(d, DRAWING_RIGHT, SIZE_X, y, 0,
		     print_size(size, band->gap_bytes));
	drawing_text(d, DRAWING_LEFT, NAME_X, y, 0, "not mapped");
}

static void draw_bar(struct drawing *d, const struct map_key *key,
		     const struct map_band *band, int y)
{
	unsigned int i;

	for (i = 0; i < band->nr_cells; i++)
		drawing_box(d, map_key_colour(key, band->look[i]),
			    BAR_X + (int)i * BAND_CELL, y, BAND_CELL,
			    BAND_HEIGHT);
}

static void draw_band(struct drawing *d, const struct map_key *key,
		      const struct map_band *band, int y)
{
	char size[PRINT_SIZE_BYTES];
	char text[24];

	drawing_font(d, 11, false);
	snprintf(text, sizeof(text), "0x%012" PRIx64, band->start_va);
	drawing_text(d, DRAWING_LEFT, MARGIN, y + 11, 0, text);
	drawing_text(d, DRAWING_RIGHT, SIZE_X, y + 11, 0,
		     print_size(size, band->end_va - band->start_va));
	drawing_text(d, DRAWING_LEFT, NAME_X, y + 11, NAME_WIDTH, band->label);
	draw_bar(d, key, band, y);
}

static void draw_bands_key(struct drawing *d, const struct map_key *key)
{
	const int y = TITLE_Y + 52;
	char size[PRINT_SIZE_BYTES];
	char text[MAP_LINE_BYTES];
	int x = MARGIN + 60;
	unsigned int i;

	drawing_font(d, 12, true);
	drawing_text(d, DRAWING_LEFT, MARGIN, y, 0, "Run of");
	drawing_font(d, 12, false);
	for (i = 0; i < key->nr; i++) {
		snprintf(text, sizeof(text), "%s: %s", key->entry[i].label,
			 print_size(size, key->entry[i].nr_bytes));
		draw_swatch(d, &key->entry[i], x, y);
		drawing_text(d, DRAWING_LEFT, x + 20, y, 0, text);
		x += 110;
	}
	draw_swatch(d, &key->empty, x, y);
	drawing_text(d, DRAWING_LEFT, x + 20, y, 0, key->empty.label);
}

static void draw_notes(struct drawing *d, const struct map_title *title,
		       const struct map_bands *bands, int y)
{
	char size[PRINT_SIZE_BYTES];
	char text[MAP_LINE_BYTES];

	drawing_font(d, 11, false);
	snprintf(text, sizeof(text),
		 "A band has a cell for each OS page, at most %d; darker: "
		 "little of the cell is in memory.",
		 MAP_PICTURE_BAND_CELLS);
	drawing_text(d, DRAWING_LEFT, MARGIN, y, 0, text);
	if (!bands->nr_left_out)
		return;
	snprintf(text, sizeof(text),
		 "Left out: segments with less memory, %" PRIu64
		 ", which have %s in all.",
		 bands->nr_left_out,
		 print_size(size, bands->nr_left_out_os_pages *
					  title->os_page_bytes));
	drawing_text(d, DRAWING_LEFT, BAR_X + 180, y, 0, text);
}

bool map_picture_virtual(const struct map_args *args,
			 const struct map_title *title,
			 const struct map_key *key,
			 const struct map_bands *bands)
{
	struct drawing d;
	unsigned int i;
	int y = BANDS_Y;

	if (!drawing_start(&d, args->output, args->format,
			   BAR_X + BAR_WIDTH + MARGIN,
			   BANDS_Y + bands_height(bands) + 32))
		return false;
	draw_title(&d, title, "Virtual memory, by segment");
	draw_bands_key(&d, key);
	for (i = 0; i < bands->nr; i++) {
		if (bands->band[i].gap_bytes) {
			draw_gap(&d, &bands->band[i], y + 9);
			y += GAP_STEP;
		}
		draw_band(&d, key, &bands->band[i], y);
		y += BAND_STEP;
	}
	draw_notes(&d, title, bands, y + 16);
	return drawing_finish(&d);
}
