/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pfnpack: whole arrays of PFNs, to and from packed pages, and many ranges at
 * a time.
 *
 * What comes out is what pfnpack.h does one by one; only the speed differs.
 * The fastest code that the processor has is chosen at run time: for AVX-512
 * with VNNI and VPOPCNTDQ, for AVX2, or for anything.
 *
 * Context: user space only, since it may use vector registers.  Otherwise as
 * in pfnpack.h, but nothing here runs beside another user of the same packed
 * pages: no reader beside functions that append, and no writer beside those
 * that read, which load plainly and do not look ahead (F-14).  What functions
 * leave half done when they are stopped midway need not be a prefix.
 */
#ifndef PFNPACK_BULK_H
#define PFNPACK_BULK_H

#include <stddef.h>

#include "pfnpack.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * pfnpack_append_pfns() - add OS pages, each by its PFN, at the end of a list
 * @w: the writer
 * @pfns: @nr PFNs in the order of the list, each below %PFNPACK_PFN_END
 * @nr: how many, 0 or more
 * @tag: of all of them, 0 to %PFNPACK_TAG_MAX
 *
 * As pfnpack_append(@w, @pfns[i], 1, @tag) for one after the other, up to the
 * first that it would refuse.
 *
 * Return: how many have been appended.  When they are fewer than @nr,
 * pfnpack_append() of the next one says why.
 */
size_t pfnpack_append_pfns(struct pfnpack_writer *w, const __u64 *pfns,
			   size_t nr, unsigned int tag);

/**
 * pfnpack_append_tagged() - add OS pages, each by PFN and tag
 * @w: the writer
 * @tagged: @nr words without a size: PFN | tag << %PFNPACK_PFN_BITS
 * @nr: how many, 0 or more
 *
 * As pfnpack_append() for one after the other, up to the first that it would
 * refuse; one that has a bit of the size set is refused, too.
 *
 * Return: how many have been appended.  When they are fewer than @nr, the next
 * one has a bit of the size set; or pfnpack_append() of it says why.
 */
size_t pfnpack_append_tagged(struct pfnpack_writer *w, const __u64 *tagged,
			     size_t nr);

/* OS pages that a stream holds back. */
#define PFNPACK_STREAM_MAX 256

/**
 * struct pfnpack_stream - OS pages on their way to a list, one after the other
 * @w: the writer
 * @tag: of all of them
 * @nr: how many wait, 0 to %PFNPACK_STREAM_MAX
 * @pfn: the PFNs of those
 *
 * For OS pages that are found one at a time: they wait here, and are appended
 * together.  Until pfnpack_stream_flush() has appended them they are not in the
 * list, and nobody else may use the writer.
 */
struct pfnpack_stream {
	struct pfnpack_writer *w;
	unsigned int tag;
	unsigned int nr;
	__u64 pfn[PFNPACK_STREAM_MAX];
};

/**
 * pfnpack_stream_init() - begin a stream
 * @s: the stream
 * @w: the writer that it fills
 * @tag: of all OS pages, 0 to %PFNPACK_TAG_MAX
 */
static inline void pfnpack_stream_init(struct pfnpack_stream *s,
				       struct pfnpack_writer *w,
				       unsigned int tag)
{
	s->w = w;
	s->tag = tag;
	s->nr = 0;
}

/**
 * pfnpack_stream_flush() - append what waits in a stream
 * @s: the stream
 *
 * As pfnpack_append() of one OS page after the other, up to the first that it
 * refuses.  That one and those behind it stay in the stream: @s->nr of them,
 * from @s->pfn[0] on.
 *
 * Return: %PFNPACK_OK when none waits any more; else as pfnpack_append() of
 * the first that does, %PFNPACK_NO_ROOM or %PFNPACK_BAD_RANGE.
 */
enum pfnpack_status pfnpack_stream_flush(struct pfnpack_stream *s);

/**
 * pfnpack_stream_add() - an OS page for the list
 * @s: the stream
 * @pfn: its PFN, below %PFNPACK_PFN_END
 *
 * The PFN is looked at only when the stream is flushed.
 *
 * Return: %PFNPACK_OK; or, when the stream is full, as pfnpack_stream_flush().
 * If that is another status, this OS page was not taken, and none will be until
 * the first that waits can be appended or has been taken out of the stream.
 */
static inline enum pfnpack_status pfnpack_stream_add(struct pfnpack_stream *s,
						     __u64 pfn)
{
	enum pfnpack_status status;

	if (s->nr == PFNPACK_STREAM_MAX) {
		status = pfnpack_stream_flush(s);
		if (status != PFNPACK_OK)
			return status;
	}
	s->pfn[s->nr++] = pfn;
	return PFNPACK_OK;
}

/**
 * pfnpack_expand() - the PFNs of the OS pages that a list has next
 * @r: the reader
 * @pfns: filled in with one PFN for each OS page, in the order of the list
 * @nr: for how many there is room; of what is not returned, any may have been
 *	overwritten
 *
 * As pfnpack_next() for one range after the other; what is left of the last one
 * stays for the next call of any function that reads.  Tags are passed over.
 *
 * Return: how many PFNs.  When they are fewer than @nr, pfnpack_next() says why.
 */
size_t pfnpack_expand(struct pfnpack_reader *r, __u64 *pfns, size_t nr);

/**
 * pfnpack_next_in_place() - the next short ranges, where they stand
 * @r: the reader
 * @slot: set to the first of them, for pfnpack_slot_range(); %NULL for none
 *
 * Takes some of the next ranges: of less than 2^16 - 1 OS pages, in the same
 * packed page, each checked for F-05 to F-08.  What comes then is for
 * pfnpack_next() to say.  The slots are good until something is appended or
 * taken back.
 *
 * Return: how many ranges were taken, one in a slot; 0 also when there are
 * others to come.
 */
unsigned int pfnpack_next_in_place(struct pfnpack_reader *r,
				   const __le64 **slot);

/**
 * pfnpack_slot_range() - the range in a slot
 * @slot: from pfnpack_next_in_place()
 *
 * Return: the range.
 */
static inline struct pfnpack_range pfnpack_slot_range(const __le64 *slot)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	struct pfnpack_range range = pfnpack_word_range(*slot);
	__u16 size;

	/* Takes an instruction less than to shift it out of the word. */
	__builtin_memcpy(&size, (const char *)slot + 6, sizeof(size));
	range.nr = size;
	return range;
#else
	return pfnpack_word_range(__builtin_bswap64(*slot));
#endif
}

/**
 * pfnpack_advance() - pass over OS pages, many words at a time
 * @r: the reader
 * @nr: OS pages, any number
 *
 * Return: as pfnpack_skip().
 */
enum pfnpack_status pfnpack_advance(struct pfnpack_reader *r, __u64 nr);

/**
 * struct pfnpack_index - where to look for an OS page by its number
 * @before: the caller's, with room for one more than there are packed pages;
 *	@before[i] is how many OS pages stand before packed page i, and
 *	@before[@nr_packed] how many there are in all
 * @nr_packed: packed pages that hold ranges
 */
struct pfnpack_index {
	__u64 *before;
	unsigned long nr_packed;
};

/**
 * pfnpack_index_make() - fill in an index
 * @index: @index->before is used, the rest is filled in
 * @r: a reader at the start of its list, which does not join; it reads it all
 *
 * The index is good for every reader of the same packed pages, as long as
 * they stay as they are.  An index of a list that has become longer must be
 * made anew.
 *
 * Return: %PFNPACK_OK, or %PFNPACK_MALFORMED, with @r->fault filled in; the
 * index is of what stands before the fault then.
 */
enum pfnpack_status pfnpack_index_make(struct pfnpack_index *index,
				       struct pfnpack_reader *r);

/**
 * pfnpack_seek() - go to an OS page by its number
 * @r: a reader, anywhere in its list, at its end, or at a fault: what it was
 *	at, and what was left of a range, is given up
 * @index: of that list
 * @nr: how many OS pages stand before it
 *
 * Takes time for the logarithm of the packed pages, and for the words of one
 * of them.  A range that joins another in the packed page before (F-15) is one
 * of its own when it is entered by this.
 *
 * Return: as pfnpack_skip() of @nr OS pages from the start on.
 */
enum pfnpack_status pfnpack_seek(struct pfnpack_reader *r,
				 const struct pfnpack_index *index, __u64 nr);

#ifdef __cplusplus
}
#endif

#endif /* PFNPACK_BULK_H */
