// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What check, summary, reader, writer and model make of a vector. */
#include "vector.h"

#include <inttypes.h>
#include <string.h>

#include "model/model.h"

static struct model_list model_ranges;

static const uint8_t *bytes_of(const struct vector *v)
{
	return (const uint8_t *)&v->packed;
}

static bool same_fault(const struct vector *v, const char *who,
		       unsigned int rule, unsigned int slot)
{
	if (rule == v->rule && slot == v->slot)
		return true;
	vector_error(v, "%s: rule F-%02u slot %u instead of F-%02u slot %u",
		     who, rule, slot, v->rule, v->slot);
	return false;
}

/* --- The model ----------------------------------------------------------- */

static bool model_agrees(const struct vector *v)
{
	struct model_verdict verdict = model_check(bytes_of(v));

	model_ranges.nr = 0;
	model_decode(bytes_of(v), 0, &model_ranges);
	return same_fault(v, "model", verdict.rule, verdict.slot);
}

/* --- Check and summary --------------------------------------------------- */

static bool check_says_malformed(const struct vector *v)
{
	struct pfnpack_fault fault;
	struct pfnpack_summary summary;

	if (pfnpack_check(&v->packed, &fault) != PFNPACK_MALFORMED) {
		vector_error(v, "check: not malformed");
		return false;
	}
	if (!same_fault(v, "check", fault.rule, fault.slot))
		return false;
	if (pfnpack_summarize(&v->packed, &summary, &fault) !=
	    PFNPACK_MALFORMED) {
		vector_error(v, "summary: not malformed");
		return false;
	}
	return same_fault(v, "summary", fault.rule, fault.slot);
}

static bool check_says_good(const struct vector *v)
{
	struct pfnpack_fault fault;

	if (pfnpack_check(&v->packed, &fault) == PFNPACK_OK)
		return true;
	vector_error(v, "check: rule F-%02u slot %u: %s", fault.rule,
		     fault.slot, pfnpack_rule_text(fault.rule));
	return false;
}

static bool same_summary(const struct vector *v,
			 const struct pfnpack_summary *summary)
{
	if (!v->has_summary ||
	    (summary->nr_ranges == v->summary.nr_ranges &&
	     summary->nr_os_pages == v->summary.nr_os_pages &&
	     summary->nr_descs == v->summary.nr_descs &&
	     summary->nr_free == v->summary.nr_free))
		return true;
	vector_error(v, "it is ranges %u os-pages %llu descs %u free %u",
		     summary->nr_ranges,
		     (unsigned long long)summary->nr_os_pages,
		     summary->nr_descs, summary->nr_free);
	return false;
}

static bool summary_agrees(const struct vector *v)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	uint64_t nr_os_pages = 0;
	unsigned int i;

	if (pfnpack_summarize(&v->packed, &summary, &fault) != PFNPACK_OK) {
		vector_error(v, "summary: malformed");
		return false;
	}
	for (i = 0; i < model_ranges.nr; i++)
		nr_os_pages += model_ranges.ranges[i].nr;
	if (summary.nr_ranges != model_ranges.nr ||
	    summary.nr_os_pages != nr_os_pages) {
		vector_error(v, "summary and model differ");
		return false;
	}
	return same_summary(v, &summary);
}

/* --- Reader and writer --------------------------------------------------- */

static bool same_range(const struct vector *v, const char *who, unsigned int i,
		       const struct pfnpack_range *range,
		       const struct pfnpack_range *expected)
{
	if (range->pfn == expected->pfn && range->nr == expected->nr &&
	    range->tag == expected->tag)
		return true;
	vector_error(v, "%s: range %u is 0x%llx +%llu tag=%u", who, i,
		     (unsigned long long)range->pfn,
		     (unsigned long long)range->nr, range->tag);
	return false;
}

static bool range_agrees(const struct vector *v, unsigned int i,
			 const struct pfnpack_range *range)
{
	struct pfnpack_range expected;

	if (i >= model_ranges.nr) {
		vector_error(v, "reader: more than %u ranges", i);
		return false;
	}
	expected = (struct pfnpack_range){
		.pfn = model_ranges.ranges[i].pfn,
		.nr = model_ranges.ranges[i].nr,
		.tag = model_ranges.ranges[i].tag,
	};
	return same_range(v, "reader", i, range, &expected) &&
	       (i >= v->nr_ranges ||
		same_range(v, "reader", i, range, &v->ranges[i]));
}

/* F-09 is nothing that the reader looks at. */
static bool end_agrees(const struct vector *v, unsigned int nr,
		       enum pfnpack_status status,
		       const struct pfnpack_fault *fault)
{
	bool malformed = v->verdict == VECTOR_MALFORMED && v->rule != 9;

	if (nr != model_ranges.nr) {
		vector_error(v, "reader: %u ranges instead of %u", nr,
			     model_ranges.nr);
		return false;
	}
	if (status != (malformed ? PFNPACK_MALFORMED : PFNPACK_END)) {
		vector_error(v, "reader: status %d at the end", status);
		return false;
	}
	return !malformed || same_fault(v, "reader", fault->rule, fault->slot);
}

static bool reader_agrees(const struct vector *v)
{
	struct pfnpack_range range;
	enum pfnpack_status status;
	struct pfnpack_reader r;
	unsigned int nr = 0;

	pfnpack_reader_init(&r, &v->packed, 1);
	while ((status = pfnpack_next(&r, &range)) == PFNPACK_OK) {
		if (!range_agrees(v, nr, &range))
			return false;
		nr++;
	}
	return end_agrees(v, nr, status, &r.fault);
}

/* A list of ranges is all of them, a summary stands for those not listed. */
static bool list_is_complete(const struct vector *v)
{
	if (v->nr_ranges == model_ranges.nr ||
	    (v->has_summary && !v->nr_ranges))
		return true;
	vector_error(v, "%u ranges are listed, it has %u", v->nr_ranges,
		     model_ranges.nr);
	return false;
}

/* There is one encoding of a list (F-04), so writing it again is the same. */
static bool written_again_is_same(const struct vector *v)
{
	struct pfnpack_writer writer;
	struct pfnpack_range range;
	struct pfnpack_page again;
	struct pfnpack_reader r;

	memset(&again, 0, sizeof(again));
	pfnpack_reader_init(&r, &v->packed, 1);
	pfnpack_writer_init(&writer, &again, 1);
	while (pfnpack_next(&r, &range) == PFNPACK_OK) {
		pfnpack_append(&writer, range.pfn, range.nr, range.tag);
		pfnpack_break(&writer);
	}
	if (!memcmp(&again, &v->packed, sizeof(again)))
		return true;
	vector_error(v, "written again, the bytes differ");
	return false;
}

bool vector_holds(const struct vector *v)
{
	if (!model_agrees(v) || !reader_agrees(v))
		return false;
	if (v->verdict == VECTOR_MALFORMED)
		return check_says_malformed(v);
	return check_says_good(v) && summary_agrees(v) && list_is_complete(v) &&
	       written_again_is_same(v);
}
