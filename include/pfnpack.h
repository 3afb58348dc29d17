/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pfnpack: physical page ranges packed into headerless 4096-byte pages.
 *
 *   slot 0                                                          slot 511
 *   +--------+--------+--------+-- - - - - - - - --+------------+------------+
 *   | word 0 | word 1 | word 2 | ->   gap: 0    <- | descriptor | descriptor |
 *   |        |        |        |                   |     1      |     0      |
 *   +--------+--------+--------+-- - - - - - - - --+------------+------------+
 *
 *   word:        bits 0-43 PFN | bits 44-47 tag | bits 48-63 size
 *   size:        1-65534 OS pages | 65535: count in the next descriptor | 0: no word
 *   descriptor:  count of OS pages, 65535 to 2^44
 *
 * A "packed page" is such a page of slots; an "OS page" is the memory that a
 * PFN numbers.  docs/format.md is the specification; F-nn below are its rules.
 *
 * Context: every function works on memory that the caller owns, allocates
 * nothing, takes no lock, never sleeps and may be called with interrupts
 * off.  A writer or a reader belongs to one caller at a time.  A reader may
 * run while a writer appends (rules F-13 and F-14).
 */
#ifndef PFNPACK_H
#define PFNPACK_H

#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PFNPACK_VERSION_MAJOR 0
#define PFNPACK_VERSION_MINOR 1
#define PFNPACK_VERSION_PATCH 0

#define PFNPACK_PAGE_BYTES 4096
#define PFNPACK_SLOTS 512

#define PFNPACK_PFN_BITS 44
#define PFNPACK_TAG_BITS 4
#define PFNPACK_SIZE_BITS 16

/* First PFN that does not exist, and the largest count of OS pages: 2^44. */
#define PFNPACK_PFN_END 0x100000000000ULL
#define PFNPACK_TAG_MAX ((1U << PFNPACK_TAG_BITS) - 1)
/* Size field that sends the reader to a descriptor, and the largest below it. */
#define PFNPACK_SIZE_DESC ((1ULL << PFNPACK_SIZE_BITS) - 1)
#define PFNPACK_INLINE_MAX (PFNPACK_SIZE_DESC - 1)

/**
 * struct pfnpack_page - a packed page
 * @slot: words from slot 0 up, size descriptors from the last slot down (F-01)
 *
 * 4096 bytes, little-endian on every machine.  Zeroed, it is an empty list.
 */
struct pfnpack_page {
	__le64 slot[PFNPACK_SLOTS];
};

/**
 * struct pfnpack_range - OS pages that follow one another in physical memory
 * @pfn: first PFN; @pfn + @nr is at most %PFNPACK_PFN_END
 * @nr: OS pages, at least 1
 * @tag: 0 to %PFNPACK_TAG_MAX, the producer's; ranges join only when equal
 */
struct pfnpack_range {
	__u64 pfn;
	__u64 nr;
	unsigned int tag;
};

/**
 * enum pfnpack_status - what a call came to
 * @PFNPACK_OK: done
 * @PFNPACK_END: no range left to read; sticky
 * @PFNPACK_NO_ROOM: the range does not fit; nothing has changed
 * @PFNPACK_BAD_RANGE: not a range (see &struct pfnpack_range); nothing has changed
 * @PFNPACK_MALFORMED: the packed page breaks a rule of the format; sticky in a reader
 */
enum pfnpack_status {
	PFNPACK_OK,
	PFNPACK_END,
	PFNPACK_NO_ROOM,
	PFNPACK_BAD_RANGE,
	PFNPACK_MALFORMED,
};

/**
 * enum pfnpack_rule - rules that the bytes of a packed page can break
 * @PFNPACK_F05: a word of size 65535 has no slot left for its descriptor
 * @PFNPACK_F06: a descriptor is below 65535, so its count belongs in the word
 * @PFNPACK_F07: a descriptor is above 2^44
 * @PFNPACK_F08: a range goes beyond the last PFN
 * @PFNPACK_F09: a slot of the gap is not zero
 *
 * The values are the numbers of the rules in docs/format.md.
 */
enum pfnpack_rule {
	PFNPACK_F05 = 5,
	PFNPACK_F06 = 6,
	PFNPACK_F07 = 7,
	PFNPACK_F08 = 8,
	PFNPACK_F09 = 9,
};

/**
 * struct pfnpack_fault - where a packed page is malformed
 * @rule: the rule that is broken (F-10 says which, when several are)
 * @slot: the word, for F-05 and F-08; the descriptor, for F-06 and F-07; the
 *	lowest slot that is not zero, for F-09
 * @packed_index: packed page within a reader's array; 0 from pfnpack_check()
 */
struct pfnpack_fault {
	enum pfnpack_rule rule;
	unsigned int slot;
	unsigned long packed_index;
};

/* --- Writing ----------------------------------------------------------- */

/**
 * struct pfnpack_checkpoint - a place in the list being written
 *
 * Opaque: pfnpack_checkpoint() fills it, pfnpack_rollback() returns to it.
 * It refers to no memory and needs no release.
 */
struct pfnpack_checkpoint {
	/* private: */
	__u64 next_key; /* tag and PFN that extend the last range */
	__u64 last_key; /* tag and first PFN of the last range */
	__u64 last_nr; /* its OS pages; 0 before the first range */
	unsigned int nr_words; /* in the packed page being filled */
	unsigned int gap_end; /* slots below its descriptors */
	unsigned long nr_used; /* packed pages that hold words */
};

/**
 * struct pfnpack_writer - appends ranges to an array of packed pages
 *
 * Lives wherever the caller likes, on its stack say.  The fields are private.
 */
struct pfnpack_writer {
	/* private: */
	struct pfnpack_checkpoint at;
	struct pfnpack_page *packed; /* being filled; NULL before the first */
	struct pfnpack_page *first;
	struct pfnpack_page *const *table;
	unsigned long nr_packed;
};

/**
 * pfnpack_writer_init() - start an empty list
 * @w: the writer
 * @first: @nr_packed packed pages side by side, left as they are for now
 * @nr_packed: packed pages, 0 or more
 *
 * On packed pages that are zero, the list can be decoded at any instant of
 * what follows (F-13) and a rollback restores every byte.  On others, only
 * what pfnpack_seal() has finished can be decoded.
 */
void pfnpack_writer_init(struct pfnpack_writer *w, struct pfnpack_page *first,
			 unsigned long nr_packed);

/**
 * pfnpack_writer_init_table() - start an empty list on scattered packed pages
 * @w: the writer
 * @table: pointers to @nr_packed packed pages; must outlive @w
 * @nr_packed: packed pages, 0 or more
 *
 * Otherwise as pfnpack_writer_init().
 */
void pfnpack_writer_init_table(struct pfnpack_writer *w,
			       struct pfnpack_page *const *table,
			       unsigned long nr_packed);

/**
 * pfnpack_append() - add a range at the end of the list
 * @w: the writer
 * @pfn: first PFN, below %PFNPACK_PFN_END
 * @nr: OS pages, 1 to %PFNPACK_PFN_END - @pfn
 * @tag: 0 to %PFNPACK_TAG_MAX
 *
 * A range that continues the last one, with the same tag and no break in
 * between, is merged into it.  A range that does not fit in the packed page
 * being filled starts the next one; a range is never divided.
 *
 * A range costs no slot when it is merged, or one slot, or two when it has
 * more than %PFNPACK_INLINE_MAX OS pages.  A merge that takes the last range
 * beyond that number costs one.
 *
 * Return: %PFNPACK_OK; %PFNPACK_BAD_RANGE when an argument is out of range;
 * %PFNPACK_NO_ROOM when no packed page is left for it.  On an error no byte
 * of the packed pages and no field of @w has changed.
 */
enum pfnpack_status pfnpack_append(struct pfnpack_writer *w, __u64 pfn,
				   __u64 nr, unsigned int tag);

/**
 * pfnpack_word() - a range as a word
 * @pfn: as in pfnpack_append()
 * @nr: OS pages, 1 to %PFNPACK_INLINE_MAX
 * @tag: as in pfnpack_append()
 *
 * Return: what a slot holds for this range, in the machine's byte order.
 */
static inline __u64 pfnpack_word(__u64 pfn, __u64 nr, unsigned int tag)
{
	return nr << (PFNPACK_PFN_BITS + PFNPACK_TAG_BITS) |
	       (__u64)tag << PFNPACK_PFN_BITS | pfn;
}

/**
 * pfnpack_word_range() - the range that a word stands for
 * @word: from pfnpack_word()
 *
 * Return: the range.
 */
static inline struct pfnpack_range pfnpack_word_range(__u64 word)
{
	struct pfnpack_range range;

	range.pfn = word & (PFNPACK_PFN_END - 1);
	range.nr = word >> (PFNPACK_PFN_BITS + PFNPACK_TAG_BITS);
	range.tag = word >> PFNPACK_PFN_BITS & PFNPACK_TAG_MAX;
	return range;
}

/**
 * pfnpack_append_words() - add many short ranges at the end of the list
 * @w: the writer
 * @words: ranges from pfnpack_word()
 * @nr_words: how many
 *
 * Comes to the same as pfnpack_append() for each of them in turn, and is made
 * for those that are scattered.
 *
 * Return: how many were appended; fewer than @nr_words when pfnpack_append()
 * would have refused the next one.
 */
unsigned int pfnpack_append_words(struct pfnpack_writer *w, const __u64 *words,
				  unsigned int nr_words);

/**
 * pfnpack_break() - keep the next range apart from the last
 * @w: the writer
 *
 * Lasts until the next successful append; costs no slot.
 */
void pfnpack_break(struct pfnpack_writer *w);

/**
 * pfnpack_room() - free slots
 * @w: the writer
 *
 * Exact for single OS pages (F-12): so many of them fit whatever they are,
 * and more only if some of them merge.  A PTE table of 512 entries is sure to
 * fit when this is at least 512.
 *
 * Return: free slots in the packed page being filled and in those after it.
 */
unsigned long pfnpack_room(const struct pfnpack_writer *w);

/**
 * pfnpack_seal() - finish the packed page being filled, so that it can be read
 * @w: the writer
 *
 * Zeroes the gap (F-17).  Packed pages before it are finished already; on
 * packed pages that were zero at first nothing changes.  The writer stays
 * usable; what it then starts another packed page for wants a seal of its own.
 *
 * Return: packed pages that hold the list, 0 for an empty one.
 */
unsigned long pfnpack_seal(struct pfnpack_writer *w);

/**
 * pfnpack_checkpoint() - remember where the list ends
 * @w: the writer
 * @cp: filled in
 */
void pfnpack_checkpoint(const struct pfnpack_writer *w,
			struct pfnpack_checkpoint *cp);

/**
 * pfnpack_rollback() - take back all that was appended since a checkpoint
 * @w: the writer
 * @cp: from pfnpack_checkpoint() on @w, with no rollback to an earlier one since
 *
 * A range that has grown by merging shrinks to what it was, in the form it
 * had.  Slots given back are zero.  Costs a store for each of them, and where
 * packed pages were left since @cp, for each of their 512 slots.  A snapshot
 * taken at any instant of it decodes to a prefix (F-13), but a reader must not
 * run beside it (F-14).  @cp stays good for further rollbacks.
 */
void pfnpack_rollback(struct pfnpack_writer *w,
		      const struct pfnpack_checkpoint *cp);

/* --- Reading ----------------------------------------------------------- */

/**
 * struct pfnpack_cursor - a place among the words of a packed page
 */
struct pfnpack_cursor {
	/* private: */
	const struct pfnpack_page *packed;
	unsigned int slot;
	unsigned int nr_descs; /* taken by the words before @slot */
};

/**
 * struct pfnpack_reader - walks the ranges of an array of packed pages
 * @fault: what is wrong, after %PFNPACK_MALFORMED
 *
 * Lives wherever the caller likes.  The other fields are private.
 */
struct pfnpack_reader {
	struct pfnpack_fault fault;
	/* private: */
	struct pfnpack_cursor at;
	unsigned long index; /* of the packed page that is read */
	struct pfnpack_range rest; /* of a range begun; nr 0 when none is */
	enum pfnpack_status status;
	__u8 follows; /* the next packed page held words when this was entered */
	__u8 finished; /* the last word of the list has been taken */
	__u8 joins;
	const struct pfnpack_page *first;
	struct pfnpack_page *const *table;
	unsigned long nr_packed;
};

/**
 * pfnpack_reader_init() - start reading
 * @r: the reader
 * @first: @nr_packed packed pages side by side; need not be valid
 * @nr_packed: packed pages, 0 or more
 *
 * The list ends at the first packed page without words, or after @nr_packed
 * of them (F-11).
 */
void pfnpack_reader_init(struct pfnpack_reader *r,
			 const struct pfnpack_page *first,
			 unsigned long nr_packed);

/**
 * pfnpack_reader_init_table() - start reading scattered packed pages
 * @r: the reader
 * @table: pointers to @nr_packed packed pages; must outlive @r
 * @nr_packed: packed pages, 0 or more
 *
 * Otherwise as pfnpack_reader_init().
 */
void pfnpack_reader_init_table(struct pfnpack_reader *r,
			       struct pfnpack_page *const *table,
			       unsigned long nr_packed);

/**
 * pfnpack_reader_since() - start reading what was appended since a checkpoint
 * @r: the reader
 * @w: the writer; @r reads the packed pages it has used
 * @cp: from pfnpack_checkpoint() on @w, with no rollback to an earlier one since
 *
 * The first range is only what a range has grown by, where one that stood
 * before @cp has been extended.  Takes the same time however long the list
 * is.  On packed pages that were not zero at first, either call
 * pfnpack_seal() before, or read no more OS pages than were appended.
 */
void pfnpack_reader_since(struct pfnpack_reader *r,
			  const struct pfnpack_writer *w,
			  const struct pfnpack_checkpoint *cp);

/**
 * pfnpack_reader_join() - join what a writer had to split
 * @r: the reader
 *
 * From the next word read on, a range that the writer could not extend, for
 * want of a slot, and continued in the next packed page, comes back as one
 * (F-15).  Ranges kept apart by pfnpack_break() within a packed page stay so.
 */
void pfnpack_reader_join(struct pfnpack_reader *r);

/**
 * pfnpack_next() - the next range, or what pfnpack_skip() left of it
 * @r: the reader
 * @range: filled in on %PFNPACK_OK, else untouched
 *
 * The reader trusts no byte: every range returned obeys F-05 to F-08.  It
 * does not look at the gap; pfnpack_check() does.
 *
 * Return: %PFNPACK_OK; %PFNPACK_END after the last range;
 * %PFNPACK_MALFORMED, with @r->fault filled in, where a rule is broken.
 */
enum pfnpack_status pfnpack_next(struct pfnpack_reader *r,
				 struct pfnpack_range *range);

/**
 * pfnpack_next_max() - as much of the next range as is wanted
 * @r: the reader
 * @max: the most OS pages to take, at least 1; what is left of the range
 *	stays for the next call
 * @range: filled in on %PFNPACK_OK, else untouched
 *
 * Return: as pfnpack_next().
 */
enum pfnpack_status pfnpack_next_max(struct pfnpack_reader *r, __u64 max,
				     struct pfnpack_range *range);

/**
 * pfnpack_next_words() - many short ranges at a time
 * @r: the reader
 * @max: the most OS pages to take in all; those taken are subtracted
 * @words: room for @nr_words of them, see pfnpack_word_range()
 * @nr_words: the most ranges to take
 *
 * Takes some of the next ranges, as long as that can be done in haste: they
 * stand in words without a size descriptor, others follow in the same packed
 * page, and they obey F-05 to F-08.  What comes then is for pfnpack_next() or
 * pfnpack_next_max() to say.
 *
 * Return: how many were taken, 0 also when there are more ranges to come.
 */
unsigned int pfnpack_next_words(struct pfnpack_reader *r, __u64 *max,
				__u64 *words, unsigned int nr_words);

/**
 * pfnpack_skip() - pass over OS pages
 * @r: the reader
 * @nr: OS pages, any number
 *
 * Return: %PFNPACK_OK when @nr OS pages have been passed, otherwise as
 * pfnpack_next(), with all that could be passed gone.
 */
enum pfnpack_status pfnpack_skip(struct pfnpack_reader *r, __u64 nr);

/**
 * pfnpack_next_block() - the next naturally aligned power-of-two block
 * @r: the reader
 * @max_order: the largest block wanted has 2^@max_order OS pages
 * @block: filled in on %PFNPACK_OK, else untouched; @block->pfn is a multiple
 *	of @block->nr, which is a power of two
 *
 * Takes as much of the next range as the alignment of its first PFN, its
 * length and @max_order allow; the rest stays for the next call.  This is
 * what IOMMU page tables, RDMA and NVMe page lists take.
 *
 * Return: as pfnpack_next().
 */
enum pfnpack_status pfnpack_next_block(struct pfnpack_reader *r,
				       unsigned int max_order,
				       struct pfnpack_range *block);

/* --- Checking ---------------------------------------------------------- */

/**
 * struct pfnpack_summary - what a packed page holds
 * @nr_os_pages: OS pages in all ranges
 * @nr_ranges: ranges, that is words
 * @nr_descs: size descriptors
 * @nr_free: slots of the gap
 */
struct pfnpack_summary {
	__u64 nr_os_pages;
	unsigned int nr_ranges;
	unsigned int nr_descs;
	unsigned int nr_free;
};

/**
 * pfnpack_check() - is this a valid packed page?
 * @packed: any 4096 bytes, not being written to
 * @fault: filled in when it is not, else untouched
 *
 * Return: %PFNPACK_OK, or %PFNPACK_MALFORMED when it breaks F-05 to F-09.
 */
enum pfnpack_status pfnpack_check(const struct pfnpack_page *packed,
				  struct pfnpack_fault *fault);

/**
 * pfnpack_summarize() - check a packed page and count what it holds
 * @packed: any 4096 bytes, not being written to
 * @summary: filled in on %PFNPACK_OK, else untouched
 * @fault: filled in on %PFNPACK_MALFORMED, else untouched
 *
 * Return: as pfnpack_check().
 */
enum pfnpack_status pfnpack_summarize(const struct pfnpack_page *packed,
				      struct pfnpack_summary *summary,
				      struct pfnpack_fault *fault);

/**
 * pfnpack_decode() - check a packed page and take out all of its ranges
 * @packed: any 4096 bytes, not being written to
 * @ranges: room for %PFNPACK_SLOTS of them; the first @summary->nr_ranges are
 *	filled in on %PFNPACK_OK, none of them means anything otherwise
 * @summary: as in pfnpack_summarize()
 * @fault: as in pfnpack_summarize()
 *
 * For those who read much and have 12 KiB to spare: one pass checks and
 * decodes, where pfnpack_check() and a reader take two.
 *
 * Return: as pfnpack_check().
 */
enum pfnpack_status pfnpack_decode(const struct pfnpack_page *packed,
				   struct pfnpack_range *ranges,
				   struct pfnpack_summary *summary,
				   struct pfnpack_fault *fault);

/**
 * pfnpack_rule_text() - how a rule is broken, in a few words for a message
 * @rule: from a &struct pfnpack_fault
 *
 * Return: a constant string; never NULL.
 */
const char *pfnpack_rule_text(enum pfnpack_rule rule);

#ifdef __cplusplus
}
#endif

#endif /* PFNPACK_H */
