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

/* Of @nr bytes, each another, from @first on. */
static uint64_t distinct(uint8_t first, unsigned int nr)
{
	uint64_t value = 0;

	while (nr--)
		value = value << 8 | (uint8_t)(first + nr);
	return value;
}

static bool are_distinct(const uint8_t *at, uint8_t first, unsigned int nr)
{
	while (nr--) {
		if (at[nr] != (uint8_t)(first + nr))
			return false;
	}
	return true;
}

static bool are_zero(const uint8_t *at, unsigned int nr)
{
	while (nr--) {
		if (at[nr])
			return false;
	}
	return true;
}

Test(capture, fields_of_a_header)
{
	struct capture_header header = {
		.os_page_bytes = (uint32_t)distinct(1, 4),
	};
	static union capture_block block;

	memset(header.release, 'r', sizeof(header.release));
	memset(header.machine, 'm', sizeof(header.machine));
	header.release[3] = 0;
	capture_encode_header(&block, &header);
	cr_assert(are_distinct(block.byte + 12, 1, 4));
	cr_assert_eq(memcmp(block.byte + 24, "rrr", 4), 0);
	cr_assert(are_zero(block.byte + 28, 68));
	cr_assert_eq(block.byte[96 + 70], 'm');
	cr_assert(are_zero(block.byte + 96 + 71, 4096 - 96 - 71));
}

Test(capture, fields_of_a_directory)
{
	static union capture_block block;
	struct capture_directory dir;

	capture_directory_init(&dir, distinct(1, 8));
	capture_encode_directory(&block, &dir, NULL);
	cr_assert(are_zero(block.byte + 8, 8));
	cr_assert(are_distinct(block.byte + 24, 1, 8));
	cr_assert(are_zero(block.byte + 32, 4096 - 32));
}

Test(capture, fields_of_a_segment)
{
	static struct capture_segment s;
	struct capture_directory dir;

	s.flags = (uint32_t)distinct(1, 4);
	s.start_va = distinct(5, 8);
	s.end_va = distinct(13, 8);
	s.offset = distinct(21, 8);
	s.inode = distinct(29, 8);
	s.dev_major = (uint32_t)distinct(37, 4);
	s.dev_minor = (uint32_t)distinct(41, 4);
	s.nr_name_bytes = 0x123;
	memset(s.name, 'n', sizeof(s.name));
	capture_directory_init(&dir, 0);
	cr_assert(capture_directory_add_segment(&dir, &s));
	cr_assert_eq(dir.nr_record_bytes, 56 + 0x128);
	cr_assert_eq(memcmp(dir.record, "\x02\x00\x60\x01", 4), 0);
	cr_assert(are_distinct(dir.record + 4, 1, 44));
	cr_assert_eq(memcmp(dir.record + 48, "\x23\x01\0\0\0\0\0\0", 8), 0);
	cr_assert_eq(dir.record[56 + 0x122], 'n');
	cr_assert(are_zero(dir.record + 56 + 0x123, 5));
}

Test(capture, fields_of_an_end)
{
	struct capture_totals totals = {
		.end_flags = (uint32_t)distinct(1, 4),
		.nr_chunks = distinct(5, 8),
		.nr_packed = distinct(13, 8),
		.nr_segments = distinct(21, 8),
		.nr_os_pages = distinct(29, 8),
	};
	static union capture_block block;

	capture_encode_end(&block, &totals);
	cr_assert(are_distinct(block.byte + 8, 1, 4));
	cr_assert(are_zero(block.byte + 12, 4));
	cr_assert(are_distinct(block.byte + 24, 5, 32));
	cr_assert(are_zero(block.byte + 56, 4096 - 56));
}

Test(capture, longest_name)
{
	static struct capture_segment s = { .end_va = 4096 };
	struct pfnpack_range range = { .pfn = 0x1000, .nr = 1, .tag = 0 };
	struct story heard = { 0 };

	s.nr_name_bytes = CAPTURE_NAME_MAX;
	memset(s.name, 'n', sizeof(s.name));
	build_header(&build, 4096);
	build_process(&build, 1, "longest");
	build_segment(&build, &s);
	build_packed(&build);
	cr_assert(build_range(&build, &range));
	build_chunk(&build);
	build_end(&build);
	cr_assert_eq(decode(&heard), 0);
	cr_assert_eq(decoder.segment.nr_name_bytes, CAPTURE_NAME_MAX);
	cr_assert_eq(memcmp(decoder.segment.name, s.name, CAPTURE_NAME_MAX), 0);
}

Test(capture, directory_full_of_processes)
{
	struct capture_process process = { .pid = 1 };
	struct capture_directory dir;
	unsigned int i;

	capture_directory_init(&dir, 0);
	for (i = 0; i < 127; i++)
		cr_assert(capture_directory_add_process(&dir, &process));
	cr_assert_not(capture_directory_add_process(&dir, &process));
	cr_assert_eq(dir.nr_record_bytes, CAPTURE_DIRECTORY_BYTES);
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

/* Where a lost chunk may have begun another process, segments may start anew. */
Test(capture, addresses_after_a_lost_chunk)
{
	static struct capture_segment s;
	struct pfnpack_range range = { .pfn = 0x1000, .nr = 1, .tag = 0 };
	struct story heard = { 0 };
	unsigned int chunk;

	build_header(&build, 4096);
	for (chunk = 0; chunk < 3; chunk++) {
		if (chunk < 2)
			build_process(&build, 1 + chunk, "lost");
		s.start_va = chunk ? 0 : 0x10000;
		s.end_va = s.start_va + 0x1000;
		build_segment(&build, &s);
		build_packed(&build);
		cr_assert(build_range(&build, &range));
		build_chunk(&build);
	}
	build_end(&build);
	damage(3);
	cr_assert_eq(faulty_blocks(&heard), 1U << 3);
}

/* --- Where the file ends ----------------------------------------------- */

Test(capture, nothing_goes_on_behind_the_end)
{
	struct story heard = { 0 };

	build_two_chunks();
	cr_assert_eq(faulty_blocks(&heard), 0);
	cr_assert(capture_decoder_can_go_on(&decoder));
	cr_assert_not(capture_decode_block(&decoder, &build.block[1]));
	cr_assert_eq(decoder.fault.c_rule, 22);
	cr_assert_not(capture_decoder_can_go_on(&decoder));
}

static unsigned int rule_at_eof(const char *begin, size_t nr_bytes)
{
	static union capture_block block;
	struct story heard = { 0 };

	memcpy(block.byte, begin, 8);
	capture_decoder_init(&decoder, tell_event, &heard);
	cr_assert_not(capture_decode_eof(&decoder, &block, nr_bytes));
	return decoder.fault.c_rule;
}

/* As far as there is a file, it begins like a capture, or does not. */
Test(capture, cut_within_the_magic)
{
	cr_assert_eq(rule_at_eof("PFNCAP\0X", 7), 1);
	cr_assert_eq(rule_at_eof("PFNCAP\0\0", 8), 1);
	cr_assert_eq(rule_at_eof("PFNCAP\0X", 8), 2);
	cr_assert_eq(rule_at_eof("PFNCAPX", 7), 2);
	cr_assert_eq(rule_at_eof("PFNX\0\0\0", 3), 1);
}

/* --- Memory ------------------------------------------------------------ */

Test(capture, decoder_has_constant_memory)
{
	/* A directory, the longest name, and the ranges of a packed page. */
	cr_assert(sizeof(struct capture_decoder) <
		  2 * 4096 + 512 * sizeof(struct pfnpack_range) + 512);
}
