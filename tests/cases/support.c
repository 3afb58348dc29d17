// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "support.h"

struct pfnpack_page case_packed[CASE_PACKED];
struct pfnpack_page *const case_packed_table[CASE_PACKED] = {
	&case_packed[3],
	&case_packed[2],
	&case_packed[1],
	&case_packed[0],
};

struct pfnpack_writer case_writer;

static void report(struct pfnpack_test *t, const struct pfnpack_failure *why)
{
	if (t->nr_failed++ < CASE_MAX_REPORTS)
		t->failed(t, why);
}

bool case_check(struct pfnpack_test *t, struct case_place at, bool holds)
{
	struct pfnpack_failure failure = { .at = at };

	if (!holds)
		report(t, &failure);
	return holds;
}

bool case_check_eq(struct pfnpack_test *t, struct case_place at, __u64 left,
		   __u64 right)
{
	struct pfnpack_failure failure = {
		.at = at,
		.compares = true,
		.left = left,
		.right = right,
	};

	if (left != right)
		report(t, &failure);
	return left == right;
}

void case_fill_bytes(void *to, unsigned char byte, size_t nr_bytes)
{
	unsigned char *bytes = to;
	size_t i;

	for (i = 0; i < nr_bytes; i++)
		bytes[i] = byte;
}

void case_copy_bytes(void *to, const void *from, size_t nr_bytes)
{
	const unsigned char *source = from;
	unsigned char *bytes = to;
	size_t i;

	for (i = 0; i < nr_bytes; i++)
		bytes[i] = source[i];
}

bool case_same_bytes(const void *a, const void *b, size_t nr_bytes)
{
	const unsigned char *left = a;
	const unsigned char *right = b;
	size_t i;

	for (i = 0; i < nr_bytes; i++) {
		if (left[i] != right[i])
			return false;
	}
	return true;
}

/* F-01: slot n is bytes 8n to 8n + 7, the lowest first. */
__u64 case_slot_get(unsigned int packed_index, unsigned int slot)
{
	const unsigned char *bytes =
		(unsigned char *)&case_packed[packed_index];
	__u64 value = 0;
	int i;

	for (i = 7; i >= 0; i--)
		value = value << 8 | bytes[8 * slot + i];
	return value;
}

void case_slot_set(unsigned int packed_index, unsigned int slot, __u64 value)
{
	unsigned char *bytes = (unsigned char *)&case_packed[packed_index];
	int i;

	for (i = 0; i < 8; i++)
		bytes[8 * slot + i] = value >> 8 * i & 0xff;
}

/* F-02 */
__u64 case_word(__u64 pfn, __u64 size, unsigned int tag)
{
	return size << 48 | (__u64)tag << 44 | pfn;
}

static void prepare(unsigned int nr_packed, unsigned char byte)
{
	unsigned int i;

	for (i = 0; i < CASE_PACKED; i++)
		case_fill_bytes(&case_packed[i], i < nr_packed ? byte : GARBAGE,
				sizeof(case_packed[i]));
	/* A writer must not depend on what it was before. */
	case_fill_bytes(&case_writer, GARBAGE, sizeof(case_writer));
}

void case_start(unsigned int nr_packed)
{
	prepare(nr_packed, 0);
	pfnpack_writer_init(&case_writer, case_packed, nr_packed);
}

void case_start_on_garbage(unsigned int nr_packed)
{
	prepare(0, 0);
	pfnpack_writer_init(&case_writer, case_packed, nr_packed);
}

void case_start_table(unsigned int nr_packed)
{
	unsigned int i;

	prepare(0, 0);
	for (i = 0; i < nr_packed; i++)
		case_fill_bytes(case_packed_table[i], 0,
				sizeof(case_packed[0]));
	pfnpack_writer_init_table(&case_writer, case_packed_table, nr_packed);
}

bool case_is_filled(unsigned int packed_index, unsigned char byte)
{
	const unsigned char *bytes =
		(unsigned char *)&case_packed[packed_index];
	unsigned int i;

	for (i = 0; i < PFNPACK_PAGE_BYTES; i++) {
		if (bytes[i] != byte)
			return false;
	}
	return true;
}

void case_save(struct state *to)
{
	case_copy_bytes(&to->writer, &case_writer, sizeof(case_writer));
	case_copy_bytes(to->packed, case_packed, sizeof(case_packed));
}

bool case_unchanged(const struct state *since)
{
	return case_same_bytes(&since->writer, &case_writer,
			       sizeof(case_writer)) &&
	       case_same_bytes(since->packed, case_packed, sizeof(case_packed));
}

enum pfnpack_status case_append(__u64 pfn, __u64 nr, unsigned int tag)
{
	return pfnpack_append(&case_writer, pfn, nr, tag);
}

void case_append_scattered(struct pfnpack_test *t, unsigned int nr)
{
	static __u64 pfn = 1ULL << 43;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		pfn += 2;
		if (!CHECK_EQ(t, case_append(pfn, 1, 12), PFNPACK_OK))
			return;
	}
}

void case_append_descs(struct pfnpack_test *t, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		__u64 pfn = (__u64)(i + 1) << 24;

		if (!CHECK_EQ(t, case_append(pfn, 65535 + i, 1), PFNPACK_OK))
			return;
	}
}

/* splitmix64 */
__u64 case_scramble(__u64 *seed)
{
	__u64 z = *seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

bool case_same_range(const struct pfnpack_range *a,
		     const struct pfnpack_range *b)
{
	return a->pfn == b->pfn && a->nr == b->nr && a->tag == b->tag;
}

bool case_expect_range(struct pfnpack_test *t, struct case_place at,
		       struct pfnpack_reader *r, struct pfnpack_range range)
{
	struct pfnpack_range got = { 0 };

	return case_check_eq(t, at, pfnpack_next(r, &got), PFNPACK_OK) &&
	       case_check_eq(t, at, got.pfn, range.pfn) &&
	       case_check_eq(t, at, got.nr, range.nr) &&
	       case_check_eq(t, at, got.tag, range.tag);
}

bool case_expect_status(struct pfnpack_test *t, struct case_place at,
			struct pfnpack_reader *r, enum pfnpack_status status)
{
	const struct pfnpack_range before = { 11, 22, 33 };
	struct pfnpack_range range = before;

	return case_check_eq(t, at, pfnpack_next(r, &range), status) &&
	       case_check_eq(t, at, pfnpack_next_block(r, 9, &range), status) &&
	       case_check_eq(t, at, pfnpack_skip(r, 1), status) &&
	       case_check_eq(t, at, pfnpack_next(r, &range), status) &&
	       case_check(t, at, case_same_range(&before, &range));
}

static bool same_summary(const struct pfnpack_summary *a,
			 const struct pfnpack_summary *b)
{
	return a->nr_os_pages == b->nr_os_pages &&
	       a->nr_ranges == b->nr_ranges && a->nr_descs == b->nr_descs &&
	       a->nr_free == b->nr_free;
}

bool case_expect_fault(struct pfnpack_test *t, struct case_place at,
		       unsigned int packed_index, enum pfnpack_rule rule,
		       unsigned int slot)
{
	const struct pfnpack_summary before = { 1, 2, 3, 4 };
	struct pfnpack_fault check = { 0, 0, 77 };
	struct pfnpack_fault summarize = { 0, 0, 77 };
	const struct pfnpack_page *it = &case_packed[packed_index];
	struct pfnpack_summary summary = before;

	return case_check_eq(t, at, pfnpack_check(it, &check),
			     PFNPACK_MALFORMED) &&
	       case_check_eq(t, at, check.rule, rule) &&
	       case_check_eq(t, at, check.slot, slot) &&
	       case_check_eq(t, at, check.packed_index, 0) &&
	       case_check_eq(t, at, pfnpack_summarize(it, &summary, &summarize),
			     PFNPACK_MALFORMED) &&
	       case_check_eq(t, at, summarize.rule, rule) &&
	       case_check_eq(t, at, summarize.slot, slot) &&
	       case_check_eq(t, at, summarize.packed_index, 0) &&
	       case_check(t, at, same_summary(&before, &summary));
}

bool case_expect_valid(struct pfnpack_test *t, struct case_place at,
		       unsigned int packed_index)
{
	const struct pfnpack_fault before = { PFNPACK_F05, 66, 77 };
	const struct pfnpack_page *it = &case_packed[packed_index];
	struct pfnpack_fault fault = before;
	struct pfnpack_summary summary;

	return case_check_eq(t, at, pfnpack_check(it, &fault), PFNPACK_OK) &&
	       case_check_eq(t, at, pfnpack_summarize(it, &summary, &fault),
			     PFNPACK_OK) &&
	       case_check_eq(t, at, fault.rule, before.rule) &&
	       case_check_eq(t, at, fault.slot, before.slot) &&
	       case_check_eq(t, at, fault.packed_index, before.packed_index);
}
