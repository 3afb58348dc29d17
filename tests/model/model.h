/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The rules of docs/format.md, done slowly: ranges in arrays, every number
 * counted anew, packed pages read and written byte by byte.  It shares no
 * line with lib/, and none of its constants.
 */
#ifndef PFNPACK_MODEL_H
#define PFNPACK_MODEL_H

#include <stdbool.h>
#include <stdint.h>

/* tests/exhaustive has smaller ones. */
#ifndef MODEL_SLOTS
#define MODEL_SLOTS 512
#define MODEL_PFN_BITS 44
#define MODEL_TAGS 16
#define MODEL_SIZES 65536
#endif

#define MODEL_BYTES (8 * MODEL_SLOTS)
#define MODEL_PACKED 6
#define MODEL_RANGES (MODEL_PACKED * MODEL_SLOTS)
#define MODEL_END ((uint64_t)1 << MODEL_PFN_BITS)
#define MODEL_ESCAPE (MODEL_SIZES - 1)
#define MODEL_INLINE (MODEL_SIZES - 2)

struct model_range {
	uint64_t pfn;
	uint64_t nr;
	unsigned int tag;
	unsigned int packed; /* index of the packed page that it is in */
};

struct model_list {
	unsigned int nr;
	struct model_range ranges[MODEL_RANGES];
};

/* What is wrong, if anything; a @rule of 0 is valid. */
struct model_verdict {
	unsigned int rule;
	unsigned int slot;
	unsigned int packed;
};

/* --- Bytes --------------------------------------------------------------- */

uint64_t model_get_slot(const uint8_t *bytes, unsigned int slot);
void model_set_slot(uint8_t *bytes, unsigned int slot, uint64_t value);

/* Add the ranges of one packed page to @list, up to the first fault. */
struct model_verdict model_decode(const uint8_t *bytes, unsigned int packed,
				  struct model_list *list);
/* What pfnpack_check() is to say: as above, then F-09. */
struct model_verdict model_check(const uint8_t *bytes);
/* An array of packed pages, as a reader sees it (F-11). */
struct model_verdict model_read(const uint8_t *const *table,
				unsigned int nr_packed,
				struct model_list *list);
/* The packed page with index @packed, its gap zero. */
void model_encode(const struct model_list *list, unsigned int packed,
		  uint8_t *bytes);

/* --- Writing ------------------------------------------------------------- */

struct model_writer {
	unsigned int nr_packed;
	bool broken; /* nothing merges with the last range */
	struct model_list list;
};

enum model_status {
	MODEL_OK,
	MODEL_NO_ROOM,
	MODEL_BAD_RANGE,
};

void model_start(struct model_writer *m, unsigned int nr_packed);
enum model_status model_append(struct model_writer *m, uint64_t pfn,
			       uint64_t nr, unsigned int tag);
/*
 * @range, and more like it, each one OS page after the one before, into the
 * packed page being filled as long as @keep slots stay free.  None of them
 * continues another; the caller sees to the first.
 *
 * Return: how many.
 */
unsigned int model_fill(struct model_writer *m, struct model_range range,
			unsigned int keep);
unsigned int model_room(const struct model_writer *m);
/* Packed pages that hold words. */
unsigned int model_used(const struct model_list *list);
unsigned int model_words(const struct model_list *list, unsigned int packed);
unsigned int model_descs(const struct model_list *list, unsigned int packed);
void model_copy(struct model_writer *to, const struct model_writer *from);

/* --- Lists --------------------------------------------------------------- */

bool model_same_list(const struct model_list *a, const struct model_list *b);
/* OS page by OS page, is @a the beginning of @b? */
bool model_is_prefix(const struct model_list *a, const struct model_list *b);
/* Put range @i + 1 behind range @i if the writer had to split them (F-15). */
bool model_split(const struct model_list *list, unsigned int i);
/* Join whatever continues, wherever it is: the longest runs of OS pages. */
void model_coalesce(struct model_list *list);

/* --- Reading ------------------------------------------------------------- */

enum model_read_status {
	MODEL_READ_OK,
	MODEL_READ_END,
	MODEL_READ_MALFORMED,
};

struct model_reader {
	const struct model_list *list;
	unsigned int rule; /* at the end of @list, or 0 */
	unsigned int next; /* range */
	struct model_range rest;
	bool joins;
};

enum model_read_status model_next(struct model_reader *r,
				  struct model_range *range);
enum model_read_status model_skip(struct model_reader *r, uint64_t nr);
enum model_read_status model_next_block(struct model_reader *r,
					unsigned int max_order,
					struct model_range *block);

#endif /* PFNPACK_MODEL_H */
