// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A capture file that is written is read, and says the same.
 *
 * Input: a head, with the OS page size in byte 0 and flags of the end in byte
 * 1; what to write.
 *
 * A unit with a size is a range of the segment at hand, as a word has it; its
 * PFN is of no matter when its tag is of no memory.  In others byte 0 says
 * what to write, and the bits from 8 on with what.
 */
#include "../input.h"
#include "build.h"
#include "story.h"

#define SIZE_SHIFT 48
#define NR_NAME_MAX 200
/* Of a file, so that it is not to take long. */
#define BLOCKS_MAX 200

enum item {
	PROCESS,
	SEGMENT,
	PACKED,
	CHUNK,
	BREAK,
	NR_ITEMS,
};

static struct build build;
static struct capture_decoder decoder;
static struct story told, heard;
static uint32_t os_page_bytes;

/* The segment being filled; complete when none is left. */
static struct capture_segment segment;
static uint64_t nr_seg_os_pages;
static uint64_t nr_seg_done;
static bool has_process;

static uint64_t nr_seg_left(void)
{
	return nr_seg_os_pages - nr_seg_done;
}

static bool is_full(void)
{
	return build.nr_blocks + build.dir.nr_packed >= BLOCKS_MAX;
}

static void start_packed(void)
{
	struct capture_directory dir = build.dir;

	if (!capture_directory_add_packed(&dir))
		build_chunk(&build);
	build_packed(&build);
}

/* --- Ranges -------------------------------------------------------------- */

static unsigned int tag_of(unsigned int nr)
{
	static const unsigned int tags[] = { CAPTURE_ANON, CAPTURE_FILE,
					     CAPTURE_UNREAD, CAPTURE_SWAP,
					     CAPTURE_HOLE };

	return tags[nr % 5];
}

static void add_range(struct pfnpack_range *range)
{
	build_break(&build);
	if (!build.dir.nr_packed || !build_range(&build, range)) {
		start_packed();
		MUST(build_range(&build, range));
	}
	tell_range(&told, segment.start_va + nr_seg_done * os_page_bytes,
		   range);
	nr_seg_done += range->nr;
}

static void add_range_of_word(uint64_t word)
{
	struct pfnpack_range range = {
		.pfn = word & (PFNPACK_PFN_END - 1),
		.nr = word >> SIZE_SHIFT,
		.tag = tag_of(word >> PFNPACK_PFN_BITS & PFNPACK_TAG_MAX),
	};

	if (!nr_seg_left())
		return;
	/* More than a word can say, now and then. */
	if (range.nr == PFNPACK_SIZE_DESC)
		range.nr = nr_seg_left();
	if (range.nr > nr_seg_left())
		range.nr = nr_seg_left();
	if (range.tag >= CAPTURE_UNREAD)
		range.pfn = nr_seg_done;
	else if (range.pfn > PFNPACK_PFN_END - range.nr)
		range.pfn = PFNPACK_PFN_END - range.nr;
	add_range(&range);
}

static void complete_segment(void)
{
	struct pfnpack_range hole = {
		.pfn = nr_seg_done,
		.nr = nr_seg_left(),
		.tag = CAPTURE_HOLE,
	};

	if (hole.nr)
		add_range(&hole);
}

/* --- Records ------------------------------------------------------------- */

static void add_process(struct input *in)
{
	struct capture_process process = { 0 };
	struct capture_directory dir;

	complete_segment();
	process.pid = (uint32_t)take_unit(in);
	take_bytes(in, process.comm, sizeof(process.comm) - 1);
	dir = build.dir;
	if (!capture_directory_add_process(&dir, &process))
		build_chunk(&build);
	build_process(&build, process.pid, process.comm);
	tell_process(&told, &process);
	segment.end_va = 0;
	has_process = true;
}

static void choose_segment(struct input *in, uint64_t nr)
{
	uint64_t start_va = segment.end_va;

	memset(&segment, 0, sizeof(segment));
	segment.start_va = start_va + (nr & 0xff) * os_page_bytes;
	nr_seg_os_pages = 1 + (nr >> 8 & 0xffffff);
	segment.end_va = segment.start_va + nr_seg_os_pages * os_page_bytes;
	segment.flags = nr >> 32 & 31;
	segment.offset = take_unit(in);
	segment.inode = take_unit(in);
	segment.dev_major = (uint32_t)segment.inode;
	segment.dev_minor = (uint32_t)segment.offset;
	segment.nr_name_bytes = (uint32_t)(nr >> 32) % (NR_NAME_MAX + 1);
	take_bytes(in, segment.name, segment.nr_name_bytes);
	nr_seg_done = 0;
}

static void add_segment(struct input *in, uint64_t nr)
{
	struct capture_directory dir;

	if (!has_process)
		return;
	complete_segment();
	choose_segment(in, nr);
	dir = build.dir;
	if (!capture_directory_add_segment(&dir, &segment))
		build_chunk(&build);
	build_segment(&build, &segment);
	tell_segment(&told, &segment);
	/* Its first OS page has to follow in this chunk (C-17). */
	add_range_of_word(take_unit(in) | 1ULL << SIZE_SHIFT);
}

static void add_item(struct input *in, uint64_t unit)
{
	if (unit >> SIZE_SHIFT) {
		add_range_of_word(unit);
		return;
	}
	switch ((unit & 0xff) % NR_ITEMS) {
	case PROCESS:
		add_process(in);
		break;
	case SEGMENT:
		add_segment(in, unit >> 8);
		break;
	case CHUNK:
		if (!nr_seg_left() || nr_seg_done)
			build_chunk(&build);
		break;
	case PACKED:
		/* Only where a range is sure to follow (C-12). */
		if (nr_seg_left()) {
			start_packed();
			add_range_of_word(unit | 1ULL << SIZE_SHIFT);
		}
		break;
	}
}

/* --- Files --------------------------------------------------------------- */

static void write_file(struct input *in)
{
	struct capture_header header = { .release = "6.1.0",
					 .machine = "x86_64" };
	uint64_t head = take_unit(in);

	os_page_bytes = 4096U << (head & 0xff) % 5;
	header.os_page_bytes = os_page_bytes;
	told = (struct story){ 0 };
	segment.end_va = 0;
	nr_seg_os_pages = 0;
	nr_seg_done = 0;
	has_process = false;
	build_header(&build, os_page_bytes);
	tell_event(&told, &(struct capture_event){ .type = CAPTURE_EVENT_HEADER,
						   .header = &header });
	while (in->nr && !is_full())
		add_item(in, take_unit(in));
	complete_segment();
	build_chunk(&build);
	build.totals.end_flags = head >> 8 & 3;
	build_end(&build);
}

static void read_file(void)
{
	static const union capture_block nothing;
	size_t i;

	heard = (struct story){ 0 };
	capture_decoder_init(&decoder, tell_event, &heard);
	for (i = 0; i < build.nr_blocks; i++)
		MUST(capture_decode_block(&decoder, &build.block[i]));
	MUST(capture_decode_eof(&decoder, &nothing, 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);

	write_file(&in);
	read_file();
	MUST(told.hash == heard.hash && told.nr_ranges == heard.nr_ranges);
	MUST(!memcmp(&decoder.totals, &build.totals, sizeof(build.totals)));
	return 0;
}
