// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A Hilbert curve: a line of cells folded into a square.
 */
#include "hilbert.h"

#include <stdbool.h>

static struct hilbert_point transposed(struct hilbert_point p)
{
	return (struct hilbert_point){ .x = p.y, .y = p.x };
}

/*
 * From a square of @side to one of twice that: its quarters are taken top
 * left, bottom left, bottom right, top right.  The first and the last are
 * turned, so that each ends beside where the next one starts.
 */
static struct hilbert_point in_quarter(struct hilbert_point p,
				       unsigned int quarter, uint32_t side)
{
	bool right = quarter >= 2;
	bool low = quarter == 1 || quarter == 2;

	if (quarter == 3) {
		p.x = side - 1 - p.x;
		p.y = side - 1 - p.y;
	}
	if (!low)
		p = transposed(p);
	p.x += right ? side : 0;
	p.y += low ? side : 0;
	return p;
}

struct hilbert_point hilbert_point(unsigned int order, uint32_t index)
{
	struct hilbert_point p = { 0 };
	unsigned int level;

	for (level = 0; level < order; level++) {
		p = in_quarter(p, index & 3, 1U << level);
		index >>= 2;
	}
	p.x += index << order;
	return p;
}
