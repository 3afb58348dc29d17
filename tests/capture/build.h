/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Builds capture files in memory. */
#ifndef BUILD_H
#define BUILD_H

#include "capture_format.h"

#define BUILD_BLOCKS_MAX 1100

/**
 * struct build - a capture file being built
 * @block: its blocks
 * @nr_blocks: how many
 * @dir: directory of the chunk being filled
 * @totals: of the chunks before
 */
struct build {
	union capture_block block[BUILD_BLOCKS_MAX];
	size_t nr_blocks;
	struct capture_directory dir;
	struct capture_totals totals;
	/* private: */
	struct pfnpack_writer filling;
	struct pfnpack_page packed[CAPTURE_PACKED_MAX];
};

/* All of these end the test program when there is no room. */

void build_header(struct build *b, uint32_t os_page_bytes);
void build_process(struct build *b, uint32_t pid, const char *comm);
void build_segment(struct build *b, const struct capture_segment *segment);
/* Start a packed page. */
void build_packed(struct build *b);
/* Return: false when the packed page has no room for it. */
bool build_range(struct build *b, const struct pfnpack_range *range);
void build_break(struct build *b);
/* Finish the chunk and start the next. */
void build_chunk(struct build *b);
void build_end(struct build *b);

#endif /* BUILD_H */
