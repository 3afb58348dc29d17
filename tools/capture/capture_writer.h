/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writes a capture file in one pass, with constant memory.
 */
#ifndef CAPTURE_WRITER_H
#define CAPTURE_WRITER_H

#include <stdbool.h>

#include "capture_format.h"
#include "outfile.h"

/**
 * struct capture_writer - a capture file being written; fields are private
 *
 * Holds the packed pages of a chunk, 2 MiB: too large for a stack.
 */
struct capture_writer {
	/* private: */
	struct outfile *out;
	struct capture_totals totals;
	struct capture_directory dir;
	struct pfnpack_writer filling; /* of the last packed page */
	struct pfnpack_range run; /* not packed yet; nr 0 for none */
	struct pfnpack_page packed[CAPTURE_PACKED_MAX];
};

/*
 * Of what follows, each returns false when the file cannot be written, after
 * a message.  Calls come in this order: start, process, { segment, append for
 * all of its OS pages }, end.
 */

/**
 * capture_writer_start() - write the header
 * @w: filled in
 * @out: where to write
 * @header: what it says
 */
bool capture_writer_start(struct capture_writer *w, struct outfile *out,
			  const struct capture_header *header);

/**
 * capture_writer_process() - the segments to come are those of a process
 * @w: the writer
 * @process: the process
 */
bool capture_writer_process(struct capture_writer *w,
			    const struct capture_process *process);

/**
 * capture_writer_segment() - the ranges to come are those of a segment
 * @w: the writer
 * @segment: the segment
 */
bool capture_writer_segment(struct capture_writer *w,
			    const struct capture_segment *segment);

/**
 * capture_writer_append() - the next OS pages of the segment
 * @w: the writer
 * @range: the OS pages; joined to what they continue, so that the file does
 *	not depend on how the segment was divided
 */
bool capture_writer_append(struct capture_writer *w,
			   const struct pfnpack_range *range);

/**
 * capture_writer_append_tagged() - the next OS pages, where runs are short
 * @w: the writer
 * @tagged: each of them, as pfnpack_append_tagged() takes it; no more bits
 * @nr: how many, 1 to %PFNPACK_INLINE_MAX
 *
 * As capture_writer_append() for one after the other.
 */
bool capture_writer_append_tagged(struct capture_writer *w, const __u64 *tagged,
				  size_t nr);

/**
 * capture_writer_end() - write what is left, and the end
 * @w: the writer
 * @end_flags: &enum capture_end_flags
 */
bool capture_writer_end(struct capture_writer *w, uint32_t end_flags);

#endif /* CAPTURE_WRITER_H */
