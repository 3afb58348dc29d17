// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Runs capture files that are described in words: vectors.txt says how.
 *
 *   capture_vectors check FILE...      against the decoder
 *   capture_vectors write FILE DIR     as files NAME.pfncap, with a list
 *                                      "expected" for testing the command
 *
 * Of a FILE that ends in .md, the blocks marked pfncap are run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "build.h"

#define NAME_BYTES 64
#define TEXT_BYTES 1024
#define VECTORS_MAX 256
#define BYTES_MAX (64 * 4096)

static const char *source; /* file being read, and its line */
static unsigned int line_number;

static void __attribute__((noreturn)) bad_line(const char *why)
{
	fprintf(stderr, "%s:%u: %s\n", source, line_number, why);
	exit(2);
}

/* --- The vector being described ---------------------------------------- */

struct vector {
	char name[NAME_BYTES];
	uint8_t *bytes;
	size_t nr_bytes;
	char words[TEXT_BYTES]; /* expected, one a line */
	char end_flags[NAME_BYTES]; /* expected of a good one */
	char expect[NAME_BYTES];
	char text[TEXT_BYTES];
};

static struct vector vectors[VECTORS_MAX];
static unsigned int nr_vectors;
static struct vector *now;
static struct build build;

static void start_vector(const char *name)
{
	if (nr_vectors == VECTORS_MAX)
		bad_line("too many vectors");
	now = &vectors[nr_vectors++];
	free(now->bytes);
	*now = (struct vector){ 0 };
	snprintf(now->name, sizeof(now->name), "%s", name);
	now->bytes = calloc(1, BYTES_MAX);
	if (!now->bytes)
		bad_line("no memory");
}

/* --- Commands ---------------------------------------------------------- */

static void do_base(char *args)
{
	unsigned int i;

	for (i = 0; strcmp(vectors[i].name, args); i++) {
		if (i + 1 == nr_vectors)
			bad_line("no such base");
	}
	memcpy(now->bytes, vectors[i].bytes, BYTES_MAX);
	now->nr_bytes = vectors[i].nr_bytes;
}

static void take_build(void)
{
	now->nr_bytes = build.nr_blocks * CAPTURE_BLOCK_BYTES;
	if (now->nr_bytes > BYTES_MAX)
		bad_line("too many blocks");
	memcpy(now->bytes, build.block, now->nr_bytes);
}

static void do_header(char *args)
{
	build_header(&build, (uint32_t)strtoul(args, NULL, 10));
	take_build();
}

static void do_process(char *args)
{
	uint32_t pid = (uint32_t)strtoul(args, &args, 10);

	build_process(&build, pid, args + 1);
}

static void do_segment(char *args)
{
	static struct capture_segment segment;

	segment.start_va = strtoull(args, &args, 16);
	segment.end_va = strtoull(args, &args, 16);
	segment.flags = (uint32_t)strtoul(args, &args, 10);
	args += *args == ' ';
	segment.nr_name_bytes = (uint32_t)strlen(args);
	memcpy(segment.name, args, segment.nr_name_bytes);
	build_segment(&build, &segment);
}

static void do_packed(char *args)
{
	(void)args;
	build_packed(&build);
}

static void do_range(char *args)
{
	struct pfnpack_range range;

	range.pfn = strtoull(args, &args, 16);
	range.nr = strtoull(args, &args, 10);
	range.tag = (unsigned int)strtoul(args, &args, 10);
	build_break(&build);
	if (!build_range(&build, &range))
		bad_line("the range does not fit");
}

static void do_chunk(char *args)
{
	(void)args;
	build_chunk(&build);
	take_build();
}

static void do_end(char *args)
{
	build.totals.end_flags = (uint32_t)strtoul(args, NULL, 10);
	build_end(&build);
	take_build();
}

static void do_bytes(char *args)
{
	size_t at = strtoul(args, &args, 0);
	unsigned long byte;
	char *end;

	for (;; args = end) {
		byte = strtoul(args, &end, 16);
		if (end == args)
			return;
		if (at >= BYTES_MAX || byte > 255)
			bad_line("not a byte of the file");
		now->bytes[at++] = (uint8_t)byte;
		/* What is not given is 0, up to the end of the block. */
		if (now->nr_bytes < at)
			now->nr_bytes = (at + 4095) / 4096 * 4096;
	}
}

static void do_size(char *args)
{
	size_t nr_bytes = strtoul(args, NULL, 10);

	if (nr_bytes > BYTES_MAX)
		bad_line("too large");
	if (nr_bytes < now->nr_bytes)
		memset(now->bytes + nr_bytes, 0, now->nr_bytes - nr_bytes);
	now->nr_bytes = nr_bytes;
}

static uint8_t *block_at(unsigned long number)
{
	if (number >= BYTES_MAX / CAPTURE_BLOCK_BYTES)
		bad_line("no such block");
	return now->bytes + number * CAPTURE_BLOCK_BYTES;
}

static void put_hash(uint8_t *at, const uint8_t *block)
{
	uint64_t hash = XXH3_64bits(block, CAPTURE_BLOCK_BYTES);
	unsigned int i;

	for (i = 0; i < 8; i++)
		at[i] = (uint8_t)(hash >> 8 * i);
}

static void do_sum(char *args)
{
	uint8_t *dir = block_at(strtoul(args, &args, 10));
	unsigned long i = strtoul(args, &args, 10);

	put_hash(dir + 32 + 8 * i, block_at(strtoul(args, &args, 10)));
}

static void do_seal(char *args)
{
	uint8_t *block = block_at(strtoul(args, NULL, 10));

	memset(block + 16, 0, 8);
	put_hash(block + 16, block);
}

static void do_fill(char *args)
{
	uint8_t *block = block_at(strtoul(args, &args, 10));
	unsigned long slot = strtoul(args, &args, 10);
	unsigned long end = strtoul(args, &args, 10);

	for (; slot < end; slot++) {
		memset(block + 8 * slot, 0, 8);
		block[8 * slot] = (uint8_t)(2 * slot);
		block[8 * slot + 6] = 1;
	}
}

static void append_line(char *text, const char *line)
{
	size_t nr = strlen(text);

	snprintf(text + nr, TEXT_BYTES - nr, "%s\n", line);
}

static void do_word(char *args)
{
	append_line(now->words, args);
}

static void do_expect(char *args)
{
	snprintf(now->expect, sizeof(now->expect), "%s", args);
}

static void do_flags(char *args)
{
	snprintf(now->end_flags, sizeof(now->end_flags), "%s", args);
}

static void do_text(char *args)
{
	snprintf(now->text, sizeof(now->text), "%s", args);
}

/* For whoever reads it. */
static void do_why(char *args)
{
	if (!*args)
		bad_line("no reason is given");
}

static void do_vector(char *args)
{
	start_vector(args);
}

static const struct command {
	const char *name;
	void (*run)(char *args);
} commands[] = {
	{ "base", do_base },	   { "bytes", do_bytes },
	{ "chunk", do_chunk },	   { "end", do_end },
	{ "expect", do_expect },   { "fill", do_fill },
	{ "flags", do_flags },	   { "header", do_header },
	{ "packed", do_packed },   { "process", do_process },
	{ "range", do_range },	   { "seal", do_seal },
	{ "segment", do_segment }, { "size", do_size },
	{ "sum", do_sum },	   { "text", do_text },
	{ "vector", do_vector },   { "why", do_why },
	{ "word", do_word },
};

static void run_line(char *line)
{
	char *args = line + strcspn(line, " ");
	unsigned int i;

	if (!*line || *line == '#')
		return;
	if (*args)
		*args++ = '\0';
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (!strcmp(line, commands[i].name)) {
			commands[i].run(args);
			return;
		}
	}
	bad_line("no such command");
}

/* --- Reading ----------------------------------------------------------- */

/* Return: is the line part of an example? */
static bool in_example(const char *line, bool *inside)
{
	char name[NAME_BYTES];

	if (!strcmp(line, "```pfncap")) {
		*inside = true;
		snprintf(name, sizeof(name), "good-line-%u", line_number);
		start_vector(name);
		return false;
	}
	if (!strncmp(line, "```", 3))
		*inside = false;
	return *inside;
}

static void read_vectors(const char *path)
{
	size_t nr = strlen(path);
	bool is_markdown = nr > 3 && !strcmp(path + nr - 3, ".md");
	FILE *file = fopen(path, "r");
	bool inside = false;
	char line[TEXT_BYTES];

	source = path;
	line_number = 0;
	nr_vectors = 0;
	if (!file)
		bad_line("cannot be opened");
	while (fgets(line, sizeof(line), file)) {
		line_number++;
		line[strcspn(line, "\n")] = '\0';
		if (!is_markdown || in_example(line, &inside))
			run_line(line);
	}
	fclose(file);
	if (!nr_vectors)
		bad_line("no vectors");
}

/* --- Checking ---------------------------------------------------------- */

struct seen {
	uint32_t pid;
	char words[TEXT_BYTES];
};

static void see_ranges(struct seen *seen, const struct capture_ranges *ranges)
{
	const struct pfnpack_range *range = ranges->range;
	uint64_t start_va = ranges->start_va;
	char line[128];
	unsigned int i;

	for (i = 0; i < ranges->nr; i++, range++) {
		snprintf(line, sizeof(line),
			 "%" PRIu32 " %" PRIx64 " %" PRIx64 " %" PRIu64
			 " %u %" PRIx64,
			 seen->pid, ranges->segment->start_va, start_va,
			 (uint64_t)range->nr, range->tag, (uint64_t)range->pfn);
		append_line(seen->words, line);
		start_va += range->nr * ranges->os_page_bytes;
	}
}

static void see(void *context, const struct capture_event *event)
{
	struct seen *seen = context;

	if (event->type == CAPTURE_EVENT_PROCESS)
		seen->pid = event->process->pid;
	if (event->type == CAPTURE_EVENT_RANGES)
		see_ranges(seen, event->ranges);
}

static void describe(char text[NAME_BYTES], const struct capture_fault *fault)
{
	char where[40];

	if (fault->place == CAPTURE_IN_BLOCK)
		snprintf(where, sizeof(where), "block %" PRIu64, fault->block);
	else if (fault->place == CAPTURE_IN_PACKED)
		snprintf(where, sizeof(where), "packed %" PRIu64,
			 fault->packed_page);
	else
		snprintf(where, sizeof(where), "slot %u of %" PRIu64,
			 fault->slot, fault->packed_page);
	snprintf(text, NAME_BYTES, "%s %c-%02u %s",
		 capture_class_text(fault->class), fault->f_rule ? 'F' : 'C',
		 fault->f_rule ? (unsigned int)fault->f_rule : fault->c_rule,
		 where);
}

static bool decode(struct capture_decoder *d, const struct vector *v)
{
	size_t nr_left = v->nr_bytes;
	union capture_block block;
	const uint8_t *at = v->bytes;

	for (; nr_left >= CAPTURE_BLOCK_BYTES; nr_left -= CAPTURE_BLOCK_BYTES) {
		memcpy(&block, at, CAPTURE_BLOCK_BYTES);
		if (!capture_decode_block(d, &block))
			return false;
		at += CAPTURE_BLOCK_BYTES;
	}
	memset(&block, 0xff, sizeof(block));
	memcpy(&block, at, nr_left);
	return capture_decode_eof(d, &block, nr_left);
}

/* Is the name of the vector that of its class? */
static bool named_well(const struct vector *v,
		       const struct capture_fault *fault)
{
	if (!fault)
		return !strncmp(v->name, "good-", 5);
	if (fault->class == CAPTURE_UNSUPPORTED)
		return !strncmp(v->name, "unsupported-", 12);
	return !strncmp(v->name, "bad-", 4);
}

static bool differs(const struct vector *v, const char *what,
		    const char *expected, const char *got)
{
	if (!strcmp(expected, got))
		return false;
	printf("%s: %s: %s: expected\n%s\ngot\n%s\n", source, v->name, what,
	       expected, got);
	return true;
}

static unsigned int check_vector(const struct vector *v)
{
	static struct capture_decoder d;
	struct seen seen = { 0 };
	char got[NAME_BYTES] = "good";
	char flags[NAME_BYTES];
	bool good;

	capture_decoder_init(&d, see, &seen);
	good = decode(&d, v);
	if (!good)
		describe(got, &d.fault);
	if (!named_well(v, good ? NULL : &d.fault)) {
		printf("%s: %s: the name does not fit %s\n", source, v->name,
		       got);
		return 1;
	}
	snprintf(flags, sizeof(flags), "%" PRIu32, d.totals.end_flags);
	return differs(v, "verdict", v->expect, got) ||
	       (*v->end_flags && differs(v, "flags", v->end_flags, flags)) ||
	       (*v->words && differs(v, "words", v->words, seen.words)) ||
	       (*v->text && differs(v, "text", v->text, d.fault.text));
}

static unsigned int check_file(const char *path)
{
	unsigned int nr_failed = 0;
	unsigned int i;

	read_vectors(path);
	for (i = 0; i < nr_vectors; i++)
		nr_failed += check_vector(&vectors[i]);
	printf("%s: vectors %u, failed %u\n", path, nr_vectors, nr_failed);
	return nr_failed;
}

/* --- Writing ----------------------------------------------------------- */

static FILE *create(const char *dir, const char *name, const char *suffix)
{
	char path[TEXT_BYTES];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s%s", dir, name, suffix);
	file = fopen(path, "w");
	if (!file)
		bad_line("cannot write there");
	return file;
}

static void finish(FILE *file)
{
	if (ferror(file) || fclose(file))
		bad_line("cannot be written");
}

static void write_file(const char *path, const char *dir)
{
	FILE *list, *file;
	unsigned int i;

	read_vectors(path);
	list = create(dir, "expected", "");
	for (i = 0; i < nr_vectors; i++) {
		file = create(dir, vectors[i].name, ".pfncap");
		fwrite(vectors[i].bytes, 1, vectors[i].nr_bytes, file);
		finish(file);
		fprintf(list, "%s|%s|%s\n", vectors[i].name, vectors[i].expect,
			vectors[i].text);
	}
	finish(list);
}

int main(int argc, char **argv)
{
	unsigned int nr_failed = 0;
	int i;

	if (argc == 4 && !strcmp(argv[1], "write")) {
		write_file(argv[2], argv[3]);
		return 0;
	}
	if (argc < 3 || strcmp(argv[1], "check")) {
		fprintf(stderr, "usage: %s check FILE... | write FILE DIR\n",
			argv[0]);
		return 2;
	}
	for (i = 2; i < argc; i++)
		nr_failed += check_file(argv[i]);
	return nr_failed != 0;
}
