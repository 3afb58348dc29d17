// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Colours of the maps, on a dark ground.
 */
#include "colour.h"

static unsigned int between(unsigned int from, unsigned int to,
			    unsigned int part, unsigned int whole)
{
	return (from * (whole - part) + to * part + whole / 2) / whole;
}

static struct rgb blend(struct rgb from, struct rgb to, unsigned int part,
			unsigned int whole)
{
	return (struct rgb){
		.r = (uint8_t)between(from.r, to.r, part, whole),
		.g = (uint8_t)between(from.g, to.g, part, whole),
		.b = (uint8_t)between(from.b, to.b, part, whole),
	};
}

struct rgb colour_mix(struct rgb ground, struct rgb top, unsigned int percent)
{
	return blend(ground, top, percent, 100);
}

/* Not so dark at the start that it would be lost on the ground. */
struct rgb colour_on_scale(unsigned int step, unsigned int nr_steps)
{
	static const struct rgb anchors[] = {
		{ 136, 68, 178 }, { 84, 112, 206 }, { 44, 156, 184 },
		{ 74, 196, 130 }, { 174, 224, 70 }, { 255, 242, 120 },
	};
	const unsigned int nr_gaps = sizeof(anchors) / sizeof(anchors[0]) - 1;
	unsigned int at = step * nr_gaps;
	unsigned int gap = at / (nr_steps - 1);

	if (gap == nr_gaps)
		return anchors[nr_gaps];
	return blend(anchors[gap], anchors[gap + 1], at % (nr_steps - 1),
		     nr_steps - 1);
}

struct rgb colour_of_group(unsigned int group)
{
	static const struct rgb colours[COLOUR_GROUPS] = {
		{ 100, 175, 240 }, { 222, 92, 40 },   { 250, 226, 100 },
		{ 66, 92, 214 },   { 110, 215, 160 }, { 190, 70, 150 },
		{ 246, 168, 190 },
	};

	return colours[group];
}

static int square(int a)
{
	return a * a;
}

static int distance(struct rgb rgb, int r, int g, int b)
{
	return square(rgb.r - r) + square(rgb.g - g) + square(rgb.b - b);
}

/* The cube has levels 0, 95, 135, 175, 215 and 255. */
static int cube_step(int level)
{
	return level < 48 ? 0 : level < 115 ? 1 : (level - 35) / 40;
}

static int cube_level(int step)
{
	return step ? 55 + 40 * step : 0;
}

unsigned int colour_256(struct rgb rgb)
{
	int r = cube_step(rgb.r), g = cube_step(rgb.g), b = cube_step(rgb.b);
	int cube = distance(rgb, cube_level(r), cube_level(g), cube_level(b));
	/* Greys have levels 8, 18 ... 238. */
	int step = ((rgb.r + rgb.g + rgb.b) / 3 - 3) / 10;
	int level;

	step = step < 0 ? 0 : step > 23 ? 23 : step;
	level = 8 + 10 * step;
	if (distance(rgb, level, level, level) < cube)
		return (unsigned int)(232 + step);
	return (unsigned int)(16 + 36 * r + 6 * g + b);
}
