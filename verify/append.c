// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack_append(): on OK there are @nr OS pages more, and every packed page
 * is valid; on anything else nothing has changed.  Room is what is free.
 */
#include "harness.h"

static struct pfnpack_page packed[PACKED];

static __u64 count_os_pages(unsigned long *nr_free)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	__u64 nr_os_pages = 0;
	unsigned int i;

	*nr_free = 0;
	for (i = 0; i < PACKED; i++) {
		CLAIM(pfnpack_summarize(&packed[i], &summary, &fault) ==
		      PFNPACK_OK);
		nr_os_pages += summary.nr_os_pages;
		*nr_free += summary.nr_free;
	}
	return nr_os_pages;
}

void harness(void)
{
	struct pfnpack_page packed_before[PACKED];
	struct pfnpack_writer w, before;
	enum pfnpack_status status;
	__u64 pfn, nr, nr_before;
	unsigned long nr_free;
	unsigned int tag, i;

	for (i = 0; i < PACKED; i++)
		packed[i] = (struct pfnpack_page){ 0 };
	pfnpack_writer_init(&w, packed, PACKED);
	for (i = (unsigned int)choose(3); i; i--)
		do_anything(&w);
	nr_before = count_os_pages(&nr_free);
	before = w;
	for (i = 0; i < PACKED; i++)
		packed_before[i] = packed[i];

	pfn = choose(PFNPACK_PFN_END + 1);
	nr = choose(PFNPACK_PFN_END + 2);
	tag = (unsigned int)choose(PFNPACK_TAG_MAX + 2);
	status = pfnpack_append(&w, pfn, nr, tag);

	CLAIM((status == PFNPACK_BAD_RANGE) == !range_is_valid(pfn, nr, tag));
	if (status != PFNPACK_OK) {
		CLAIM(same_bytes(packed, packed_before, PACKED));
		CLAIM(same_writer(&w, &before));
	} else {
		CLAIM(count_os_pages(&nr_free) == nr_before + nr);
		CLAIM(w.at.last_key + w.at.last_nr ==
		      ((__u64)tag << PFNPACK_PFN_BITS | pfn) + nr);
		/* A packed page that is left may have a slot free. */
		CLAIM(pfnpack_room(&w) <= nr_free);
		CLAIM(pfnpack_room(&w) <= pfnpack_room(&before));
	}
#ifdef HARNESS_NEGATIVE
	/* Not so: it may be merged. */
	CLAIM(status != PFNPACK_OK || pfnpack_room(&w) < pfnpack_room(&before));
#endif
}
