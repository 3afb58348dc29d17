// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* pfnpack_rollback(): bytes and writer are what they were (F-18). */
#include "harness.h"

static struct pfnpack_page packed[PACKED];

void harness(void)
{
	struct pfnpack_page packed_before[PACKED];
	struct pfnpack_writer w, before;
	struct pfnpack_checkpoint cp;
	unsigned int i;

	for (i = 0; i < PACKED; i++)
		packed[i] = (struct pfnpack_page){ 0 };
	pfnpack_writer_init(&w, packed, PACKED);
	if (choose(2))
		do_anything(&w);
	if (choose(2))
		pfnpack_break(&w);
	pfnpack_checkpoint(&w, &cp);
	before = w;
	for (i = 0; i < PACKED; i++)
		packed_before[i] = packed[i];

	for (i = (unsigned int)choose(3); i; i--)
		do_anything(&w);
	if (choose(2))
		pfnpack_break(&w);
#ifdef HARNESS_NEGATIVE
	/* A checkpoint that has forgotten the descriptor. */
	cp.gap_end = PFNPACK_SLOTS;
#endif
	pfnpack_rollback(&w, &cp);
	CLAIM(same_bytes(packed, packed_before, PACKED));
	CLAIM(same_writer(&w, &before));
}
