/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packed pages for the cases to work on, and what they say again and again.
 * There is one of each, since cases run one after the other.
 *
 * All are called case_..., as the kernel has one name space for everything.
 */
#ifndef PFNPACK_CASE_SUPPORT_H
#define PFNPACK_CASE_SUPPORT_H

#include "case.h"

#define SLOTS PFNPACK_SLOTS
#define END PFNPACK_PFN_END

/* Packed pages to write to. */
#define CASE_PACKED 4
extern struct pfnpack_page case_packed[CASE_PACKED];
/* The same ones, from the last to the first. */
extern struct pfnpack_page *const case_packed_table[CASE_PACKED];
extern struct pfnpack_writer case_writer;

/* A copy of all that a writer may change. */
struct state {
	struct pfnpack_writer writer;
	struct pfnpack_page packed[CASE_PACKED];
};

/* Bytes that are neither zero nor a valid list. */
#define GARBAGE 0xa5

void case_fill_bytes(void *to, unsigned char byte, size_t nr_bytes);
void case_copy_bytes(void *to, const void *from, size_t nr_bytes);
bool case_same_bytes(const void *a, const void *b, size_t nr_bytes);

/* Read and write a slot byte by byte: little-endian wherever this runs. */
__u64 case_slot_get(unsigned int packed_index, unsigned int slot);
void case_slot_set(unsigned int packed_index, unsigned int slot, __u64 value);
__u64 case_word(__u64 pfn, __u64 size, unsigned int tag);

/*
 * Start case_writer on the first @nr_packed packed pages, zeroed; the ones
 * after them hold garbage.
 */
void case_start(unsigned int nr_packed);
/* The same on packed pages that all hold garbage. */
void case_start_on_garbage(unsigned int nr_packed);
/* The same on case_packed_table, whose first is the last of case_packed. */
void case_start_table(unsigned int nr_packed);
bool case_is_filled(unsigned int packed_index, unsigned char byte);

void case_save(struct state *to);
bool case_unchanged(const struct state *since);

enum pfnpack_status case_append(__u64 pfn, __u64 nr, unsigned int tag);
/* Append @nr single OS pages of which none continues another. */
void case_append_scattered(struct pfnpack_test *t, unsigned int nr);
/* Append @nr ranges that need a size descriptor each. */
void case_append_descs(struct pfnpack_test *t, unsigned int nr);

/* A small generator of numbers, the same in every run. */
__u64 case_scramble(__u64 *seed);

/* Does the reader come back with just this? */
#define EXPECT_RANGE(t, r, pfn, nr, tag) \
	case_expect_range((t), CASE_PLACE("next range"), (r), \
			  (struct pfnpack_range){ (pfn), (nr), (tag) })
#define EXPECT_STATUS(t, r, status) \
	case_expect_status((t), CASE_PLACE("next status"), (r), (status))
bool case_expect_range(struct pfnpack_test *t, struct case_place at,
		       struct pfnpack_reader *r, struct pfnpack_range range);
/* Twice, since END and MALFORMED are sticky, with the range untouched. */
bool case_expect_status(struct pfnpack_test *t, struct case_place at,
			struct pfnpack_reader *r, enum pfnpack_status status);
bool case_same_range(const struct pfnpack_range *a,
		     const struct pfnpack_range *b);

/* Is this packed page malformed here? */
#define EXPECT_FAULT(t, index, rule, slot) \
	case_expect_fault((t), CASE_PLACE("fault"), (index), (rule), (slot))
bool case_expect_fault(struct pfnpack_test *t, struct case_place at,
		       unsigned int packed_index, enum pfnpack_rule rule,
		       unsigned int slot);
#define EXPECT_VALID(t, index) \
	case_expect_valid((t), CASE_PLACE("valid packed page"), (index))
bool case_expect_valid(struct pfnpack_test *t, struct case_place at,
		       unsigned int packed_index);

#endif /* PFNPACK_CASE_SUPPORT_H */
