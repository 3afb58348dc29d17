/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Colours of the maps, on a dark ground.
 */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdint.h>

/**
 * struct rgb - a colour, 0 to 255 of each
 */
struct rgb {
	uint8_t r;
	uint8_t g;
	uint8_t b;
};

/* Colours that colour_of_group() has. */
#define COLOUR_GROUPS 7

/**
 * colour_on_scale() - a colour for an amount
 * @step: which one, from 0
 * @nr_steps: how many there are, at least 2
 *
 * From dark violet to light yellow: lighter at every step, so that it can be
 * read without telling hues apart.
 *
 * Return: the colour.
 */
struct rgb colour_on_scale(unsigned int step, unsigned int nr_steps);

/**
 * colour_of_group() - a colour to tell groups apart
 * @group: from 0 to %COLOUR_GROUPS - 1
 *
 * Return: the colour; neighbours differ in lightness, too.
 */
struct rgb colour_of_group(unsigned int group);

/**
 * colour_mix() - a colour between two
 * @ground: the one
 * @top: the other
 * @percent: of @top
 *
 * Return: the colour.
 */
struct rgb colour_mix(struct rgb ground, struct rgb top, unsigned int percent);

/**
 * colour_256() - the nearest colour of a terminal that has 256
 * @rgb: the colour
 *
 * Return: its number: one of the 6x6x6 cube, 16 to 231, or of the greys, 232
 * to 255.
 */
unsigned int colour_256(struct rgb rgb);

#endif /* COLOUR_H */
