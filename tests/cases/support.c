// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "support.h"

struct pfnpack_page packed[CASE_PACKED];
struct pfnpack_page *const packed_table[CASE_PACKED] = {
	&packed[3],
	&packed[2],
	&packed[1],
	&packed[0],
};

struct pfnpack_writer writer;

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

void fill_bytes(void *to, unsigned char byte, size_t nr_bytes)
{
	unsigned char *bytes = to;
	size_t i;

	for (i = 0; i < nr_bytes; i++)
		bytes[i] = byte;
}

void copy_bytes(void *to, const void *from, size_t nr_bytes)
{
	const unsigned char *source = from;
	unsigned char *bytes = to;
	size_t i;

	for (i = 0; i < nr_bytes; i++)
		bytes[i] = source[i];
}

bool same_bytes(const void *a, const void *b, size_t nr_bytes)
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
__u64 slot_get(unsigned int packed_index, unsigned int slot)
{
	const unsigned char *bytes = (unsigned char *)&packed[packed_index];
	__u64 value = 0;
	int i;

	for (i = 7; i >= 0; i--)
		value = value << 8 | bytes[8 * slot + i];
	return value;
}

void slot_set(unsigned int packed_index, unsigned int slot, __u64 value)
{
	unsigned char *bytes = (unsigned char *)&packed[packed_index];
	int i;

	for (i = 0; i < 8; i++)
		bytes[8 * slot + i] = value >> 8 * i & 0xff;
}

/* F-02 */
__u64 word(__u64 pfn, __u64 size, unsigned int tag)
{
	return size << 48 | (__u64)tag << 44 | pfn;
}

static void prepare(unsigned int nr_packed, unsigned char byte)
{
	unsigned int i;

	for (i = 0; i < CASE_PACKED; i++)
		fill_bytes(&packed[i], i < nr_packed ? byte : GARBAGE,
			   sizeof(packed[i]));
	/* A writer must not depend on what it was before. */
	fill_bytes(&writer, GARBAGE, sizeof(writer));
}

void start(unsigned int nr_packed)
{
	prepare(nr_packed, 0);
	pfnpack_writer_init(&writer, packed, nr_packed);
}

void start_on_garbage(unsigned int nr_packed)
{
	prepare(0, 0);
	pfnpack_writer_init(&writer, packed, nr_packed);
}

void start_table(unsigned int nr_packed)
{
	unsigned int i;

	prepare(0, 0);
	for (i = 0; i < nr_packed; i++)
		fill_bytes(packed_table[i], 0, sizeof(packed[0]));
	pfnpack_writer_init_table(&writer, packed_table, nr_packed);
}

bool is_filled(unsigned int packed_index, unsigned char byte)
{
	const unsigned char *bytes = (unsigned char *)&packed[packed_index];
	unsigned int i;

	for (i = 0; i < PFNPACK_PAGE_BYTES; i++) {
		if (bytes[i] != byte)
			return false;
	}
	return true;
}

void save(struct state *to)
{
	copy_bytes(&to->writer, &writer, sizeof(writer));
	copy_bytes(to->packed, packed, sizeof(packed));
}

bool unchanged(const struct state *since)
{
	return same_bytes(&since->writer, &writer, sizeof(writer)) &&
	       same_bytes(since->packed, packed, sizeof(packed));
}

enum pfnpack_status append(__u64 pfn, __u64 nr, unsigned int tag)
{
	return pfnpack_append(&writer, pfn, nr, tag);
}

void append_scattered(struct pfnpack_test *t, unsigned int nr)
{
	static __u64 pfn = 1ULL << 43;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		pfn += 2;
		if (!CHECK_EQ(t, append(pfn, 1, 12), PFNPACK_OK))
			return;
	}
}

void append_descs(struct pfnpack_test *t, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		__u64 pfn = (__u64)(i + 1) << 24;

		if (!CHECK_EQ(t, append(pfn, 65535 + i, 1), PFNPACK_OK))
			return;
	}
}

/* splitmix64 */
__u64 scramble(__u64 *seed)
{
	__u64 z = *seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

bool same_range(const struct pfnpack_range *a, const struct pfnpack_range *b)
{
	return a->pfn == b->pfn && a->nr == b->nr && a->tag == b->tag;
}

bool expect_range(struct pfnpack_test *t, struct case_place at,
		  struct pfnpack_reader *r, struct pfnpack_range range)
{
	struct pfnpack_range got = { 0 };

	return case_check_eq(t, at, pfnpack_next(r, &got), PFNPACK_OK) &&
	       case_check_eq(t, at, got.pfn, range.pfn) &&
	       case_check_eq(t, at, got.nr, range.nr) &&
	       case_check_eq(t, at, got.tag, range.tag);
}

bool expect_status(struct pfnpack_test *t, struct case_place at,
		   struct pfnpack_reader *r, enum pfnpack_status status)
{
	const struct pfnpack_range before = { 11, 22, 33 };
	struct pfnpack_range range = before;

	return case_check_eq(t, at, pfnpack_next(r, &range), status) &&
	       case_check_eq(t, at, pfnpack_next_block(r, 9, &range), status) &&
	       case_check_eq(t, at, pfnpack_skip(r, 1), status) &&
	       case_check_eq(t, at, pfnpack_next(r, &range), status) &&
	       case_check(t, at, same_range(&before, &range));
}

static bool same_summary(const struct pfnpack_summary *a,
			 const struct pfnpack_summary *b)
{
	return a->nr_os_pages == b->nr_os_pages &&
	       a->nr_ranges == b->nr_ranges && a->nr_descs == b->nr_descs &&
	       a->nr_free == b->nr_free;
}

bool expect_fault(struct pfnpack_test *t, struct case_place at,
		  unsigned int packed_index, enum pfnpack_rule rule,
		  unsigned int slot)
{
	const struct pfnpack_summary before = { 1, 2, 3, 4 };
	struct pfnpack_fault check = { 0, 0, 77 };
	struct pfnpack_fault summarize = { 0, 0, 77 };
	const struct pfnpack_page *it = &packed[packed_index];
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

bool expect_valid(struct pfnpack_test *t, struct case_place at,
		  unsigned int packed_index)
{
	const struct pfnpack_fault before = { PFNPACK_F05, 66, 77 };
	const struct pfnpack_page *it = &packed[packed_index];
	struct pfnpack_fault fault = before;
	struct pfnpack_summary summary;

	return case_check_eq(t, at, pfnpack_check(it, &fault), PFNPACK_OK) &&
	       case_check_eq(t, at, pfnpack_summarize(it, &summary, &fault),
			     PFNPACK_OK) &&
	       case_check_eq(t, at, fault.rule, before.rule) &&
	       case_check_eq(t, at, fault.slot, before.slot) &&
	       case_check_eq(t, at, fault.packed_index, before.packed_index);
}
