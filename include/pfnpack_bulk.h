/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pfnpack: whole arrays of PFNs, to and from packed pages.
 *
 * The bytes are those of pfnpack.h, one OS page at a time; only the speed
 * differs.  The fastest code that the processor has is chosen at run time.
 *
 * Context: user space only, since it may use vector registers.  Otherwise as
 * in pfnpack.h, but no reader may run beside these functions, and what they
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
 * Return: how many have been appended.
 */
size_t pfnpack_append_tagged(struct pfnpack_writer *w, const __u64 *tagged,
			     size_t nr);

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

#ifdef __cplusplus
}
#endif

#endif /* PFNPACK_BULK_H */
