// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "model.h"

static enum model_read_status fill_rest(struct model_reader *r)
{
	unsigned int i = r->next;

	if (r->rest.nr)
		return MODEL_READ_OK;
	if (i == r->list->nr)
		return r->rule ? MODEL_READ_MALFORMED : MODEL_READ_END;
	r->rest = r->list->ranges[i];
	r->next++;
	if (r->joins && model_split(r->list, i)) {
		r->rest.nr += r->list->ranges[i + 1].nr;
		r->next++;
	}
	return MODEL_READ_OK;
}

enum model_read_status model_next(struct model_reader *r,
				  struct model_range *range)
{
	enum model_read_status status = fill_rest(r);

	if (status == MODEL_READ_OK) {
		*range = r->rest;
		r->rest.nr = 0;
	}
	return status;
}

enum model_read_status model_skip(struct model_reader *r, uint64_t nr)
{
	enum model_read_status status;

	while (nr) {
		status = fill_rest(r);
		if (status != MODEL_READ_OK)
			return status;
		if (r->rest.nr > nr) {
			r->rest.pfn += nr;
			r->rest.nr -= nr;
			nr = 0;
		} else {
			nr -= r->rest.nr;
			r->rest.nr = 0;
		}
	}
	return MODEL_READ_OK;
}

/* The largest power of two that divides, fits and is allowed. */
enum model_read_status model_next_block(struct model_reader *r,
					unsigned int max_order,
					struct model_range *block)
{
	enum model_read_status status = fill_rest(r);
	uint64_t nr = MODEL_END;
	unsigned int order = MODEL_PFN_BITS;

	if (status != MODEL_READ_OK)
		return status;
	while (order > max_order || nr > r->rest.nr || r->rest.pfn % nr) {
		order--;
		nr /= 2;
	}
	*block = r->rest;
	block->nr = nr;
	r->rest.pfn += nr;
	r->rest.nr -= nr;
	return status;
}
