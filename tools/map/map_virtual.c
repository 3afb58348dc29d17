// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The virtual view of pfnpack map: a band for each segment.
 */
#include <stdlib.h>
#include <string.h>

#include "capture_reader.h"
#include "diag.h"
#include "map.h"
#include "print.h"
#include "runs.h"

struct collection {
	const struct map_args *args;
	struct map_title title;
	struct map_key key;
	struct runs runs;
	unsigned int nr_cells_max;
	uint64_t nr_segments;
	/* The segment that is being read; nr_os_pages 0 when none is. */
	struct map_band band;
	uint64_t cell[MAP_BAND_CELLS_MAX][GRID_CHANNELS];
	struct map_bands kept; /* for a picture */
};

/* First OS page of a cell; the products stay below 2^62. */
static uint64_t cell_start(const struct map_band *band, uint64_t cell)
{
	return cell * band->nr_os_pages / band->nr_cells;
}

static void add_to_band(struct collection *c, uint64_t first, uint64_t end,
			unsigned int channel)
{
	uint64_t cell = first * c->band.nr_cells / c->band.nr_os_pages;
	uint64_t cell_end;

	while (first < end) {
		cell_end = cell_start(&c->band, cell + 1);
		if (cell_end > end)
			cell_end = end;
		/* The division may have given the cell before. */
		if (cell_end > first) {
			c->cell[cell][channel] += cell_end - first;
			first = cell_end;
		}
		cell++;
	}
}

static void take_run(void *context, const struct capture_run *run)
{
	const struct pfnpack_range *range = &run->range;
	struct collection *c = context;
	uint32_t os_page_bytes = c->title.os_page_bytes;
	unsigned int channel = map_run_class(range->nr * os_page_bytes);
	uint64_t first;

	if (tag_in_memory(range->tag))
		c->band.nr_in_memory += range->nr;
	else if (range->tag == CAPTURE_SWAP)
		channel = MAP_CHANNEL_SWAP;
	else
		return;
	c->key.entry[channel].nr_bytes += range->nr * os_page_bytes;
	first = (run->start_va - c->band.start_va) / os_page_bytes;
	add_to_band(c, first, first + range->nr, channel);
}

/* --- Bands for a picture ----------------------------------------------- */

static unsigned int smallest(const struct map_bands *kept)
{
	unsigned int i, least = 0;

	for (i = 1; i < kept->nr; i++) {
		if (kept->band[i].nr_in_memory < kept->band[least].nr_in_memory)
			least = i;
	}
	return least;
}

static void leave_out(struct map_bands *kept, const struct map_band *band)
{
	kept->nr_left_out++;
	kept->nr_left_out_os_pages += band->nr_in_memory;
}

static void keep_band(struct map_bands *kept, const struct map_band *band)
{
	unsigned int i = smallest(kept);

	if (kept->nr == MAP_PICTURE_BANDS) {
		if (kept->band[i].nr_in_memory >= band->nr_in_memory) {
			leave_out(kept, band);
			return;
		}
		leave_out(kept, &kept->band[i]);
		kept->nr--;
		memmove(&kept->band[i], &kept->band[i + 1],
			(kept->nr - i) * sizeof(*band));
	}
	kept->band[kept->nr++] = *band;
}

/* --- Segments ---------------------------------------------------------- */

static void finish_band(struct collection *c)
{
	struct map_band *band = &c->band;
	uint64_t nr_os_pages;
	unsigned int i;

	runs_finish(&c->runs);
	if (!band->nr_os_pages)
		return;
	for (i = 0; i < band->nr_cells; i++) {
		nr_os_pages = cell_start(band, i + 1) - cell_start(band, i);
		band->look[i] = map_key_look(&c->key, c->cell[i], nr_os_pages);
	}
	if (c->args->format == MAP_TEXT)
		map_text_band(c->args, &c->key, band);
	else
		keep_band(&c->kept, band);
	band->nr_os_pages = 0;
}

static void start_band(struct collection *c,
		       const struct capture_segment *segment)
{
	uint64_t nr_bytes = segment->end_va - segment->start_va;
	struct map_band *band = &c->band;
	uint64_t end_before = band->end_va;

	*band = (struct map_band){
		.start_va = segment->start_va,
		.end_va = segment->end_va,
		.gap_bytes = end_before ? segment->start_va - end_before : 0,
		.nr_os_pages = nr_bytes / c->title.os_page_bytes,
	};
	map_label(band->label, segment->name, segment->nr_name_bytes);
	band->nr_cells = c->nr_cells_max;
	if (band->nr_os_pages < band->nr_cells)
		band->nr_cells = (unsigned int)band->nr_os_pages;
	memset(c->cell, 0, sizeof(c->cell));
	c->nr_segments++;
}

static void take_event(void *context, const struct capture_event *event)
{
	struct collection *c = context;

	map_title_event(&c->title, event);
	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		break;
	case CAPTURE_EVENT_PROCESS:
		finish_band(c);
		c->band.end_va = 0;
		if (c->args->format == MAP_TEXT)
			map_text_process(&c->title);
		break;
	case CAPTURE_EVENT_SEGMENT:
		finish_band(c);
		start_band(c, event->segment);
		break;
	case CAPTURE_EVENT_RANGES:
		runs_add(&c->runs, event->ranges);
		break;
	}
}

static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	finish_band(context);
	diag_fault(file, fault);
	return false;
}

static void make_key(struct map_key *key)
{
	static const struct rgb swap = { 232, 76, 50 };
	static const struct rgb hole = { 72, 72, 84 };
	struct map_entry *entry;

	map_key_runs(key);
	entry = map_key_add(key, MAP_CHANNEL_SWAP, 's', swap);
	map_label(entry->label, "swap", MAP_LABEL_BYTES);
	key->empty.rgb = hole;
	key->empty.letter = '_';
	map_label(key->empty.label, "hole", MAP_LABEL_BYTES);
}

static enum status draw(struct collection *c, enum status status)
{
	if (status == STATUS_STOPPED)
		return status;
	if (!c->nr_segments && status == STATUS_BAD_DATA)
		return status;
	if (!c->nr_segments) {
		diag("%s: no segments to draw", c->args->read.file);
		return STATUS_STOPPED;
	}
	if (c->args->format == MAP_TEXT)
		map_text_bands_end(c->args, &c->key);
	else if (!map_picture_virtual(c->args, &c->title, &c->key, &c->kept))
		return STATUS_STOPPED;
	return status;
}

enum status map_virtual(const struct map_args *args)
{
	struct collection *c = calloc(1, sizeof(*c));
	struct capture_totals totals;
	enum status status;

	if (!c) {
		diag("no memory for the map");
		return STATUS_STOPPED;
	}
	c->args = args;
	c->nr_cells_max = args->format == MAP_TEXT ? map_text_band_cells(args) :
						     MAP_PICTURE_BAND_CELLS;
	make_key(&c->key);
	runs_init(&c->runs, take_run, c);
	status = read_capture(args->read.file, take_event, report_fault, c,
			      &totals);
	finish_band(c);
	status = draw(c, status);
	free(c);
	return status;
}
