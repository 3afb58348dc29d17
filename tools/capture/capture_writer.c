// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writes a capture file in one pass.
 */
#include "capture_writer.h"

#include <inttypes.h>

#include "diag.h"

static bool write_block(struct capture_writer *w,
			const union capture_block *block)
{
	return outfile_write(w->out, block, sizeof(*block));
}

static void start_chunk(struct capture_writer *w)
{
	capture_directory_init(&w->dir, w->totals.nr_chunks);
	/* No packed page yet: the first append asks for one. */
	pfnpack_writer_init(&w->filling, NULL, 0);
}

static bool write_chunk(struct capture_writer *w)
{
	unsigned int nr_packed = w->dir.nr_packed;
	union capture_block block;

	pfnpack_seal(&w->filling);
	capture_encode_directory(&block, &w->dir, w->packed);
	w->totals.nr_chunks++;
	w->totals.nr_packed += nr_packed;
	start_chunk(w);
	return write_block(w, &block) &&
	       outfile_write(w->out, w->packed,
			     nr_packed * sizeof(w->packed[0]));
}

static bool start_packed(struct capture_writer *w)
{
	pfnpack_seal(&w->filling);
	while (!capture_directory_add_packed(&w->dir)) {
		if (!write_chunk(w))
			return false;
	}
	pfnpack_writer_init(&w->filling, &w->packed[w->dir.nr_packed - 1], 1);
	return true;
}

bool capture_writer_start(struct capture_writer *w, struct outfile *out,
			  const struct capture_header *header)
{
	union capture_block block;

	w->out = out;
	w->totals = (struct capture_totals){ 0 };
	w->run.nr = 0;
	start_chunk(w);
	capture_encode_header(&block, header);
	return write_block(w, &block);
}

/* The last range has grown as long as it gets. */
static bool pack_run(struct capture_writer *w)
{
	const struct pfnpack_range *run = &w->run;
	enum pfnpack_status status;

	if (!run->nr)
		return true;
	while ((status = pfnpack_append(&w->filling, run->pfn, run->nr,
					run->tag)) == PFNPACK_NO_ROOM) {
		if (!start_packed(w))
			return false;
	}
	if (status != PFNPACK_OK) {
		diag("PFN 0x%" PRIx64 " is beyond 2^44, where the format ends",
		     (uint64_t)run->pfn);
		return false;
	}
	w->totals.nr_os_pages += run->nr;
	w->run.nr = 0;
	return true;
}

bool capture_writer_process(struct capture_writer *w,
			    const struct capture_process *process)
{
	if (!pack_run(w))
		return false;
	while (!capture_directory_add_process(&w->dir, process)) {
		if (!write_chunk(w))
			return false;
	}
	return true;
}

bool capture_writer_segment(struct capture_writer *w,
			    const struct capture_segment *segment)
{
	if (!pack_run(w))
		return false;
	while (!capture_directory_add_segment(&w->dir, segment)) {
		if (!write_chunk(w))
			return false;
	}
	w->totals.nr_segments++;
	pfnpack_break(&w->filling);
	return true;
}

bool capture_writer_append(struct capture_writer *w,
			   const struct pfnpack_range *range)
{
	struct pfnpack_range *run = &w->run;

	if (run->nr && run->tag == range->tag &&
	    run->pfn + run->nr == range->pfn) {
		run->nr += range->nr;
		return true;
	}
	if (!pack_run(w))
		return false;
	/*
	 * One by one, as they were stored: a copy of the whole would be loaded
	 * in other sizes and wait for the stores.
	 */
	run->pfn = range->pfn;
	run->nr = range->nr;
	run->tag = range->tag;
	return true;
}

bool capture_writer_end(struct capture_writer *w, uint32_t end_flags)
{
	union capture_block block;

	if (!pack_run(w) || !write_chunk(w))
		return false;
	w->totals.end_flags = end_flags;
	capture_encode_end(&block, &w->totals);
	return write_block(w, &block);
}
