// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Parts of pfnpack map: the curve, the cells, the colours, the key.
 */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "grid.h"
#include "hilbert.h"
#include "map_groups.h"
#include "map_key.h"

/* --- The curve --------------------------------------------------------- */

static uint32_t apart(uint32_t a, uint32_t b)
{
	return a < b ? b - a : a - b;
}

/* Each cell is met once, and each is beside the one before. */
static void expect_curve(unsigned int order, unsigned int nr_squares)
{
	uint32_t side = 1U << order, width = side * nr_squares;
	uint32_t nr = side * width, i;
	bool *met = calloc(nr, sizeof(*met));
	struct hilbert_point at, before = { 0 };

	for (i = 0; i < nr; i++) {
		at = hilbert_point(order, i);
		cr_assert(at.x < width && at.y < side);
		cr_assert_not(met[at.y * width + at.x]);
		met[at.y * width + at.x] = true;
		cr_assert_eq(apart(at.x, before.x) + apart(at.y, before.y),
			     i ? 1 : 0, "order %u, cell %" PRIu32, order, i);
		before = at;
	}
	cr_assert_eq(at.x, width - 1);
	cr_assert_eq(at.y, 0);
	free(met);
}

Test(hilbert, every_cell_once_beside_the_one_before)
{
	unsigned int order, nr_squares;

	for (order = 0; order <= 7; order++) {
		for (nr_squares = 1; nr_squares <= 3; nr_squares++)
			expect_curve(order, nr_squares);
	}
}

/* 4^k cells aligned on the line are an aligned square of 2^k. */
Test(hilbert, aligned_blocks_are_squares)
{
	struct hilbert_point first, at;
	unsigned int k;
	uint32_t i;

	for (k = 1; k < 5; k++) {
		for (i = 0; i < 1U << 10; i++) {
			first = hilbert_point(5, i >> 2 * k << 2 * k);
			at = hilbert_point(5, i);
			cr_assert_eq(at.x >> k, first.x >> k);
			cr_assert_eq(at.y >> k, first.y >> k);
		}
	}
}

Test(hilbert, order_2)
{
	/* As in the picture in the header, row by row. */
	static const uint32_t cells[16] = { 0, 1, 14, 15, 3, 2, 13, 12,
					    4, 7, 8,  11, 5, 6, 9,  10 };
	struct hilbert_point at;
	uint32_t i;

	for (i = 0; i < 16; i++) {
		at = hilbert_point(2, i);
		cr_assert_eq(cells[4 * at.y + at.x], i);
	}
}

/* --- The cells --------------------------------------------------------- */

static struct grid grid;

static void start_grid(void)
{
	cr_assert(grid_init(&grid, 4));
}

static void expect_span(uint64_t first, uint64_t end)
{
	cr_assert_eq(grid.first_pfn, first, "%#" PRIx64, grid.first_pfn);
	cr_assert_eq(grid_end_pfn(&grid), end, "%#" PRIx64,
		     grid_end_pfn(&grid));
}

static void expect_cell(unsigned int channel, unsigned int cell, uint64_t nr)
{
	cr_assert_eq(grid.nr_os_pages[channel][cell], nr,
		     "channel %u, cell %u: %" PRIu64, channel, cell,
		     grid.nr_os_pages[channel][cell]);
}

Test(grid, grows_to_the_smallest_aligned_span, .init = start_grid)
{
	cr_assert_eq(grid_add(&grid, 0x105, 3, 0), 3);
	expect_span(0x100, 0x110);
	expect_cell(0, 4, 0);
	expect_cell(0, 5, 1);
	expect_cell(0, 7, 1);
	expect_cell(0, 8, 0);
	/* Upwards: what was there is the lower half. */
	grid_add(&grid, 0x110, 1, 1);
	expect_span(0x100, 0x120);
	expect_cell(0, 2, 1);
	expect_cell(0, 3, 2);
	expect_cell(1, 8, 1);
	/* Downwards: now it is the upper half, twice. */
	grid_add(&grid, 0x9f, 2, 2);
	expect_span(0x0, 0x200);
	expect_cell(0, 8, 3);
	expect_cell(1, 8, 1);
	expect_cell(2, 4, 1);
	expect_cell(2, 5, 1);
	cr_assert_eq(grid_sum(&grid, 0), 3);
	grid_free(&grid);
}

Test(grid, last_pfn_and_all_pfns, .init = start_grid)
{
	grid_add(&grid, PFNPACK_PFN_END - 1, 1, 0);
	expect_span(PFNPACK_PFN_END - 16, PFNPACK_PFN_END);
	grid_add(&grid, 0, PFNPACK_PFN_END, 1);
	expect_span(0, PFNPACK_PFN_END);
	expect_cell(0, 15, 1);
	expect_cell(1, 0, PFNPACK_PFN_END / 16);
	expect_cell(1, 15, PFNPACK_PFN_END / 16);
	grid_free(&grid);
}

Test(grid, zoom_leaves_out_what_is_outside, .init = start_grid)
{
	grid_zoom(&grid, 0x210, 0x230);
	expect_span(0x200, 0x240);
	cr_assert_eq(grid_add(&grid, 0x1ff, 2, 0), 1);
	cr_assert_eq(grid_add(&grid, 0x23e, 100, 0), 2);
	cr_assert_eq(grid_add(&grid, 0x240, 1, 0), 0);
	cr_assert_eq(grid_add(&grid, 0x1f0, 16, 0), 0);
	cr_assert_eq(grid_add(&grid, 0, PFNPACK_PFN_END, 1), 64);
	expect_span(0x200, 0x240);
	expect_cell(0, 0, 1);
	expect_cell(0, 15, 2);
	cr_assert_eq(grid_sum(&grid, 0), 3);
	grid_free(&grid);
}

Test(grid, move, .init = start_grid)
{
	grid_add(&grid, 0, 4, 0);
	grid_add(&grid, 2, 4, 1);
	grid_move(&grid, 0, 1);
	cr_assert_eq(grid_sum(&grid, 0), 0);
	expect_cell(1, 0, 1);
	expect_cell(1, 3, 2);
	expect_cell(1, 5, 1);
	grid_free(&grid);
}

/* --- Segments ---------------------------------------------------------- */

static struct map_groups groups;

static void add_segment(const char *name, uint64_t nr)
{
	static struct capture_segment segment;
	static uint64_t pfn;

	segment.start_va += 0x1000;
	segment.nr_name_bytes = (uint32_t)strlen(name);
	memcpy(segment.name, name, segment.nr_name_bytes);
	map_groups_segment(&groups, &segment);
	if (nr)
		map_groups_add(&groups, pfn, nr);
	pfn += nr;
}

static void expect_entry(const struct map_key *key, unsigned int i,
			 const char *label, uint64_t nr)
{
	cr_assert(i < key->nr);
	cr_assert_str_eq(key->entry[i].label, label);
	cr_assert_eq(grid_sum(&grid, key->entry[i].channel), nr);
}

Test(groups, largest_first_others_together, .init = start_grid)
{
	struct map_key key;

	groups.grid = &grid;
	add_segment("lib", 2);
	add_segment("lib", 3); /* goes on: 5 */
	add_segment("a", 1);
	add_segment("b", 10);
	add_segment("", 4);
	add_segment("", 4); /* no name, not the same */
	add_segment("nothing", 0);
	add_segment("c", 7);
	add_segment("d", 8);
	add_segment("e", 9); /* takes the place of a */
	add_segment("f", 1);
	add_segment("g", 4); /* not more than what there is */
	map_groups_segment(&groups, NULL);
	map_groups_key(&groups, &key);
	cr_assert_eq(key.nr, 8);
	expect_entry(&key, 0, "b", 10);
	expect_entry(&key, 1, "e", 9);
	expect_entry(&key, 2, "d", 8);
	expect_entry(&key, 3, "c", 7);
	expect_entry(&key, 4, "lib", 5);
	expect_entry(&key, 5, "at 0x5000", 4);
	expect_entry(&key, 6, "at 0x6000", 4);
	expect_entry(&key, 7, "all others", 6);
	grid_free(&grid);
}

/* --- The key ----------------------------------------------------------- */

Test(key, classes)
{
	cr_assert_eq(map_run_class(4096), 0);
	cr_assert_eq(map_run_class(8191), 0);
	cr_assert_eq(map_run_class(8192), 1);
	cr_assert_eq(map_run_class((2 << 20) - 1), 4);
	cr_assert_eq(map_run_class(2 << 20), 5);
	cr_assert_eq(map_run_class(UINT64_MAX), 7);
}

Test(key, looks)
{
	uint64_t nr[GRID_CHANNELS] = { 0 };
	struct map_look look;
	struct map_key key;

	map_key_runs(&key);
	look = map_key_look(&key, nr, 512);
	cr_assert_eq(look.entry, MAP_LOOK_EMPTY);
	cr_assert_eq(look.percent, 0);
	nr[3] = 1;
	look = map_key_look(&key, nr, 512);
	cr_assert_eq(look.entry, 3);
	cr_assert_eq(look.percent, 1);
	nr[5] = 255;
	look = map_key_look(&key, nr, 512);
	cr_assert_eq(look.entry, 5);
	cr_assert_eq(look.percent, 50);
	/* Mapped twice. */
	nr[1] = 512;
	look = map_key_look(&key, nr, 512);
	cr_assert_eq(look.entry, 1);
	cr_assert_eq(look.percent, 100);
}

Test(key, labels)
{
	char label[MAP_LABEL_BYTES];
	char name[200];

	map_label(label, "a\n\033\303\244~", 6);
	cr_assert_str_eq(label, "a????~");
	map_label(label, "abc", 2);
	cr_assert_str_eq(label, "ab");
	memset(name, 'x', sizeof(name));
	name[199] = 'y';
	map_label(label, name, sizeof(name));
	cr_assert_eq(strlen(label), MAP_LABEL_BYTES - 1);
	cr_assert_eq(strncmp(label, "...x", 4), 0);
	cr_assert_eq(label[MAP_LABEL_BYTES - 2], 'y');
}

/* --- Colours ----------------------------------------------------------- */

/* Relative luminance, roughly. */
static unsigned int lightness(struct rgb rgb)
{
	return 2126U * rgb.r + 7152U * rgb.g + 722U * rgb.b;
}

Test(colour, scale_gets_lighter)
{
	unsigned int i;

	for (i = 1; i < MAP_RUN_CLASSES; i++)
		cr_assert_gt(
			lightness(colour_on_scale(i, MAP_RUN_CLASSES)),
			lightness(colour_on_scale(i - 1, MAP_RUN_CLASSES)) +
				60000);
}

static unsigned int nearest(uint8_t r, uint8_t g, uint8_t b)
{
	return colour_256((struct rgb){ r, g, b });
}

Test(colour, nearest_of_256)
{
	cr_assert_eq(nearest(0, 0, 0), 16);
	cr_assert_eq(nearest(255, 255, 255), 231);
	cr_assert_eq(nearest(255, 0, 0), 196);
	cr_assert_eq(nearest(0, 95, 135), 24);
	cr_assert_eq(nearest(96, 130, 180), 67);
	cr_assert_eq(nearest(114, 160, 114), 71);
	cr_assert_eq(nearest(28, 28, 28), 234);
	cr_assert_eq(nearest(238, 238, 238), 255);
	cr_assert_eq(nearest(8, 8, 9), 232);
}

Test(colour, mix)
{
	const struct rgb black = { 0, 0, 0 }, other = { 200, 100, 1 };
	struct rgb mixed = colour_mix(black, other, 50);

	cr_assert_eq(mixed.r, 100);
	cr_assert_eq(mixed.g, 50);
	cr_assert_eq(mixed.b, 1);
	mixed = colour_mix(other, black, 0);
	cr_assert_eq(mixed.r, 200);
}
