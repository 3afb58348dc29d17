// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Lists and packed pages turn into each other without loss. */
#include "compare.h"

#include <string.h>

static struct pfnpack_page packed[MODEL_PACKED];
static struct pfnpack_writer writer;
static struct model_writer model;
static struct model_list read_back;

/* --- List to packed pages to list -------------------------------------- */

static void read_list(bool join)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, packed, MODEL_PACKED);
	if (join)
		pfnpack_reader_join(&r);
	read_back.nr = 0;
	while (pfnpack_next(&r, &range) == PFNPACK_OK) {
		read_back.ranges[read_back.nr++] = (struct model_range){
			.pfn = range.pfn,
			.nr = range.nr,
			.tag = range.tag,
		};
	}
}

/* Each range of @model by itself: what was a list comes back as that list. */
static bool ranges_come_back(struct property *p)
{
	unsigned int i;

	memset(packed, 0, sizeof(packed));
	pfnpack_writer_init(&writer, packed, MODEL_PACKED);
	for (i = 0; i < model.list.nr; i++) {
		const struct model_range *range = &model.list.ranges[i];

		pfnpack_break(&writer);
		if (!HOLDS(p, pfnpack_append(&writer, range->pfn, range->nr,
					     range->tag) == PFNPACK_OK))
			return false;
	}
	read_list(false);
	return HOLDS(p, model_same_list(&model.list, &read_back));
}

/* With merging, its OS pages come back in their order. */
static bool os_pages_come_back(struct property *p)
{
	unsigned int i;

	memset(packed, 0, sizeof(packed));
	pfnpack_writer_init(&writer, packed, MODEL_PACKED);
	for (i = 0; i < model.list.nr; i++) {
		const struct model_range *range = &model.list.ranges[i];

		if (!HOLDS(p, pfnpack_append(&writer, range->pfn, range->nr,
					     range->tag) == PFNPACK_OK))
			return false;
	}
	model_coalesce(&model.list);
	read_list(false);
	model_coalesce(&read_back);
	if (!HOLDS(p, model_same_list(&model.list, &read_back)))
		return false;
	/* F-15: joined, no run of OS pages is in two parts. */
	read_list(true);
	return HOLDS(p, model_same_list(&model.list, &read_back));
}

bool property_list_comes_back(struct property *p)
{
	random_list(&p->rng, &model, 1 + rng_below(&p->rng, MODEL_PACKED));
	return ranges_come_back(p) && os_pages_come_back(p);
}

/* --- Packed page to list to packed page -------------------------------- */

static bool summary_agrees(struct property *p)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	uint64_t nr_os_pages = 0;
	unsigned int i;

	if (!HOLDS(p, pfnpack_check(packed, &fault) == PFNPACK_OK) ||
	    !HOLDS(p,
		   pfnpack_summarize(packed, &summary, &fault) == PFNPACK_OK))
		return false;
	for (i = 0; i < model.list.nr; i++)
		nr_os_pages += model.list.ranges[i].nr;
	return HOLDS(p, summary.nr_os_pages == nr_os_pages) &&
	       HOLDS(p, summary.nr_ranges == model.list.nr) &&
	       HOLDS(p, summary.nr_descs == model_descs(&model.list, 0)) &&
	       HOLDS(p,
		     summary.nr_ranges + summary.nr_descs + summary.nr_free ==
			     MODEL_SLOTS);
}

static struct pfnpack_page again;

/* From @again as it is, the list of @model, to the same bytes. */
static bool valid_comes_back(struct property *p)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;

	model_encode(&model.list, 0, (uint8_t *)packed);
	if (!summary_agrees(p))
		return false;
	pfnpack_reader_init(&r, packed, 1);
	pfnpack_writer_init(&writer, &again, 1);
	while (pfnpack_next(&r, &range) == PFNPACK_OK) {
		pfnpack_break(&writer);
		if (!HOLDS(p, pfnpack_append(&writer, range.pfn, range.nr,
					     range.tag) == PFNPACK_OK))
			return false;
	}
	if (!model.list.nr)
		return HOLDS(p, pfnpack_seal(&writer) == 0);
	return HOLDS(p, pfnpack_seal(&writer) == 1) &&
	       HOLDS(p, !memcmp(packed, &again, sizeof(again)));
}

bool property_valid_comes_back(struct property *p)
{
	random_list(&p->rng, &model, 1);
	random_bytes(&p->rng, (uint8_t *)&again, sizeof(again));
	return valid_comes_back(p);
}

bool compare_valid_comes_back(struct property *p, const uint8_t *bytes,
			      uint8_t byte)
{
	model.list.nr = 0;
	model_decode(bytes, 0, &model.list);
	memset(&again, byte, sizeof(again));
	return valid_comes_back(p);
}
