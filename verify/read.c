// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The reader on any bytes: it ends, every range that it gives is one, and
 * what it says at the end it says again.
 */
#include "harness.h"

static struct pfnpack_page packed[PACKED];

void harness(void)
{
	struct pfnpack_range range, blank = { 0 };
	enum pfnpack_status status;
	struct pfnpack_reader r;
	unsigned int nr = 0;

	choose_bytes(packed, PACKED);
	pfnpack_reader_init(&r, packed, PACKED);
	if (choose(2))
		pfnpack_reader_join(&r);
	while ((status = pfnpack_next(&r, &range)) == PFNPACK_OK) {
		CLAIM(range.nr && range.pfn <= PFNPACK_PFN_END - range.nr);
		CLAIM(range.tag <= PFNPACK_TAG_MAX);
		CLAIM(++nr <= PACKED * PFNPACK_SLOTS);
#ifdef HARNESS_NEGATIVE
		/* Not so: there are descriptors. */
		CLAIM(range.nr <= PFNPACK_INLINE_MAX);
#endif
	}
	CLAIM(status == PFNPACK_END || status == PFNPACK_MALFORMED);
	range = blank;
	CLAIM(pfnpack_next(&r, &range) == status);
	CLAIM(!range.pfn && !range.nr && !range.tag);
	if (status == PFNPACK_MALFORMED) {
		CLAIM(r.fault.packed_index < PACKED);
		CLAIM(r.fault.slot < PFNPACK_SLOTS);
		CLAIM(r.fault.rule >= PFNPACK_F05 &&
		      r.fault.rule <= PFNPACK_F08);
	}
}
