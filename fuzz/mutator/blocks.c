// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Inputs with blocks behind the head. */
#include "mutate.h"

static void count(uint8_t *unit, unsigned int shift, bool put_in)
{
	uint64_t value = unit_get(unit);
	uint64_t one = 1ULL << shift;

	unit_put(unit, put_in ? value + one : value - one);
}

void mutate_count(uint8_t *data, size_t at, bool put_in)
{
	unsigned int nr_blocks = data[0];
	unsigned int nr_up, nr_down;
	size_t i = 1;

	for (; nr_blocks-- && i < at; i += 1 + nr_up + nr_down) {
		block_counts(unit_get(data + i * UNIT_BYTES), &nr_up, &nr_down);
		if (at > i + nr_up + nr_down)
			continue;
		if (at <= i + nr_up)
			count(data + i * UNIT_BYTES, 0, put_in);
		else
			count(data + i * UNIT_BYTES, NR_UP_BITS, put_in);
		return;
	}
}
