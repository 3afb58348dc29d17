// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The reader against the model, call by call, in every order of calls. */
#include "scope.h"

#include <string.h>

#define MAX_READERS 4096

struct readers {
	struct pfnpack_reader lib;
	struct model_reader model;
};

static struct readers seen[MAX_READERS];
static unsigned int nr_seen;

unsigned long nr_reader_calls;

static bool same_readers(const struct readers *a, const struct readers *b)
{
	return a->model.next == b->model.next &&
	       a->model.joins == b->model.joins &&
	       a->model.rest.nr == b->model.rest.nr &&
	       a->model.rest.pfn == b->model.rest.pfn &&
	       !memcmp(&a->lib, &b->lib, sizeof(a->lib));
}

static void come_to(const struct readers *r)
{
	unsigned int i;

	for (i = 0; i < nr_seen; i++) {
		if (same_readers(&seen[i], r))
			return;
	}
	MUST(nr_seen < MAX_READERS);
	seen[nr_seen++] = *r;
}

static void answers_agree(enum pfnpack_status status,
			  enum model_read_status expected_status,
			  const struct pfnpack_range *range,
			  const struct model_range *expected)
{
	MUST(status ==
	     (expected_status == MODEL_READ_OK ? PFNPACK_OK : PFNPACK_END));
	MUST(range->pfn == expected->pfn && range->nr == expected->nr &&
	     range->tag == expected->tag);
	nr_reader_calls++;
}

static void try_calls(const struct readers *from)
{
	struct pfnpack_range range = { 0 };
	struct model_range expected = { 0 };
	enum model_read_status model_status;
	enum pfnpack_status status;
	struct readers r = *from;
	unsigned int order;
	uint64_t nr;

	status = pfnpack_next(&r.lib, &range);
	model_status = model_next(&r.model, &expected);
	answers_agree(status, model_status, &range, &expected);
	come_to(&r);

	for (order = 0; order <= MODEL_PFN_BITS + 1; order++) {
		r = *from;
		status = pfnpack_next_block(&r.lib, order, &range);
		model_status = model_next_block(&r.model, order, &expected);
		answers_agree(status, model_status, &range, &expected);
		come_to(&r);
	}
	/* Over every one of the next OS pages, and across ranges. */
	for (nr = 0; nr <= 2 * MODEL_END + 1; nr++) {
		r = *from;
		status = pfnpack_skip(&r.lib, nr);
		model_status = model_skip(&r.model, nr);
		answers_agree(status, model_status, &range, &expected);
		come_to(&r);
	}
	r = *from;
	pfnpack_reader_join(&r.lib);
	r.model.joins = true;
	come_to(&r);
}

void try_reader(const struct model_list *list, unsigned int nr_packed)
{
	struct readers r;
	unsigned int i;

	memset(&r, 0, sizeof(r));
	r.model.list = list;
	pfnpack_reader_init(&r.lib, scope_packed, nr_packed);
	nr_seen = 0;
	come_to(&r);
	for (i = 0; i < nr_seen; i++)
		try_calls(&seen[i]);
}
