/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the properties compare, for those who choose the bytes and the
 * operations themselves.  All of these return false when something does not
 * hold, and have said what.
 */
#ifndef PFNPACK_COMPARE_H
#define PFNPACK_COMPARE_H

#include <stddef.h>

#include "pfnpack.h"
#include "property.h"

/* --- A packed page ------------------------------------------------------- */

/* Any bytes: check, summary, decoding and reader against the model. */
bool compare_packed(struct property *p, const uint8_t *bytes);

/*
 * The ranges that stand before the first fault in @bytes: to a packed page,
 * to a list, and to the same packed page, on memory filled with @byte.
 */
bool compare_valid_comes_back(struct property *p, const uint8_t *bytes,
			      uint8_t byte);

/* --- Readers ------------------------------------------------------------- */

struct readers {
	struct pfnpack_reader lib;
	struct model_reader model;
	struct model_verdict verdict;
};

/* Of up to %MODEL_PACKED packed pages, any bytes. */
void compare_readers_start(struct readers *r, uint8_t bytes[][MODEL_BYTES],
			   unsigned int nr_packed, bool in_table);
void compare_join(struct readers *r);
bool compare_next(struct property *p, struct readers *r);
bool compare_skip(struct property *p, struct readers *r, uint64_t nr);
bool compare_next_block(struct property *p, struct readers *r,
			unsigned int max_order);
/* @max is at least 1. */
bool compare_next_max(struct property *p, struct readers *r, uint64_t max);
#define COMPARE_WORDS_MAX 1023
/* However many it takes; @nr_words is at most %COMPARE_WORDS_MAX. */
bool compare_next_words(struct property *p, struct readers *r, uint64_t max,
			unsigned int nr_words);
bool compare_at_end(const struct readers *r);

/* --- Writers ------------------------------------------------------------- */

/*
 * On @nr of %MODEL_PACKED packed pages, all filled with @byte.  After each
 * operation the bytes around the end of the list are looked at, after a seal
 * and a rollback all of them.
 *
 * Return: the model's list, as it is from now on.
 */
const struct model_list *compare_writers_start(unsigned int nr, bool in_table,
					       uint8_t byte);
/* Any range, valid or not. */
bool compare_append(struct property *p, const struct model_range *range);
/* More like it, apart, until @keep slots of the packed page are free. */
bool compare_fill(struct property *p, struct model_range range,
		  unsigned int keep);
bool compare_break(struct property *p);
bool compare_seal(struct property *p);
/* As long as there are fewer than 4. */
bool compare_checkpoint(struct property *p);
/* To the checkpoint with this index, if there is one. */
bool compare_rollback(struct property *p, unsigned int to);

/* As many of @nr words as fit, as pfnpack_word() makes them or not. */
bool compare_append_words(struct property *p, const __u64 *words,
			  unsigned int nr);
/*
 * Seal, and start to read what has been appended since the checkpoint with this
 * index, or since the start, if there is none.  To be read before the next
 * operation.
 */
bool compare_readers_since(struct property *p, struct readers *r,
			   unsigned int from);

/* --- Instants ------------------------------------------------------------ */

/*
 * A writer on zero packed pages, up to %MODEL_PACKED.  Whatever instant of an
 * operation a snapshot is taken at, it decodes to a prefix (F-13).  Amid the
 * stores to a packed page that is full, few are looked at.
 *
 * Return: as compare_writers_start().
 */
const struct model_list *compare_instants_start(struct property *p,
						unsigned int nr_packed);
bool compare_instants_append(struct property *p,
			     const struct model_range *range);
/* Of single OS pages from @range->pfn on, and not every instant. */
bool compare_instants_fill(struct property *p, struct model_range range,
			   unsigned int keep);
bool compare_instants_break(struct property *p);
bool compare_instants_seal(struct property *p);
/* The only one; the first is at the start. */
bool compare_instants_checkpoint(struct property *p);
bool compare_instants_rollback(struct property *p, unsigned int to);

/* --- Arrays of PFNs ------------------------------------------------------ */

struct bulk_start {
	unsigned long nr_packed;
	unsigned int nr_scattered; /* OS pages, apart, in front of all */
	uint64_t nr_before; /* OS pages that the first key continues */
};

/*
 * The first 3000 of @nr keys, by every code for this processor, against one
 * at a time.  Without a @tag, each has its own.
 */
bool compare_bulk(struct property *p, const struct bulk_start *start,
		  const __u64 *all, size_t nr, const unsigned int *tag);

#endif /* PFNPACK_COMPARE_H */
