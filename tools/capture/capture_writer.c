// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writes a capture file in one pass.
 */
#include "capture_writer.h"

#include <inttypes.h>

#include "diag.h"
#include "pfnpack_bulk.h"

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

#define PFN_MASK (PFNPACK_PFN_END - 1)

static bool continues(const __u64 *tagged)
{
	return tagged[0] == tagged[-1] + 1 && (tagged[0] & PFN_MASK);
}

/* OS pages of the first run. */
static size_t nr_of_first(const __u64 *tagged, size_t nr)
{
	size_t i = 1;

	while (i < nr && continues(&tagged[i]))
		i++;
	return i;
}

/* Where the last run starts. */
static size_t start_of_last(const __u64 *tagged, size_t nr)
{
	size_t i = nr - 1;

	while (i && continues(&tagged[i]))
		i--;
	return i;
}

static bool append_tagged_run(struct capture_writer *w, const __u64 *tagged,
			      size_t nr)
{
	const struct pfnpack_range range = {
		.pfn = *tagged & PFN_MASK,
		.nr = nr,
		.tag = (unsigned int)(*tagged >> PFNPACK_PFN_BITS),
	};

	return capture_writer_append(w, &range);
}

/* Whole runs; each fits in a word, so none is split between packed pages. */
static bool pack_runs(struct capture_writer *w, const __u64 *tagged, size_t nr)
{
	size_t nr_packed;

	if (!pack_run(w))
		return false;
	w->totals.nr_os_pages += nr;
	while ((nr_packed = pfnpack_append_tagged(&w->filling, tagged, nr)) <
	       nr) {
		tagged += nr_packed;
		nr -= nr_packed;
		if (!start_packed(w))
			return false;
	}
	return true;
}

bool capture_writer_append_tagged(struct capture_writer *w, const __u64 *tagged,
				  size_t nr)
{
	size_t first_end = nr_of_first(tagged, nr);
	size_t last = start_of_last(tagged, nr);

	if (!append_tagged_run(w, tagged, first_end))
		return false;
	if (first_end == nr)
		return true;
	/* The first run may continue what was there, the last one may go on. */
	if (first_end < last &&
	    !pack_runs(w, tagged + first_end, last - first_end))
		return false;
	return append_tagged_run(w, tagged + last, nr - last);
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
