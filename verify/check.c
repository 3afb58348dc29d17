// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack_check() on any bytes: what it lets pass reads to the end, and
 * written again is the same; what it refuses has its fault where it says.
 */
#include "harness.h"

static struct pfnpack_page packed, again;

static void write_again(void)
{
	struct pfnpack_reader r;
	struct pfnpack_writer w;
	struct pfnpack_range range;
	enum pfnpack_status status;

	again = (struct pfnpack_page){ 0 };
	pfnpack_writer_init(&w, &again, 1);
	pfnpack_reader_init(&r, &packed, 1);
	while ((status = pfnpack_next(&r, &range)) == PFNPACK_OK) {
		pfnpack_break(&w);
		CLAIM(pfnpack_append(&w, range.pfn, range.nr, range.tag) ==
		      PFNPACK_OK);
	}
	CLAIM(status == PFNPACK_END);
}

void harness(void)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	choose_bytes(&packed, 1);
	if (pfnpack_check(&packed, &fault) == PFNPACK_OK) {
		write_again();
		CLAIM(same_bytes(&packed, &again, 1));
		CLAIM(pfnpack_summarize(&packed, &summary, &fault) ==
		      PFNPACK_OK);
		CLAIM(summary.nr_ranges + summary.nr_descs + summary.nr_free ==
		      PFNPACK_SLOTS);
#ifdef HARNESS_NEGATIVE
		/* Not so: words and descriptors may meet. */
		CLAIM(summary.nr_free);
#endif
	} else {
		CLAIM(fault.slot < PFNPACK_SLOTS && !fault.packed_index);
		CLAIM(packed.slot[fault.slot] || fault.rule == PFNPACK_F06);
	}
}
