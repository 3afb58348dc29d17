// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * usage: pfnpack_fuzz_seeds FOLDER VECTOR...
 *
 * Writes the inputs that fuzzing starts from, into a folder for each target.
 * How a target reads them is said at its top.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "build.h"
#include "program.h"
#include "steps.h"
#include "vectors/vector.h"
#include "words.h"

#define PATH_MAX_BYTES 4096

static const char *folder;
static FILE *file;

/* --- Files ---------------------------------------------------------------- */

static void die(const char *what)
{
	fprintf(stderr, "pfnpack_fuzz_seeds: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0777) && errno != EEXIST)
		die(path);
}

static void begin(const char *target, const char *name)
{
	char path[PATH_MAX_BYTES];

	snprintf(path, sizeof(path), "%s/%s", folder, target);
	make_folder(path);
	snprintf(path, sizeof(path), "%s/%s/%s", folder, target, name);
	file = fopen(path, "wb");
	if (!file)
		die(path);
}

static void bytes(const void *from, size_t nr)
{
	if (fwrite(from, 1, nr, file) != nr)
		die("writing");
}

static void unit(uint64_t value)
{
	uint8_t to[UNIT_BYTES];

	unit_put(to, value);
	bytes(to, sizeof(to));
}

static void end(void)
{
	if (fclose(file))
		die("writing");
}

#define WORD(pfn, tag, size) \
	((uint64_t)(size) << 48 | (uint64_t)(tag) << 44 | (uint64_t)(pfn))
#define LAST_PFN ((1ULL << 44) - 1)
#define STEP(step, nr) ((uint64_t)(nr) << STEP_BITS | (step))
/* Of the target expand: behind a cache line, so many. */
#define PFNS(behind, nr) ((uint64_t)(nr) << 4 | (behind) << 1 | 1)
#define COUNTS(up, down) ((uint64_t)(down) << NR_UP_BITS | (up))

/* --- Blocks --------------------------------------------------------------- */

static unsigned int zeros_from(const uint8_t *block, unsigned int slot)
{
	unsigned int nr = 0;

	while (slot + nr < BLOCK_SLOTS &&
	       !unit_get(block + (slot + nr) * UNIT_BYTES))
		nr++;
	return nr;
}

/* In short: without its longest run of zeros. */
static void put_block(const uint8_t *block)
{
	unsigned int from = BLOCK_SLOTS, most = 0;
	unsigned int slot, nr;

	for (slot = 0; slot < BLOCK_SLOTS; slot += nr + 1) {
		nr = zeros_from(block, slot);
		if (nr > most) {
			most = nr;
			from = slot;
		}
	}
	unit(COUNTS(from, BLOCK_SLOTS - from - most));
	bytes(block, from * UNIT_BYTES);
	for (slot = BLOCK_SLOTS; slot-- > from + most;)
		bytes(block + slot * UNIT_BYTES, UNIT_BYTES);
}

/* --- Packed pages, from the vectors --------------------------------------- */

static void read_vector(struct vector *v, const char *path)
{
	FILE *in = fopen(path, "r");
	char line[1024];

	memset(v, 0, sizeof(*v));
	v->path = path;
	if (!in)
		die(path);
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = 0;
		v->line++;
		if (!vector_read_line(v, line))
			exit(1);
	}
	fclose(in);
}

static void seed_of_vector(const char *path)
{
	static struct vector v;
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	read_vector(&v, path);
	begin("page", name);
	unit(1);
	put_block((const uint8_t *)&v.packed);
	end();
	/* All that is in front of the fault. */
	begin("page_list", name);
	unit(1);
	put_block((const uint8_t *)&v.packed);
	end();
	/* As the second of two; the first has a word. */
	begin("reader", name);
	unit(2);
	unit(COUNTS(1, 0));
	unit(WORD(7, 0, 1));
	put_block((const uint8_t *)&v.packed);
	unit(STEP(NEXT, 0));
	unit(STEP(NEXT_BLOCK, 9));
	unit(STEP(SKIP, 3));
	unit(STEP(NEXT_MAX, 2));
	end();
	/* The same, in between and at once. */
	begin("expand", name);
	unit(2 | 1 << 8);
	unit(COUNTS(1, 0));
	unit(WORD(7, 0, 1));
	put_block((const uint8_t *)&v.packed);
	unit(PFNS(3, 1));
	unit(STEP(SKIP, 2) << 1);
	unit(STEP(IN_PLACE_OR_SEEK, 1 | 2 << 1) << 1);
	unit(PFNS(0, 2047));
	end();
}

/* --- Readers -------------------------------------------------------------- */

static void scattered(unsigned int nr, uint64_t pfn)
{
	while (nr--)
		unit(WORD(pfn += 2, 0, 1));
}

/* What the writer had to split, for want of a slot (F-15). */
static void split_range(void)
{
	unit(COUNTS(512, 0));
	scattered(511, 1ULL << 40);
	unit(WORD(0x1000, 3, 65534));
	unit(COUNTS(2, 1));
	unit(WORD(0x1000 + 65534, 3, 65535));
	unit(WORD(9, 0, 4));
	unit(70000);
}

static void seed_reader_split(const char *name, uint64_t in_table)
{
	begin("reader", name);
	unit(2 | in_table << 8);
	split_range();
	unit(STEP(NEXT_WORDS, 100));
	unit(STEP(NEXT_WORDS, 50 << 10 | 100));
	unit(STEP(JOIN, 0));
	unit(STEP(SKIP, 511 - 150));
	unit(STEP(NEXT_BLOCK, 44));
	unit(STEP(NEXT_BLOCK, 3));
	end();
}

/* The first part is no word to be taken together with others. */
static void seed_reader_split_words(void)
{
	begin("reader", "split-by-words");
	unit(2);
	split_range();
	unit(STEP(JOIN, 0));
	unit(STEP(SKIP, 400));
	unit(STEP(NEXT_WORDS, 1023));
	unit(STEP(NEXT_WORDS, 1023));
	unit(STEP(NEXT, 0));
	end();
}

/* What it need not have split, and so was told to (F-15). */
static void seed_reader_broken(void)
{
	begin("reader", "broken-at-the-border");
	unit(2);
	unit(COUNTS(512, 0));
	scattered(511, 1ULL << 40);
	unit(WORD(0x1000, 3, 65530));
	unit(COUNTS(1, 0));
	unit(WORD(0x1000 + 65530, 3, 4));
	unit(STEP(JOIN, 0));
	end();
}

static void seed_reader_end(void)
{
	begin("reader", "ends-at-an-empty-one");
	unit(3 | 1 << 8);
	unit(COUNTS(1, 0));
	unit(WORD(LAST_PFN, 15, 1));
	unit(COUNTS(0, 0));
	unit(COUNTS(1, 0));
	unit(WORD(5, 1, 1));
	unit(STEP(SKIP, ~0ULL >> STEP_BITS));
	end();
}

/* --- Writers -------------------------------------------------------------- */

#define WITH(operation, nr) ((uint64_t)(nr) << 8 | (operation))

static void seed_merge(const char *target)
{
	begin(target, "merge-and-break");
	unit(1);
	unit(WORD(0x10, 2, 37));
	unit(WITH(CONTINUE, 1));
	unit(BREAK);
	unit(WITH(CONTINUE, 2));
	unit(WORD(0x40, 2, 65535));
	unit(70000);
	unit(SEAL);
	end();
}

static void seed_rollback(const char *target)
{
	begin(target, "rollback-of-a-merge");
	unit(2 | 1 << 8);
	unit(WORD(0x1000, 1, 65000));
	unit(CHECKPOINT);
	unit(WITH(CONTINUE_TO_BORDER, 3));
	unit(WORD(0, 0, 1));
	unit(WORD(5, 0, 65535));
	unit(1ULL << 43);
	unit(ROLLBACK);
	unit(WITH(CONTINUE, 1));
	unit(CHECKPOINT);
	unit(WITH(ROLLBACK, 1));
	end();
}

static void seed_full(const char *target)
{
	begin(target, "last-slots");
	unit(3 | 0xa5 << 16);
	unit(CHECKPOINT);
	unit(WITH(FILL, 1));
	unit(WORD(0x10, 0, 1));
	unit(WORD(1ULL << 41, 4, 65533));
	unit(CHECKPOINT);
	unit(WITH(CONTINUE_TO_BORDER, 1));
	unit(WITH(CONTINUE, 1));
	unit(WITH(CONTINUE, 65535));
	unit(WITH(ROLLBACK, 1));
	unit(WITH(FILL, 2));
	unit(WORD(0x20, 0, 65535));
	unit(65535);
	unit(ROLLBACK);
	end();
}

static void seed_writer_refused(void)
{
	begin("writer", "not-a-range");
	unit(1);
	unit(WORD(LAST_PFN, 15, 1));
	unit(WITH(CONTINUE, 1));
	unit(APPEND_ANYTHING);
	unit(0);
	unit((1ULL << 44) + 1);
	unit(0);
	unit(APPEND_ANYTHING);
	unit(1);
	unit(~0ULL);
	unit(16);
	end();
}

static void seed_writer_no_room(void)
{
	begin("writer", "no-packed-page");
	unit(0);
	unit(WORD(1, 0, 1));
	unit(CHECKPOINT);
	unit(ROLLBACK);
	end();
}

/* --- Words many at a time ------------------------------------------------- */

static void seed_words_read(void)
{
	begin("words", "read-since");
	unit(2 | 0xa5 << 16);
	unit(WORD(0x1000, 1, 3));
	unit(WITH(WORDS_MORE, 64));
	unit(WORDS_CHECKPOINT);
	unit(WITH(WORDS_CONTINUE, 5));
	unit(WITH(WORDS_MORE, 60));
	unit(WORD(0, 0, 1));
	unit(WORDS_READ);
	unit(STEP(NEXT_MAX, 3));
	unit(STEP(NEXT_WORDS, 20));
	unit(STEP(NEXT_WORDS, 7 << 10 | 20));
	unit(STEP(SKIP, 9));
	unit(STEP(NEXT_WORDS, 1000));
	end();
}

static void seed_words_border(void)
{
	begin("words", "last-slots");
	unit(3 | 1 << 8);
	unit(WORD(9, 0, 1));
	unit(WITH(WORDS_FILL, 4));
	unit(WORD(1ULL << 40, 0, 1));
	unit(WORD(1, 0, 1));
	unit(WITH(WORDS_MORE, 2));
	unit(WORD(0x100, 2, 65534));
	unit(WORDS_CHECKPOINT);
	unit(WORDS_CHECKPOINT);
	unit(WITH(WORDS_CONTINUE, 1));
	unit(WITH(WORDS_READ, 1));
	unit(STEP(JOIN, 0));
	unit(WORD(0, 0, 1));
	unit(WORDS_ROLLBACK);
	unit(WORD(0x70000, 2, 65535));
	unit(WITH(WORDS_FILL, 1));
	unit(WORD(1ULL << 42, 0, 1));
	unit(WORD(1ULL << 43, 5, 2));
	unit(WITH(WORDS_MORE, 4));
	end();
}

static void seed_words_refused(void)
{
	begin("words", "no-range");
	unit(1);
	unit(WORD(LAST_PFN - 3, 15, 3));
	unit(WORDS_BREAK);
	unit(WITH(WORDS_CONTINUE, 1));
	unit(WORD(LAST_PFN, 15, 2));
	unit(WORD(5, 0, 1));
	unit(WORDS_BREAK);
	unit(WORD(8, 0, 1));
	unit(WORDS_ANY);
	unit(1);
	unit(WORD(5, 0, 1));
	end();
}

/* --- Arrays of PFNs ------------------------------------------------------- */

static void seed_bulk(const char *name, uint64_t head, uint64_t nr_before)
{
	begin("bulk", name);
	unit(head);
	unit(nr_before);
	unit(WORD(0x1000, 0, 200));
	unit(WORD(0x9000, 0, 1));
	unit(WORD(0x9002, 0, 9));
	unit(WORD(LAST_PFN, 0, 1));
	unit(WORD(0, 0, 600));
	end();
}

static void seed_bulk_refused(void)
{
	begin("bulk", "too-many-bits");
	unit(2 | 16 << 8);
	unit(0);
	unit(WORD(0x5000, 5, 300));
	unit(0);
	unit(1ULL << 48);
	unit(WORD(1, 0, 1));
	end();
}

/* --- PFNs out of packed pages --------------------------------------------- */

/* @nr words that groups of words are made for, with one of @other in between. */
static void seed_expand(const char *name, unsigned int nr, uint64_t size,
			uint64_t other)
{
	unsigned int i;

	begin("expand", name);
	unit(1);
	unit(COUNTS(nr, other == 65535));
	for (i = 0; i < nr; i++)
		unit(WORD(0x1000 + 100000 * i, i % 16,
			  i == nr / 2 ? other : 1 + i % size));
	if (other == 65535)
		unit(70000);
	unit(PFNS(0, 20));
	unit(PFNS(5, 2047));
	unit(STEP(NEXT, 0) << 1);
	unit(PFNS(1, 9));
	unit(STEP(IN_PLACE_OR_SEEK, 1 | 3 << 1) << 1);
	unit(STEP(ADVANCE, 70) << 1);
	unit(STEP(IN_PLACE_OR_SEEK, 0) << 1);
	end();
}

static void seed_expand_split(void)
{
	begin("expand", "joined");
	unit(2 | 1 << 8);
	unit(COUNTS(512, 0));
	scattered(511, 1ULL << 40);
	unit(WORD(0x1000, 3, 65534));
	unit(COUNTS(1, 0));
	unit(WORD(0x1000 + 65534, 3, 9));
	unit(STEP(JOIN, 0) << 1);
	unit(PFNS(0, 511));
	unit(STEP(SKIP, 65530) << 1);
	end();
}

static void seed_all_expand(void)
{
	seed_expand("singles", 200, 1, 1);
	seed_expand("threes", 100, 3, 16);
	seed_expand("sevens", 72, 7, 0);
	seed_expand("fifteens", 130, 15, 33);
	seed_expand("a-descriptor", 66, 2, 65535);
	seed_expand("long", 8, 1, 65534);
	seed_expand_split();
}

/* --- Captures ------------------------------------------------------------- */

static struct build build;

static void segment(uint64_t start_va, uint64_t nr, const char *name)
{
	static struct capture_segment s;

	s.start_va = start_va;
	s.end_va = start_va + nr * 4096;
	s.flags = CAPTURE_READ | CAPTURE_SHARED;
	s.nr_name_bytes = (uint32_t)strlen(name);
	memcpy(s.name, name, s.nr_name_bytes);
	build_segment(&build, &s);
}

static void range(uint64_t pfn, uint64_t nr, unsigned int tag)
{
	const struct pfnpack_range r = { pfn, nr, tag };

	build_break(&build);
	if (!build_range(&build, &r))
		exit(1);
}

static void put_capture(const char *name, unsigned int anew)
{
	size_t i;

	begin("capture", name);
	unit(build.nr_blocks | (uint64_t)anew << 8);
	for (i = 0; i < build.nr_blocks; i++)
		put_block(build.block[i].byte);
	end();
}

static void seed_capture_chunks(void)
{
	build_header(&build, 4096);
	build_process(&build, 7, "cat");
	segment(0x10000, 70000 + 9, "[heap]");
	build_packed(&build);
	range(0x12400, 70000, CAPTURE_ANON);
	range(70000, 9, CAPTURE_HOLE);
	segment(0x7f0000000000, 5, "/usr/bin/cat");
	range(0x500, 2, CAPTURE_FILE);
	build_chunk(&build);
	build_process(&build, 8, "sh");
	build_packed(&build);
	range(2, 3, CAPTURE_SWAP);
	build_chunk(&build);
	build_end(&build);
	put_capture("two-chunks", 0);
	put_capture("two-chunks-anew", 1);
	build.nr_blocks--;
	put_capture("truncated", 0);
}

static void seed_capture_empty(void)
{
	build_header(&build, 65536);
	build_end(&build);
	put_capture("empty", 1);
}

static void seed_capture_written(void)
{
	begin("capture_written", "processes");
	unit(0);
	unit(0); /* a process */
	unit(7);
	bytes("cat\0\0\0\0\0\0\0\0\0\0\0\0", 15);
	unit(1 | 3 << 8 | 20ULL << 16); /* a segment */
	unit(0);
	unit(0);
	bytes("abc", 3);
	unit(WORD(0x100, 0, 4));
	unit(WORD(0, 4, 5));
	unit(3); /* a chunk */
	unit(WORD(0x200, 1, 65535));
	end();
	begin("capture_written", "nothing");
	unit(1);
	end();
}

/* --- Texts ---------------------------------------------------------------- */

static void seed_text(const char *name, char head, const char *text)
{
	begin("range_text", name);
	bytes(&head, 1);
	bytes(text, strlen(text));
	end();
}

static void seed_texts(void)
{
	seed_text("lines", 0,
		  "7\n0x7fF+0X2 # two\n3-9 tag=2\n[ 3 , 9 )\ttag=15\r\n"
		  "packed-page\n0+17592186044416\n");
	seed_text("csv", 9, "pfn,nr,tag\n1,2,3\r\npacked-page,,\n0x4,5,6");
	seed_text("no-header", 1, "1,2,3\n");
	seed_text("beyond", 2, "17592186044415+2\n");
	seed_text("no-number", 4, "1\n\n  +1");
	seed_text("too-large", 6, "18446744073709551616");
	seed_text("backwards", 2, "[2,1)");
	seed_text("blank-missing", 2, "1tag=1");
}

/* --- Arguments ------------------------------------------------------------ */

static void seed_args(const char *name, uint64_t head, const uint64_t *units,
		      unsigned int nr)
{
	begin("device_args", name);
	unit(head);
	while (nr--)
		unit(*units++);
	end();
}

static void seed_all_args(void)
{
	static const uint64_t prepare[] = { 65536ULL << 32 | 1, 0 };
	static const uint64_t pin[] = { 0x7f0000001000, 0x200000, 3, 0, 0 };
	static const uint64_t last[] = { 0xfffffffffff000ULL << 8, 4096, 0, 0,
					 0 };
	static const uint64_t unpin[] = { 5, 1, 0 };
	static const uint64_t all[] = { 0, 0, 1 };

	seed_args("prepare", 0, prepare, 2);
	seed_args("pin", 1, pin, 5);
	seed_args("pin-last", 1, last, 5);
	seed_args("unpin", 2, unpin, 3);
	seed_args("unpin-all", 2, all, 3);
}

int main(int argc, char **argv)
{
	int i;

	if (argc < 3) {
		fprintf(stderr, "usage: %s FOLDER VECTOR...\n", argv[0]);
		return 2;
	}
	folder = argv[1];
	make_folder(folder);
	for (i = 2; i < argc; i++)
		seed_of_vector(argv[i]);
	seed_reader_split("split", 0);
	seed_reader_split("split-in-a-table", 1);
	seed_reader_split_words();
	seed_reader_broken();
	seed_reader_end();
	seed_merge("writer");
	seed_merge("instants");
	seed_rollback("writer");
	seed_rollback("instants");
	seed_full("writer");
	seed_full("instants");
	seed_writer_refused();
	seed_writer_no_room();
	seed_words_read();
	seed_words_border();
	seed_words_refused();
	seed_all_expand();
	seed_bulk("a-tag-for-all", 3 | 5 << 8, 65534 - 200);
	seed_bulk("tags", 6 | 16 << 8 | 511 << 16, 65535 - 200);
	seed_bulk("too-few-packed-pages", 1 | 510 << 16, 1);
	seed_bulk_refused();
	seed_capture_chunks();
	seed_capture_empty();
	seed_capture_written();
	seed_texts();
	seed_all_args();
	return 0;
}
