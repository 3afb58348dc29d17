// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Capture files: what the vectors cannot show.  Encoder, round trips of random
 * files, damage anywhere, going on after a fault.
 */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "build.h"
#include "story.h"

#define SEED 0x70666e7061636b00ULL

static uint64_t random_state;

/* splitmix64 */
static uint64_t random_u64(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static uint64_t random_below(uint64_t end)
{
	return random_u64() % end;
}

/* --- Random files ------------------------------------------------------ */

static struct build build;
static struct capture_decoder decoder;

/* Sometimes end the chunk, sometimes the packed page. */
static void random_place(void)
{
	if (!random_below(40))
		build_chunk(&build);
	if (!build.dir.nr_packed || !random_below(20))
		build_packed(&build);
}

static void random_range(const struct capture_segment *s, uint64_t nr_done,
			 uint64_t nr_left, struct story *story)
{
	static const unsigned int tags[] = { CAPTURE_ANON, CAPTURE_FILE,
					     CAPTURE_UNREAD, CAPTURE_SWAP,
					     CAPTURE_HOLE };
	struct pfnpack_range range = {
		.pfn = random_below(1ULL << 43),
		.nr = 1 + random_below(nr_left),
		.tag = tags[random_below(5)],
	};

	if (range.tag >= CAPTURE_UNREAD)
		range.pfn = nr_done;
	build_break(&build);
	while (!build_range(&build, &range))
		build_packed(&build);
	tell_range(story, s->start_va + nr_done * 4096, &range);
}

static void random_ranges(const struct capture_segment *s, struct story *story)
{
	uint64_t nr_left = (s->end_va - s->start_va) / 4096;
	uint64_t nr_done = 0;
	uint64_t before;

	while (nr_left) {
		before = build.totals.nr_os_pages;
		random_range(s, nr_done, nr_left, story);
		nr_done += build.totals.nr_os_pages - before;
		nr_left -= build.totals.nr_os_pages - before;
		/* A packed page that is started gets a range. */
		if (nr_left)
			random_place();
	}
}

static uint64_t random_segment(uint64_t start_va, struct story *story)
{
	static struct capture_segment s;
	uint32_t i;

	s.start_va = start_va + 4096 * random_below(3);
	s.end_va = s.start_va + 4096 * (1 + random_below(300000));
	s.offset = random_u64();
	s.inode = random_u64();
	s.dev_major = (uint32_t)random_u64();
	s.dev_minor = (uint32_t)random_u64();
	s.flags = (uint32_t)random_below(32);
	s.nr_name_bytes = (uint32_t)random_below(40);
	for (i = 0; i < s.nr_name_bytes; i++)
		s.name[i] = (char)(1 + random_below(255));
	build_segment(&build, &s);
	tell_segment(story, &s);
	random_ranges(&s, story);
	return s.end_va;
}

static void random_process(struct story *story)
{
	struct capture_process process = { .pid = (uint32_t)random_u64() };
	uint64_t nr_segments = random_below(4);
	uint64_t va = 0;

	snprintf(process.comm, sizeof(process.comm), "p%" PRIu64, random_u64());
	build_process(&build, process.pid, process.comm);
	tell_process(story, &process);
	while (nr_segments--)
		va = random_segment(va, story);
}

static void random_file(struct story *story)
{
	struct capture_header header = { .os_page_bytes = 4096,
					 .release = "6.1.0",
					 .machine = "x86_64" };
	uint64_t nr_processes = random_below(4);

	build_header(&build, 4096);
	tell_event(story, &(struct capture_event){ .type = CAPTURE_EVENT_HEADER,
						   .header = &header });
	while (nr_processes--)
		random_process(story);
	build_chunk(&build);
	build.totals.end_flags = (uint32_t)random_below(4);
	build_end(&build);
}

/* Return: blocks with a fault; that at the end of the file counts, too. */
static unsigned int decode(struct story *story)
{
	static const union capture_block nothing;
	unsigned int nr_faults = 0;
	size_t i;

	capture_decoder_init(&decoder, tell_event, story);
	for (i = 0; i < build.nr_blocks; i++) {
		nr_faults += !capture_decode_block(&decoder, &build.block[i]);
		if (!capture_decoder_can_go_on(&decoder))
			return nr_faults;
	}
	return nr_faults + !capture_decode_eof(&decoder, &nothing, 0);
}

Test(capture, round_trip)
{
	struct story told, heard;
	unsigned int i;

	random_state = SEED;
	for (i = 0; i < 400; i++) {
		told = (struct story){ 0 };
		heard = (struct story){ 0 };
		random_file(&told);
		cr_assert_eq(decode(&heard), 0, "file %u: rule C-%02u: %s", i,
			     decoder.fault.c_rule, decoder.fault.text);
		cr_assert_eq(told.hash, heard.hash, "file %u", i);
		cr_assert_eq(told.nr_ranges, heard.nr_ranges);
		cr_assert_eq(memcmp(&decoder.totals, &build.totals,
				    sizeof(build.totals)),
			     0);
	}
}

/* Every byte of the file is under a checksum or a rule. */
Test(capture, any_bit_flipped)
{
	struct story told = { 0 }, heard = { 0 };
	unsigned int i;
	uint8_t bit;
	size_t at;

	random_state = SEED + 1;
	for (i = 0; i < 4000; i++) {
		if (i % 100 == 0)
			random_file(&told);
		at = random_below(build.nr_blocks * CAPTURE_BLOCK_BYTES);
		bit = (uint8_t)(1U << random_below(8));
		build.block[at / 4096].byte[at % 4096] ^= bit;
		cr_assert(decode(&heard) >= 1, "file %u, byte %zu", i / 100,
			  at);
		build.block[at / 4096].byte[at % 4096] ^= bit;
	}
}

/* No bytes make it read elsewhere; sanitizers and valgrind look on. */
Test(capture, any_bytes)
{
	struct story told = { 0 }, heard = { 0 };
	unsigned int i, k;
	uint8_t *byte;

	random_state = SEED + 2;
	random_file(&told);
	for (i = 0; i < 300; i++) {
		byte = build.block[random_below(build.nr_blocks)].byte;
		for (k = 0; k < 64; k++)
			byte[random_below(4096)] = (uint8_t)random_u64();
		cr_assert(decode(&heard) >= 1);
	}
}

/* --- Encoder ----------------------------------------------------------- */

Test(capture, long_text_is_cut)
{
	struct capture_header header = { .os_page_bytes = 4096 };
	struct capture_process process = { .pid = 1 };
	struct story heard = { 0 };

	memset(header.release, 'r', sizeof(header.release));
	memset(header.machine, 'm', sizeof(header.machine));
	memset(process.comm, 'c', sizeof(process.comm));
	build_header(&build, 4096);
	capture_encode_header(&build.block[0], &header);
	cr_assert(capture_directory_add_process(&build.dir, &process));
	build_chunk(&build);
	build_end(&build);
	cr_assert_eq(decode(&heard), 0);
	cr_assert_eq(heard.nr_processes, 1);
	cr_assert_eq(build.block[0].byte[24 + 70], 'r');
	cr_assert_eq(build.block[0].byte[24 + 71], 0);
}

Test(capture, directory_full_of_packed_pages)
{
	struct pfnpack_range range = { .pfn = 0x1000, .nr = 1, .tag = 0 };
	static struct capture_segment s = { .end_va = 508 * 4096ULL };
	struct story heard = { 0 };
	unsigned int i;

	build_header(&build, 4096);
	build_process(&build, 1, "full");
	build_segment(&build, &s);
	/* 4064 - 32 - 56 bytes are left for checksums: 497. */
	for (i = 0; i < 497; i++) {
		build_packed(&build);
		cr_assert(build_range(&build, &range));
	}
	cr_assert_not(capture_directory_add_packed(&build.dir));
	build_chunk(&build);
	for (; i < 508; i++) {
		build_packed(&build);
		cr_assert(build_range(&build, &range));
	}
	build_chunk(&build);
	build_end(&build);
	cr_assert_eq(decode(&heard), 0);
	cr_assert_eq(heard.nr_ranges, 508);
}

Test(capture, directory_of_packed_pages_only)
{
	struct capture_process process = { .pid = 1 };
	static struct capture_segment segment;
	struct capture_directory dir;
	unsigned int i;

	capture_directory_init(&dir, 0);
	for (i = 0; i < CAPTURE_PACKED_MAX; i++)
		cr_assert(capture_directory_add_packed(&dir));
	cr_assert_not(capture_directory_add_packed(&dir));
	cr_assert_not(capture_directory_add_process(&dir, &process));
	cr_assert_not(capture_directory_add_segment(&dir, &segment));
	cr_assert_eq(dir.nr_packed, CAPTURE_PACKED_MAX);
}

/* A segment's record never goes where its first OS page cannot follow. */
Test(capture, segment_keeps_room_for_packed_page)
{
	static struct capture_segment longest = {
		.nr_name_bytes = CAPTURE_NAME_MAX,
	};
	struct capture_process process = { .pid = 1 };
	struct capture_directory dir;

	capture_directory_init(&dir, 0);
	/* 32 + 56 + 3968 + 8 = 4064: to the last byte. */
	cr_assert(capture_directory_add_process(&dir, &process));
	cr_assert(capture_directory_add_segment(&dir, &longest));
	cr_assert_not(capture_directory_add_process(&dir, &process));
	cr_assert(capture_directory_add_packed(&dir));
	cr_assert_not(capture_directory_add_packed(&dir));

	capture_directory_init(&dir, 0);
	cr_assert(capture_directory_add_process(&dir, &process));
	cr_assert(capture_directory_add_packed(&dir));
	cr_assert_not(capture_directory_add_segment(&dir, &longest));
	longest.nr_name_bytes -= 8;
	cr_assert(capture_directory_add_segment(&dir, &longest));
	cr_assert(capture_directory_add_packed(&dir));
}

/* --- Going on after a fault -------------------------------------------- */

/*
 * Blocks: 0 header, 1 directory, 2 and 3 packed pages, 4 directory, 5 and 6
 * packed pages, 7 end.
 */
static void build_two_chunks(void)
{
	static struct capture_segment s;
	struct pfnpack_range range = { .pfn = 0x1000, .nr = 1, .tag = 0 };
	unsigned int chunk;

	build_header(&build, 4096);
	build_process(&build, 1, "two");
	for (chunk = 0; chunk < 2; chunk++) {
		s.start_va = 0x10000 + 0x10000 * chunk;
		s.end_va = s.start_va + 0x2000;
		build_segment(&build, &s);
		build_packed(&build);
		cr_assert(build_range(&build, &range));
		build_packed(&build);
		cr_assert(build_range(&build, &range));
		build_chunk(&build);
	}
	build_end(&build);
}

static void damage(unsigned int block)
{
	build.block[block].byte[100] ^= 1;
}

/* Blocks with a fault, one bit each; bit 31: the end of the file. */
static uint32_t faulty_blocks(struct story *story)
{
	static const union capture_block nothing;
	uint32_t faulty = 0;
	size_t i;

	capture_decoder_init(&decoder, tell_event, story);
	for (i = 0; i < build.nr_blocks; i++) {
		if (!capture_decode_block(&decoder, &build.block[i]))
			faulty |= 1U << i;
	}
	if (!capture_decode_eof(&decoder, &nothing, 0))
		faulty |= 1U << 31;
	return faulty;
}

Test(capture, every_broken_packed_page_is_found)
{
	struct story heard = { 0 };

	build_two_chunks();
	damage(2);
	damage(6);
	cr_assert_eq(faulty_blocks(&heard), 1U << 2 | 1U << 6);
	cr_assert_eq(decoder.fault.packed_page, 3);
	cr_assert_eq(decoder.fault.block, 6);
	cr_assert_eq(heard.nr_ranges, 0);
}

Test(capture, events_end_at_the_first_fault)
{
	struct story heard = { 0 };

	build_two_chunks();
	damage(3);
	cr_assert_eq(faulty_blocks(&heard), 1U << 3);
	cr_assert_eq(heard.nr_segments, 1);
	cr_assert_eq(heard.nr_ranges, 1);
}

Test(capture, broken_directory_is_passed_over)
{
	struct story heard = { 0 };

	build_two_chunks();
	damage(1);
	/* Its packed pages have no checksums now. */
	damage(2);
	damage(5);
	cr_assert_eq(faulty_blocks(&heard), 1U << 1 | 1U << 5);
	cr_assert_eq(decoder.fault.packed_page, 2);
	cr_assert_eq(heard.nr_processes, 0);
}

Test(capture, last_directory_broken)
{
	struct story heard = { 0 };

	build_two_chunks();
	build.block[4].byte[0] = 'Q';
	cr_assert_eq(faulty_blocks(&heard), 1U << 4);
	cr_assert_eq(heard.nr_ranges, 2);
}

/* Totals that are still known are still checked. */
Test(capture, totals_after_a_broken_packed_page)
{
	struct story heard = { 0 };

	build_two_chunks();
	damage(2);
	build.totals.nr_os_pages = 77;
	build.nr_blocks--;
	build_end(&build);
	cr_assert_eq(faulty_blocks(&heard), 1U << 2);

	build.totals.nr_packed = 5;
	build.nr_blocks--;
	build_end(&build);
	cr_assert_eq(faulty_blocks(&heard), 1U << 2 | 1U << 7);
	cr_assert_eq(decoder.fault.c_rule, 21);
}

/* A tag without a meaning is one wherever it belongs. */
Test(capture, tags_after_a_broken_packed_page)
{
	static struct capture_segment s = { .end_va = 0x2000 };
	struct pfnpack_range range = { .pfn = 0x1000, .nr = 1, .tag = 0 };
	struct story heard = { 0 };

	build_header(&build, 4096);
	build_process(&build, 1, "tag");
	build_segment(&build, &s);
	build_packed(&build);
	cr_assert(build_range(&build, &range));
	build_packed(&build);
	range.tag = 5;
	cr_assert(build_range(&build, &range));
	build_chunk(&build);
	build_end(&build);
	damage(2);
	cr_assert_eq(faulty_blocks(&heard), 1U << 2 | 1U << 3);
	cr_assert_eq(decoder.fault.c_rule, 19);
	cr_assert_eq(decoder.fault.place, CAPTURE_IN_SLOT);
}

Test(capture, cut_after_a_fault)
{
	struct story heard = { 0 };

	build_two_chunks();
	damage(2);
	build.nr_blocks = 4;
	cr_assert_eq(faulty_blocks(&heard), 1U << 2 | 1U << 31);
	cr_assert_eq(decoder.fault.class, CAPTURE_TRUNCATED);
}

Test(capture, nothing_to_go_on_with)
{
	struct story heard = { 0 };

	build_two_chunks();
	damage(0);
	capture_decoder_init(&decoder, tell_event, &heard);
	cr_assert(capture_decoder_can_go_on(&decoder));
	cr_assert_not(capture_decode_block(&decoder, &build.block[0]));
	cr_assert_not(capture_decoder_can_go_on(&decoder));
	cr_assert_not(capture_decode_block(&decoder, &build.block[1]));
	cr_assert_eq(decoder.fault.block, 0);
}

/* --- Memory ------------------------------------------------------------ */

Test(capture, decoder_has_constant_memory)
{
	/* A directory, the longest name, and the ranges of a packed page. */
	cr_assert(sizeof(struct capture_decoder) <
		  2 * 4096 + 512 * sizeof(struct pfnpack_range) + 512);
}
