// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The physical view of pfnpack map: a file's memory by PFN.
 */
#include <stdlib.h>

#include "capture_reader.h"
#include "diag.h"
#include "hilbert.h"
#include "map.h"
#include "map_groups.h"
#include "print.h"
#include "raw_reader.h"
#include "runs.h"

#define PICTURE_ORDER 7

struct collection {
	struct map_physical map;
	struct map_groups groups;
	struct runs runs;
};

/* --- Collecting -------------------------------------------------------- */

static void add_run(struct map_physical *map, uint64_t pfn, uint64_t nr)
{
	grid_add(&map->grid, pfn, nr,
		 map_run_class(nr * map->title.os_page_bytes));
}

static void take_run(void *context, const struct capture_run *run)
{
	const struct pfnpack_range *range = &run->range;
	struct collection *c = context;

	if (!tag_in_memory(range->tag))
		return;
	if (c->map.args->by_segment)
		map_groups_add(&c->groups, range->pfn, range->nr);
	else
		add_run(&c->map, range->pfn, range->nr);
}

static void take_event(void *context, const struct capture_event *event)
{
	struct collection *c = context;

	map_title_event(&c->map.title, event);
	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		break;
	case CAPTURE_EVENT_PROCESS:
		runs_finish(&c->runs);
		map_groups_segment(&c->groups, NULL);
		break;
	case CAPTURE_EVENT_SEGMENT:
		runs_finish(&c->runs);
		map_groups_segment(&c->groups, event->segment);
		break;
	case CAPTURE_EVENT_RANGES:
		runs_add(&c->runs, event->ranges);
		break;
	}
}

static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	(void)context;
	diag_fault(file, fault);
	return false;
}

static enum status collect_capture(struct collection *c, const char *file)
{
	struct capture_totals totals;
	enum status status;

	c->groups.grid = &c->map.grid;
	runs_init(&c->runs, take_run, c);
	status = read_capture(file, take_event, report_fault, c, &totals);
	runs_finish(&c->runs);
	map_groups_segment(&c->groups, NULL);
	return status;
}

static enum status take_packed(void *context, const struct raw_reader *r,
			       const struct pfnpack_page *packed)
{
	struct collection *c = context;
	struct pfnpack_reader reader;
	struct pfnpack_range range;
	struct pfnpack_fault fault;

	if (pfnpack_check(packed, &fault) != PFNPACK_OK) {
		diag_packed_fault(r->file, r->number, &fault, "left out");
		return STATUS_BAD_DATA;
	}
	pfnpack_reader_init(&reader, packed, 1);
	while (pfnpack_next(&reader, &range) == PFNPACK_OK)
		add_run(&c->map, range.pfn, range.nr);
	return STATUS_GOOD;
}

static enum status collect_packed(struct collection *c, const char *file)
{
	static const struct raw_handler handler = { .packed = take_packed };

	return read_raw(file, &handler, c);
}

static enum status collect(struct collection *c)
{
	const struct map_args *args = c->map.args;

	if (!args->read.raw)
		return collect_capture(c, args->read.file);
	c->map.title.os_page_bytes = RAW_OS_PAGE_BYTES;
	return collect_packed(c, args->read.file);
}

/* --- Drawing ----------------------------------------------------------- */

static void make_key(struct map_physical *map, const struct map_groups *groups)
{
	struct map_entry *entry;
	unsigned int i;

	if (map->args->by_segment)
		map_groups_key(groups, &map->key);
	else
		map_key_runs(&map->key);
	for (i = 0; i < map->key.nr; i++) {
		entry = &map->key.entry[i];
		entry->nr_bytes = grid_sum(&map->grid, entry->channel) *
				  map->title.os_page_bytes;
	}
}

static struct map_look look_of_cell(const struct map_physical *map,
				    uint32_t cell)
{
	uint64_t nr_os_pages[GRID_CHANNELS];
	unsigned int i;

	for (i = 0; i < GRID_CHANNELS; i++)
		nr_os_pages[i] = map->grid.nr_os_pages[i][cell];
	return map_key_look(&map->key, nr_os_pages,
			    1ULL << map->grid.cell_log2);
}

/* The line of cells becomes a picture. */
static bool fold(struct map_physical *map)
{
	uint32_t nr_cells = 1U << map->grid.nr_cells_log2;
	uint32_t width = map->nr_squares << map->order;
	struct hilbert_point at;
	uint32_t i;

	map->look = calloc(nr_cells, sizeof(*map->look));
	if (!map->look) {
		diag("no memory for the map");
		return false;
	}
	for (i = 0; i < nr_cells; i++) {
		at = hilbert_point(map->order, i);
		map->look[at.y * width + at.x] = look_of_cell(map, i);
	}
	return true;
}

static bool draw(struct map_physical *map)
{
	if (map->args->format == MAP_TEXT) {
		map_text_physical(map);
		return true;
	}
	return map_picture_physical(map);
}

static enum status finish(struct collection *c, enum status status)
{
	struct map_physical *map = &c->map;

	if (status == STATUS_STOPPED)
		return status;
	if (!map->grid.any && status == STATUS_BAD_DATA)
		return status;
	if (!map->grid.any) {
		diag("%s: no memory to draw", map->args->read.file);
		return STATUS_STOPPED;
	}
	make_key(map, &c->groups);
	if (!fold(map))
		return STATUS_STOPPED;
	if (!draw(map))
		status = STATUS_STOPPED;
	free(map->look);
	return status;
}

/* In the terminal two squares, as it is wider than it is high. */
static void choose_size(struct map_physical *map)
{
	map->nr_squares = 1;
	map->order = PICTURE_ORDER;
	if (map->args->format != MAP_TEXT)
		return;
	map->nr_squares = 2;
	/* A frame takes two columns. */
	while (map->order > 4 && (2U << map->order) + 2 > map->args->columns)
		map->order--;
}

enum status map_physical(const struct map_args *args)
{
	struct collection c = { .map.args = args };
	struct map_physical *map = &c.map;
	enum status status;

	choose_size(map);
	if (!grid_init(&map->grid, 2 * map->order + map->nr_squares - 1))
		return STATUS_STOPPED;
	if (args->zoom)
		grid_zoom(&map->grid, args->zoom_pfn, args->zoom_end);
	status = finish(&c, collect(&c));
	grid_free(&map->grid);
	return status;
}
