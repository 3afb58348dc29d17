/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A picture being drawn, and the file it goes to.
 */
#ifndef DRAWING_H
#define DRAWING_H

#include <cairo.h>
#include <stdbool.h>

#include "colour.h"
#include "map_args.h"
#include "outfile.h"

/**
 * struct drawing - a picture being drawn
 * @cr: what to draw with; sizes are in pixels
 */
struct drawing {
	cairo_t *cr;
	/* private: */
	cairo_surface_t *surface;
	enum map_format format;
	struct outfile out;
};

/**
 * enum drawing_align - which end of a text is at its place
 */
enum drawing_align {
	DRAWING_LEFT,
	DRAWING_CENTRE,
	DRAWING_RIGHT,
};

/**
 * drawing_start() - start a white picture
 * @d: filled in
 * @path: the file, or "-" for standard output
 * @format: its kind, not %MAP_TEXT
 * @width: in pixels
 * @height: in pixels
 *
 * Return: false when it cannot be written, after a message.
 */
bool drawing_start(struct drawing *d, const char *path, enum map_format format,
		   int width, int height);

/**
 * drawing_finish() - give the file its name
 * @d: the picture; not to be used any more
 *
 * Return: false when it could not be written, after a message.
 */
bool drawing_finish(struct drawing *d);

/**
 * drawing_colour() - the colour of what comes next
 * @d: the picture
 * @rgb: the colour
 */
void drawing_colour(struct drawing *d, struct rgb rgb);

/**
 * drawing_box() - draw a filled rectangle
 * @d: the picture
 * @rgb: its colour
 * @x: left edge
 * @y: upper edge
 * @width: in pixels
 * @height: in pixels
 */
void drawing_box(struct drawing *d, struct rgb rgb, int x, int y, int width,
		 int height);

/**
 * drawing_font() - the font of the texts that come next
 * @d: the picture
 * @size: in pixels
 * @bold: whether it is bold
 */
void drawing_font(struct drawing *d, int size, bool bold);

/**
 * drawing_text() - write a text
 * @d: the picture
 * @align: which end of it is at @x
 * @x: where, in pixels
 * @y: the line it stands on
 * @width: room in pixels, 0 for any; what is too long loses its start
 * @text: ASCII
 */
void drawing_text(struct drawing *d, enum drawing_align align, int x, int y,
		  int width, const char *text);

#endif /* DRAWING_H */
