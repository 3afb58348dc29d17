// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Maps in characters.
 *
 * With colours a character is two cells, each half a block; without, it is one
 * letter of ASCII.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "map.h"
#include "print.h"

#define UPPER_HALF "\342\226\200"
#define LEFT_HALF "\342\226\214"
#define FULL_BLOCK "\342\226\210"

static enum term_depth depth_of(const struct map_args *args)
{
	return term_depth(args->when);
}

/* --- The key ----------------------------------------------------------- */

/* A swatch, a label or an amount, and blanks before them. */
#define LABEL_COLUMNS 5
#define ENTRY_COLUMNS (2 + 2 + LABEL_COLUMNS)
#define HEADING_COLUMNS 3

static void print_swatch(enum term_depth depth, const struct map_entry *entry)
{
	if (depth == TERM_PLAIN) {
		printf("%c ", entry->letter);
		return;
	}
	term_pair(depth, entry->rgb, entry->rgb, FULL_BLOCK);
	term_reset(depth);
	putchar(' ');
}

static void print_classes(enum term_depth depth, const struct map_key *key,
			  unsigned int first, unsigned int end)
{
	char size[PRINT_SIZE_BYTES];
	unsigned int i;

	printf("run");
	for (i = first; i < end; i++) {
		printf("  ");
		print_swatch(depth, &key->entry[i]);
		printf("%-*s", i + 1 < end ? LABEL_COLUMNS : 0,
		       key->entry[i].label);
	}
	printf("\nmem");
	for (i = first; i < end; i++)
		printf("%*s", ENTRY_COLUMNS,
		       print_size(size, key->entry[i].nr_bytes));
	putchar('\n');
}

/* Two lines for so many classes as fit. */
static void print_run_key(const struct map_args *args,
			  const struct map_key *key)
{
	unsigned int nr_fit = (args->columns - HEADING_COLUMNS) / ENTRY_COLUMNS;
	unsigned int first, end;

	for (first = 0; first < key->nr; first = end) {
		end = first + nr_fit < key->nr ? first + nr_fit : key->nr;
		print_classes(depth_of(args), key, first, end);
	}
}

static void print_segment_key(const struct map_args *args,
			      const struct map_key *key)
{
	char size[PRINT_SIZE_BYTES];
	unsigned int i;

	for (i = 0; i < key->nr; i++) {
		print_swatch(depth_of(args), &key->entry[i]);
		printf(" %8s  %.*s\n", print_size(size, key->entry[i].nr_bytes),
		       (int)args->columns - 15, key->entry[i].label);
	}
}

/* --- Physical ---------------------------------------------------------- */

static void print_plain_row(const struct map_physical *map,
			    const struct map_look *upper,
			    const struct map_look *lower, unsigned int width)
{
	unsigned int x;

	putchar('|');
	for (x = 0; x < width; x++)
		putchar(map_key_entry(&map->key,
				      lower[x].percent > upper[x].percent ?
					      lower[x] :
					      upper[x])
				->letter);
	puts("|");
}

static void print_colour_row(const struct map_physical *map,
			     const struct map_look *upper,
			     const struct map_look *lower, unsigned int width)
{
	enum term_depth depth = depth_of(map->args);
	unsigned int x;

	putchar(' ');
	for (x = 0; x < width; x++)
		term_pair(depth, map_key_colour(&map->key, upper[x]),
			  map_key_colour(&map->key, lower[x]), UPPER_HALF);
	term_reset(depth);
	putchar('\n');
}

/*
 * PFNs at the corners where the line of cells starts and ends, and where it
 * changes from one square to the other, if there is room.
 */
static void print_corners(const struct map_physical *map, unsigned int width)
{
	uint64_t first = map->grid.first_pfn;
	uint64_t end = grid_end_pfn(&map->grid);
	int nr_half = (int)width / 2;
	char start[24], middle[24], last[24];
	int nr_last;

	snprintf(start, sizeof(start), "0x%" PRIx64, first);
	snprintf(middle, sizeof(middle), "0x%" PRIx64,
		 first + (end - first) / 2);
	nr_last = snprintf(last, sizeof(last), "0x%" PRIx64, end);
	if ((int)strlen(middle) + nr_last >= nr_half)
		middle[0] = '\0';
	printf(" %-*s%-*s%s\n", nr_half, start, nr_half - nr_last, middle,
	       last);
}

static void print_frame(const struct map_physical *map, unsigned int width)
{
	if (depth_of(map->args) != TERM_PLAIN)
		return;
	putchar('+');
	while (width--)
		putchar('-');
	puts("+");
}

static void print_scale(const struct map_physical *map)
{
	uint64_t nr_cell = 1ULL << map->grid.cell_log2;
	uint64_t nr_span = nr_cell << map->grid.nr_cells_log2;
	bool plain = depth_of(map->args) == TERM_PLAIN;
	char size[PRINT_SIZE_BYTES];

	if (plain)
		nr_cell *= 2;
	printf("span %s, ",
	       print_size(size, nr_span * map->title.os_page_bytes));
	printf("%s %s, OS pages %" PRIu64 "%s\n", plain ? "letter" : "cell",
	       print_size(size, nr_cell * map->title.os_page_bytes), nr_cell,
	       plain ? "" : "; darker: little of it");
}

void map_text_physical(const struct map_physical *map)
{
	unsigned int width = map->nr_squares << map->order;
	bool plain = depth_of(map->args) == TERM_PLAIN;
	char title[MAP_TITLE_BYTES];
	const struct map_look *row = map->look;
	unsigned int y;

	puts(map_title_text(&map->title, title));
	print_corners(map, width);
	print_frame(map, width);
	for (y = 0; y < 1U << map->order; y += 2) {
		if (plain)
			print_plain_row(map, row, row + width, width);
		else
			print_colour_row(map, row, row + width, width);
		row += 2 * (size_t)width;
	}
	print_frame(map, width);
	print_scale(map);
	if (map->args->by_segment)
		print_segment_key(map->args, &map->key);
	else
		print_run_key(map->args, &map->key);
}

/* --- Virtual ----------------------------------------------------------- */

/* Address, size and blanks around the name. */
#define BAND_COLUMNS 25

static unsigned int name_columns(const struct map_args *args)
{
	return args->columns >= 120 ? 32 : args->columns >= 64 ? 14 : 4;
}

static unsigned int bar_columns(const struct map_args *args)
{
	return args->columns - BAND_COLUMNS - name_columns(args) - 2;
}

unsigned int map_text_band_cells(const struct map_args *args)
{
	unsigned int columns = bar_columns(args);

	return depth_of(args) == TERM_PLAIN ? columns : 2 * columns;
}

void map_text_process(const struct map_title *title)
{
	printf("process %s, %s\n", title->process, title->kernel);
}

static void print_plain_bar(const struct map_key *key,
			    const struct map_band *band)
{
	unsigned int i;

	putchar('|');
	for (i = 0; i < band->nr_cells; i++)
		putchar(map_key_entry(key, band->look[i])->letter);
	puts("|");
}

static void print_colour_bar(enum term_depth depth, const struct map_key *key,
			     const struct map_band *band)
{
	struct rgb left, right;
	unsigned int i;

	putchar(' ');
	for (i = 0; i + 1 < band->nr_cells; i += 2) {
		left = map_key_colour(key, band->look[i]);
		right = map_key_colour(key, band->look[i + 1]);
		term_pair(depth, left, right, LEFT_HALF);
	}
	term_reset(depth);
	if (i < band->nr_cells)
		term_half(depth, map_key_colour(key, band->look[i]), LEFT_HALF);
	putchar('\n');
}

/* The end of a name says more than its start. */
static const char *end_of(const char *label, size_t nr)
{
	size_t length = strlen(label);

	return length > nr ? label + length - nr : label;
}

void map_text_band(const struct map_args *args, const struct map_key *key,
		   const struct map_band *band)
{
	enum term_depth depth = depth_of(args);
	unsigned int nr_name = name_columns(args);
	char size[PRINT_SIZE_BYTES];

	if (band->gap_bytes)
		printf("    ...        %8s not mapped\n",
		       print_size(size, band->gap_bytes));
	printf("0x%012" PRIx64 " %8s %-*s ", band->start_va,
	       print_size(size, band->end_va - band->start_va), (int)nr_name,
	       end_of(band->label, nr_name));
	if (depth == TERM_PLAIN)
		print_plain_bar(key, band);
	else
		print_colour_bar(depth, key, band);
}

void map_text_bands_end(const struct map_args *args, const struct map_key *key)
{
	unsigned int nr_cells = map_text_band_cells(args);

	printf("a band has a cell for each OS page, at most %u; ", nr_cells);
	print_swatch(depth_of(args), &key->empty);
	printf("%s\n", key->empty.label);
	print_run_key(args, key);
}
