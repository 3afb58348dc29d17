// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Capture files with damage: any bit flipped, reserved bits set, checksums
 * wrong, cut anywhere.  Whatever the decoder gives is looked at, too: what its
 * readers rely on has to hold of damaged files as of good ones.
 *
 * With checksums as they were, every flip is found by a checksum.  So flips
 * are tried with checksums made anew as well, which lets them through to all
 * the other rules.
 */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#include "build.h"
#include "witness.h"

#define NR_FLIPS 10000
#define OS_PAGE 4096
#define BLOCK CAPTURE_BLOCK_BYTES
/* Of a directory. */
#define CHECKSUMS 32

/* --- Random numbers ---------------------------------------------------- */

static uint64_t random_state;

static void start_random(const char *test)
{
	const char *text = getenv("PFNPACK_SEED");
	uint64_t seed = 0;

	if (text)
		seed = strtoull(text, NULL, 0);
	else
		cr_assert_eq(getrandom(&seed, sizeof(seed), 0), sizeof(seed));
	printf("%s: seed 0x%016" PRIx64 " (PFNPACK_SEED=0x%016" PRIx64
	       " to repeat)\n",
	       test, seed, seed);
	fflush(stdout);
	random_state = seed;
}

/* splitmix64 */
static uint64_t random_below(uint64_t end)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return (z ^ z >> 31) % end;
}

/* --- A good capture ---------------------------------------------------- */

/*
 * Blocks: 0 header; 1 directory, 2 and 3 its packed pages; 4 directory, 5 its
 * packed page; 6 end.
 */
#define NR_BLOCKS 7
#define NR_PACKED 3
static const size_t directories[] = { 1, 4 };
static const size_t sealed[] = { 0, 1, 4, 6 };
static const struct {
	size_t block;
	size_t directory;
	unsigned int nr; /* in the directory */
} packed_pages[NR_PACKED] = { { 2, 1, 0 }, { 3, 1, 1 }, { 5, 4, 0 } };

static struct build good;
/* What is decoded. */
static union capture_block block[NR_BLOCKS];

static void add_range(uint64_t pfn, uint64_t nr, unsigned int tag)
{
	struct pfnpack_range range = { pfn, nr, tag };

	build_break(&good);
	cr_assert(build_range(&good, &range));
}

static void add_segment(uint64_t start_va, uint64_t nr, const char *name)
{
	static struct capture_segment s;

	s.start_va = start_va;
	s.end_va = start_va + nr * OS_PAGE;
	s.flags = CAPTURE_READ | CAPTURE_WRITE;
	s.nr_name_bytes = (uint32_t)strlen(name);
	memcpy(s.name, name, s.nr_name_bytes);
	build_segment(&good, &s);
}

/* All tags; counts in words and in descriptors; a segment in two chunks. */
static void build_good(void)
{
	unsigned int i;

	build_header(&good, OS_PAGE);
	build_process(&good, 7, "cat");
	add_segment(0x10000, 70000 + 100000 + 4 + 3, "[heap]");
	build_packed(&good);
	add_range(0x12400, 70000, CAPTURE_ANON);
	add_range(70000, 100000, CAPTURE_HOLE);
	add_range(170000, 4, CAPTURE_SWAP);
	add_range(170004, 3, CAPTURE_UNREAD);
	add_segment(0x7f0000000000, 512 + 2, "/usr/bin/cat");
	build_packed(&good);
	for (i = 0; i < 512; i++)
		add_range(0x500 + 2 * i, 1, CAPTURE_FILE);
	build_chunk(&good);
	build_process(&good, 8, "sh");
	build_packed(&good);
	add_range(PFNPACK_PFN_END - 2, 2, CAPTURE_FILE);
	add_segment(0x20000, 1, "");
	add_range(0, 1, CAPTURE_HOLE);
	build_chunk(&good);
	good.totals.end_flags = CAPTURE_MISSED;
	build_end(&good);
	cr_assert_eq(good.nr_blocks, NR_BLOCKS);
}

static void restore(void)
{
	memcpy(block, good.block, sizeof(block));
}

static void flip(size_t at, unsigned int bit)
{
	block[at / BLOCK].byte[at % BLOCK] ^= (uint8_t)(1U << bit);
}

/* --- Checksums made anew ----------------------------------------------- */

static void put_hash(uint8_t *at, size_t of)
{
	uint64_t hash = XXH3_64bits(block[of].byte, BLOCK);
	unsigned int i;

	for (i = 0; i < 8; i++)
		at[i] = (uint8_t)(hash >> 8 * i);
}

static void seal_block(size_t number)
{
	memset(block[number].byte + 16, 0, 8);
	put_hash(block[number].byte + 16, number);
}

static void seal_all(void)
{
	size_t i;

	for (i = 0; i < NR_PACKED; i++)
		put_hash(block[packed_pages[i].directory].byte + CHECKSUMS +
				 8 * packed_pages[i].nr,
			 packed_pages[i].block);
	for (i = 0; i < sizeof(sealed) / sizeof(sealed[0]); i++)
		seal_block(sealed[i]);
}

/* --- Decoding ---------------------------------------------------------- */

static struct capture_decoder decoder;

/* As pfnpack verify does: on, after a fault, to the end of the file. */
static struct witness decode(size_t nr_bytes)
{
	struct witness w = { 0 };
	size_t i;

	capture_decoder_init(&decoder, witness_event, &w);
	for (i = 0; i < nr_bytes / BLOCK; i++) {
		if (!capture_decode_block(&decoder, &block[i]))
			witness_fault(&w, &decoder.fault);
		if (!capture_decoder_can_go_on(&decoder))
			return w;
	}
	if (!capture_decode_eof(&decoder, &block[i % NR_BLOCKS],
				nr_bytes % BLOCK))
		witness_fault(&w, &decoder.fault);
	witness_end(&w);
	return w;
}

static struct witness decode_all(void)
{
	return decode(sizeof(block));
}

static bool is_fault(const struct witness *w, enum capture_class class,
		     unsigned int c_rule, size_t number)
{
	return w->nr_faults && w->first.class == class &&
	       w->first.c_rule == c_rule && w->first.block == number;
}

/* --- Flips ------------------------------------------------------------- */

Test(damage, none)
{
	struct witness w;

	build_good();
	restore();
	w = decode_all();
	cr_assert_eq(w.nr_faults, 0, "rule C-%02u", w.first.c_rule);
	cr_assert_null(w.wrong, "%s", w.wrong);
	/* So sealing changes nothing. */
	seal_all();
	cr_assert_eq(memcmp(block, good.block, sizeof(block)), 0);
}

Test(damage, every_flip_is_found_where_it_is)
{
	struct witness w;
	unsigned int bit, i;
	size_t at;

	start_random("every_flip_is_found_where_it_is");
	build_good();
	restore();
	for (i = 0; i < NR_FLIPS; i++) {
		at = random_below(sizeof(block));
		bit = (unsigned int)random_below(8);
		flip(at, bit);
		w = decode_all();
		cr_assert(w.nr_faults, "byte %zu, bit %u: found", at, bit);
		cr_assert_eq(w.first.block, at / BLOCK, "byte %zu, bit %u", at,
			     bit);
		cr_assert_null(w.wrong, "byte %zu, bit %u: %s", at, bit,
			       w.wrong);
		flip(at, bit);
	}
}

/* Half of them where records, checksums and words are, not zeros. */
static size_t random_byte(void)
{
	size_t number = random_below(NR_BLOCKS);

	return number * BLOCK + random_below(random_below(2) ? 256 : BLOCK);
}

Test(damage, flips_under_checksums_made_anew)
{
	unsigned int nr_good = 0, nr_bad = 0;
	struct witness w;
	uint64_t nr, i;

	start_random("flips_under_checksums_made_anew");
	build_good();
	for (i = 0; i < NR_FLIPS; i++) {
		restore();
		for (nr = 1 + random_below(3); nr; nr--)
			flip(random_byte(), (unsigned int)random_below(8));
		seal_all();
		w = decode_all();
		cr_assert_null(w.wrong, "flip %" PRIu64 ": %s", i, w.wrong);
		nr_bad += w.nr_faults != 0;
		nr_good += w.nr_faults == 0;
	}
	/* A PFN, a name or an inode may be any; a size may not. */
	cr_assert(nr_good > NR_FLIPS / 100 && nr_bad > NR_FLIPS / 100,
		  "good %u, bad %u", nr_good, nr_bad);
}

/* --- Reserved bits ----------------------------------------------------- */

static void check_reserved_bit(size_t at, unsigned int bit)
{
	struct witness w;

	restore();
	flip(at, bit);
	seal_all();
	w = decode_all();
	cr_assert(is_fault(&w, CAPTURE_UNSUPPORTED, 5, at / BLOCK),
		  "byte %zu of block %zu, bit %u: rule C-%02u", at % BLOCK,
		  at / BLOCK, bit, w.first.c_rule);
	cr_assert_null(w.wrong, "%s", w.wrong);
}

/*
 * Of bytes of a block, the first @nr_used bits of them in use, every bit; every
 * third bit of many, so that each byte is tried, and each place in a byte.
 */
static void check_reserved(size_t number, size_t first, size_t end,
			   unsigned int nr_used)
{
	size_t step = end - first > 8 ? 3 : 1;
	size_t i;

	for (i = 8 * first + nr_used; i < 8 * end; i += step)
		check_reserved_bit(number * BLOCK + i / 8, i % 8);
}

static unsigned int get_le16(const uint8_t *at)
{
	return at[0] | (unsigned int)at[1] << 8;
}

static void check_record(size_t number, size_t at)
{
	const uint8_t *record = good.block[number].byte + at;

	if (get_le16(record) == 1) {
		check_reserved(number, at + 4, at + 8, 0);
		check_reserved(number, at + 12, at + 16, 0);
		return;
	}
	check_reserved(number, at + 4, at + 8, 5);
	check_reserved(number, at + 50, at + 56, 0);
	check_reserved(number, at + 56 + get_le16(record + 48),
		       at + get_le16(record + 2), 0);
}

static void check_directory(size_t number)
{
	const uint8_t *byte = good.block[number].byte;
	size_t at = CHECKSUMS + 8 * get_le16(byte + 8);
	size_t end = at + get_le16(byte + 12);

	for (; at < end; at += get_le16(byte + at + 2))
		check_record(number, at);
	check_reserved(number, end, BLOCK, 0);
}

Test(damage, every_reserved_byte)
{
	size_t i;

	build_good();
	check_reserved(0, 168, BLOCK, 0);
	for (i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		check_directory(directories[i]);
	check_reserved(NR_BLOCKS - 1, 8, 12, 2);
	check_reserved(NR_BLOCKS - 1, 12, 16, 0);
	check_reserved(NR_BLOCKS - 1, 56, BLOCK, 0);
}

/* --- Checksums and cuts ------------------------------------------------ */

Test(damage, every_bit_of_every_own_checksum)
{
	struct witness w;
	unsigned int bit;
	size_t i;

	build_good();
	for (i = 0; i < sizeof(sealed) / sizeof(sealed[0]); i++) {
		for (bit = 0; bit < 64; bit++) {
			restore();
			flip(sealed[i] * BLOCK + 16 + bit / 8, bit % 8);
			w = decode_all();
			cr_assert(is_fault(&w, CAPTURE_CORRUPT, 4, sealed[i]),
				  "block %zu, bit %u", sealed[i], bit);
			cr_assert_null(w.wrong, "%s", w.wrong);
		}
	}
}

static void check_checksum_of(unsigned int packed_page, unsigned int bit)
{
	size_t directory = packed_pages[packed_page].directory;
	size_t at = directory * BLOCK + CHECKSUMS +
		    8 * packed_pages[packed_page].nr;
	struct witness w;

	restore();
	flip(at + bit / 8, bit % 8);
	seal_block(directory);
	w = decode_all();
	cr_assert(is_fault(&w, CAPTURE_CORRUPT, 10,
			   packed_pages[packed_page].block),
		  "packed page %u, bit %u", packed_page, bit);
	cr_assert_eq(w.first.packed_page, packed_page);
	cr_assert_eq(w.nr_faults, 1);
	cr_assert_null(w.wrong, "%s", w.wrong);
}

Test(damage, every_bit_of_every_packed_pages_checksum)
{
	unsigned int i, bit;

	build_good();
	for (i = 0; i < NR_PACKED; i++) {
		for (bit = 0; bit < 64; bit++)
			check_checksum_of(i, bit);
	}
}

Test(damage, cut_at_every_byte)
{
	struct witness w;
	size_t nr_bytes;

	build_good();
	restore();
	for (nr_bytes = 0; nr_bytes < sizeof(block); nr_bytes++) {
		w = decode(nr_bytes);
		cr_assert(is_fault(&w, CAPTURE_TRUNCATED,
				   nr_bytes % BLOCK ? 1 : 23, nr_bytes / BLOCK),
			  "%zu bytes: rule C-%02u", nr_bytes, w.first.c_rule);
		cr_assert_eq(w.nr_faults, 1, "%zu bytes", nr_bytes);
		cr_assert_null(w.wrong, "%zu bytes: %s", nr_bytes, w.wrong);
	}
}
