// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A picture being drawn, and the file it goes to.
 */
#include "drawing.h"

#include <cairo-svg.h>
#include <fontconfig/fontconfig.h>

#include "diag.h"

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes,
				  unsigned int nr_bytes)
{
	return outfile_write(closure, bytes, nr_bytes) ?
		       CAIRO_STATUS_SUCCESS :
		       CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *svg_surface(struct outfile *out, int width, int height)
{
	cairo_surface_t *surface = cairo_svg_surface_create_for_stream(
		write_bytes, out, width, height);

	cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
	return surface;
}

bool drawing_start(struct drawing *d, const char *path, enum map_format format,
		   int width, int height)
{
	d->format = format;
	if (!outfile_open(&d->out, path))
		return false;
	d->surface = format == MAP_SVG ?
			     svg_surface(&d->out, width, height) :
			     cairo_image_surface_create(CAIRO_FORMAT_RGB24,
							width, height);
	d->cr = cairo_create(d->surface);
	drawing_box(d, (struct rgb){ 255, 255, 255 }, 0, 0, width, height);
	return true;
}

static cairo_status_t write_picture(struct drawing *d)
{
	cairo_status_t status = cairo_status(d->cr);

	if (status)
		return status;
	if (d->format == MAP_PNG)
		return cairo_surface_write_to_png_stream(d->surface,
							 write_bytes, &d->out);
	cairo_surface_finish(d->surface);
	return cairo_surface_status(d->surface);
}

/* The libraries keep fonts for a next picture, which does not come. */
static void release(struct drawing *d)
{
	cairo_destroy(d->cr);
	cairo_surface_destroy(d->surface);
	cairo_debug_reset_static_data();
	FcFini();
}

bool drawing_finish(struct drawing *d)
{
	cairo_status_t status = write_picture(d);

	release(d);
	if (!status)
		return outfile_commit(&d->out);
	/* outfile_write() has said why. */
	if (status != CAIRO_STATUS_WRITE_ERROR)
		diag("drawing: %s", cairo_status_to_string(status));
	outfile_abandon(&d->out);
	return false;
}

void drawing_colour(struct drawing *d, struct rgb rgb)
{
	cairo_set_source_rgb(d->cr, rgb.r / 255.0, rgb.g / 255.0,
			     rgb.b / 255.0);
}

void drawing_box(struct drawing *d, struct rgb rgb, int x, int y, int width,
		 int height)
{
	drawing_colour(d, rgb);
	cairo_rectangle(d->cr, x, y, width, height);
	cairo_fill(d->cr);
}

void drawing_font(struct drawing *d, int size, bool bold)
{
	cairo_select_font_face(d->cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
			       bold ? CAIRO_FONT_WEIGHT_BOLD :
				      CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(d->cr, size);
}

static double width_of(struct drawing *d, const char *text)
{
	cairo_text_extents_t extents;

	cairo_text_extents(d->cr, text, &extents);
	return extents.x_advance;
}

void drawing_text(struct drawing *d, enum drawing_align align, int x, int y,
		  int width, const char *text)
{
	double left = x;

	while (width && *text && width_of(d, text) > width)
		text++;
	if (align == DRAWING_CENTRE)
		left -= width_of(d, text) / 2;
	else if (align == DRAWING_RIGHT)
		left -= width_of(d, text);
	drawing_colour(d, (struct rgb){ 30, 30, 36 });
	cairo_move_to(d->cr, (int)left, y);
	cairo_show_text(d->cr, text);
}
