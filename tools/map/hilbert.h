/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A Hilbert curve: a line of cells folded into a square.
 *
 *   order 1: 0 3   order 2:  0  1 14 15
 *            1 2             3  2 13 12
 *                            4  7  8 11
 *                            5  6  9 10
 *
 * Why this curve: neighbours on the line are neighbours in the picture, and
 * 4^k cells that are aligned on the line are a square of 2^k.  Laid out row by
 * row instead, such a block would be a sliver, or rows far apart.
 *
 * The curve ends in the corner to the right of the one it starts in, so a
 * line may go on in a second square beside the first.
 */
#ifndef HILBERT_H
#define HILBERT_H

#include <stdint.h>

/**
 * struct hilbert_point - place of a cell in the picture
 * @x: cells from the left
 * @y: cells from the top
 */
struct hilbert_point {
	uint32_t x;
	uint32_t y;
};

/**
 * hilbert_point() - where a cell of the line is in the picture
 * @order: squares have 2^@order cells a side, 0 to 15
 * @index: of the cell; from 4^@order on, in squares further right
 *
 * Return: the place.
 */
struct hilbert_point hilbert_point(unsigned int order, uint32_t index);

#endif /* HILBERT_H */
