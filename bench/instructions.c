// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * usage: pfnpack_instructions [CASE]
 *
 * Makes calls of one kind and prints how many, for valgrind to count the
 * instructions of.  Without a CASE: prints the cases, and the function that
 * each of them is about.
 */
#include <stdio.h>
#include <string.h>

#include <pfnpack.h>

/* Packed pages side by side. */
#define NR_PACKED 8
#define NR_WORDS (NR_PACKED * PFNPACK_SLOTS)
#define FAR 0x100000ULL

static struct pfnpack_page packed[NR_PACKED];
static struct pfnpack_writer w;

/* So many ranges of @nr OS pages, each apart from the last by @nr. */
static void fill(__u64 nr)
{
	unsigned int i;

	pfnpack_writer_init(&w, packed, NR_PACKED);
	for (i = 0; i < NR_WORDS; i++)
		pfnpack_append(&w, FAR + 2 * nr * i, nr, 0);
}

static unsigned int append_scattered(void)
{
	fill(1);
	return NR_WORDS;
}

static unsigned int append_huge(void)
{
	fill(512);
	return NR_WORDS;
}

static unsigned int append_merged(void)
{
	unsigned int i;

	pfnpack_writer_init(&w, packed, NR_PACKED);
	for (i = 0; i < NR_WORDS; i++)
		pfnpack_append(&w, FAR + i, 1, 0);
	return NR_WORDS;
}

static unsigned int next(void)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;

	fill(1);
	pfnpack_reader_init(&r, packed, NR_PACKED);
	while (!pfnpack_next(&r, &range))
		continue;
	return NR_WORDS;
}

/* Ranges of 4 that are aligned: a block each. */
static unsigned int next_block(void)
{
	struct pfnpack_range block;
	struct pfnpack_reader r;

	fill(4);
	pfnpack_reader_init(&r, packed, NR_PACKED);
	while (!pfnpack_next_block(&r, 9, &block))
		continue;
	return NR_WORDS;
}

/* In one call over all; the figure is that for a range. */
static unsigned int skip(void)
{
	struct pfnpack_reader r;

	fill(1);
	pfnpack_reader_init(&r, packed, NR_PACKED);
	pfnpack_skip(&r, NR_WORDS);
	return NR_WORDS;
}

/* The figure is that for a range. */
static unsigned int check(void)
{
	struct pfnpack_fault fault;
	unsigned int i;

	fill(1);
	for (i = 0; i < NR_PACKED; i++)
		pfnpack_check(&packed[i], &fault);
	return NR_WORDS;
}

/* The figure is that for a range. */
static unsigned int decode(void)
{
	struct pfnpack_range ranges[PFNPACK_SLOTS];
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	unsigned int i;

	fill(1);
	for (i = 0; i < NR_PACKED; i++)
		pfnpack_decode(&packed[i], ranges, &summary, &fault);
	return NR_WORDS;
}

/* Of one merged and three new ranges. */
static unsigned int rollback(void)
{
	struct pfnpack_checkpoint before;
	unsigned int i, j;

	pfnpack_writer_init(&w, packed, NR_PACKED);
	pfnpack_append(&w, FAR - 1, 1, 0);
	pfnpack_checkpoint(&w, &before);
	for (i = 0; i < NR_WORDS; i++) {
		for (j = 0; j < 4; j++)
			pfnpack_append(&w, FAR + 2 * j, 1, 0);
		pfnpack_rollback(&w, &before);
	}
	return NR_WORDS;
}

static const struct {
	const char *name;
	const char *function;
	unsigned int (*run)(void);
} cases[] = {
	{ "append-scattered", "pfnpack_append", append_scattered },
	{ "append-huge", "pfnpack_append", append_huge },
	{ "append-merged", "pfnpack_append", append_merged },
	{ "next", "pfnpack_next", next },
	{ "next_block", "pfnpack_next_block", next_block },
	{ "skip", "pfnpack_skip", skip },
	{ "check", "pfnpack_check", check },
	{ "decode", "pfnpack_decode", decode },
	{ "rollback", "pfnpack_rollback", rollback },
};

#define NR_CASES (sizeof(cases) / sizeof(cases[0]))

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < NR_CASES; i++) {
		if (argc < 2)
			printf("%s %s\n", cases[i].name, cases[i].function);
		else if (!strcmp(argv[1], cases[i].name))
			return printf("%u\n", cases[i].run()) < 0;
	}
	return argc >= 2 ? 2 : 0;
}
