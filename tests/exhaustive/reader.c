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

/* As much as is wanted; the rest stays. */
static enum model_read_status
model_next_max(struct model_reader *r, uint64_t max, struct model_range *range)
{
	enum model_read_status status = model_next(r, range);

	if (status == MODEL_READ_OK && range->nr > max) {
		r->rest = *range;
		r->rest.pfn += max;
		r->rest.nr -= max;
		range->nr = max;
	}
	return status;
}

static void try_parts(const struct readers *from)
{
	struct pfnpack_range range;
	struct model_range expected;
	enum model_read_status model_status;
	enum pfnpack_status status;
	struct readers r;
	uint64_t max;

	for (max = 1; max <= MODEL_END; max++) {
		r = *from;
		/* Left as they are at the end. */
		range = (struct pfnpack_range){ .nr = 2 * MODEL_END };
		expected = (struct model_range){ .nr = 2 * MODEL_END };
		status = pfnpack_next_max(&r.lib, max, &range);
		model_status = model_next_max(&r.model, max, &expected);
		answers_agree(status, model_status, &range, &expected);
		come_to(&r);
	}
}

/* How many come at a time is not said; what comes is. */
static void try_words_of(const struct readers *from, uint64_t max,
			 unsigned int nr_words)
{
	__u64 words[MODEL_SLOTS], left = max;
	struct model_range expected = { 0 };
	struct readers r = *from;
	struct pfnpack_range range;
	unsigned int nr, i;

	nr = pfnpack_next_words(&r.lib, &left, words, nr_words);
	MUST(nr <= nr_words && left <= max);
	for (i = 0; i < nr; i++) {
		range = pfnpack_word_range(words[i]);
		answers_agree(PFNPACK_OK, model_next(&r.model, &expected),
			      &range, &expected);
		MUST(range.nr <= MODEL_INLINE && range.nr <= max);
		max -= range.nr;
	}
	MUST(left == max);
	come_to(&r);
}

static void try_words(const struct readers *from)
{
	unsigned int nr_words;
	uint64_t max;

	for (nr_words = 0; nr_words <= MODEL_SLOTS; nr_words++)
		for (max = 0; max <= 2 * MODEL_INLINE + 1; max++)
			try_words_of(from, max, nr_words);
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
	for (i = 0; i < nr_seen; i++) {
		try_calls(&seen[i]);
		try_parts(&seen[i]);
		try_words(&seen[i]);
	}
}
