// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat of several captures: a column for each.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "print.h"
#include "stats.h"

/**
 * struct columns - captures to be printed side by side
 * @stats: of each
 * @nr: how many
 */
struct columns {
	struct stats *stats;
	unsigned int nr;
};

/* Takes a figure out of the sums of one capture. */
typedef uint64_t (*figure)(const struct stats *stats, unsigned int index);

static void print_figures(const struct columns *c, const char *name,
			  figure take, unsigned int index)
{
	unsigned int i;

	printf("%-24s", name);
	for (i = 0; i < c->nr; i++)
		printf(" %14" PRIu64, take(&c->stats[i], index));
	putchar('\n');
}

/* As an amount, and as a share of what is in memory. */
static void print_amounts(const struct columns *c, const char *name,
			  figure take, unsigned int index)
{
	const struct contiguity *memory;
	char size[PRINT_SIZE_BYTES];
	uint64_t nr, nr_all;
	unsigned int i;

	printf("  %-22s", name);
	for (i = 0; i < c->nr; i++) {
		memory = &c->stats[i].memory;
		nr = take(&c->stats[i], index);
		nr_all = memory->nr_os_pages;
		printf(" %8s %4" PRIu64 "%%",
		       print_size(size, nr * memory->os_page_bytes),
		       nr_all ? (nr * 100 + nr_all / 2) / nr_all : 0);
	}
	putchar('\n');
}

static uint64_t os_page_bytes(const struct stats *stats, unsigned int index)
{
	(void)index;
	return stats->memory.os_page_bytes;
}

static uint64_t processes(const struct stats *stats, unsigned int index)
{
	(void)index;
	return stats->nr_processes;
}

static uint64_t segments(const struct stats *stats, unsigned int index)
{
	(void)index;
	return stats->nr_segments;
}

static uint64_t packed_pages(const struct stats *stats, unsigned int index)
{
	(void)index;
	return stats->totals.nr_packed;
}

static uint64_t ranges(const struct stats *stats, unsigned int index)
{
	(void)index;
	return stats->nr_ranges;
}

static uint64_t runs(const struct stats *stats, unsigned int index)
{
	(void)index;
	return stats->memory.nr_runs;
}

static uint64_t os_pages(const struct stats *stats, unsigned int kind)
{
	return stats->os_pages_of_kind[kind];
}

static uint64_t of_order(const struct stats *stats, unsigned int order)
{
	return stats->memory.os_pages_of_order[order];
}

static uint64_t in_block(const struct stats *stats, unsigned int block)
{
	return stats->memory.os_pages_in_block[block];
}

static uint64_t in_cont(const struct stats *stats, unsigned int index)
{
	return stats->cont.os_pages[index];
}

static uint64_t rep_bytes(const struct stats *stats, unsigned int rep)
{
	return contiguity_rep_bytes(&stats->memory, (enum representation)rep);
}

static void print_counts(const struct columns *c)
{
	char name[32];
	unsigned int i;

	print_figures(c, "OS page, bytes", os_page_bytes, 0);
	print_figures(c, "processes", processes, 0);
	print_figures(c, "segments", segments, 0);
	print_figures(c, "packed pages", packed_pages, 0);
	print_figures(c, "ranges", ranges, 0);
	print_figures(c, "runs of memory", runs, 0);
	for (i = 0; i < NR_STAT_KINDS; i++) {
		snprintf(name, sizeof(name), "OS pages, %s",
			 print_kind(stat_kinds[i]));
		print_figures(c, name, os_pages, stat_kinds[i]);
	}
}

static bool has_order(const struct columns *c, unsigned int order)
{
	unsigned int i;

	for (i = 0; i < c->nr; i++) {
		if (of_order(&c->stats[i], order))
			return true;
	}
	return false;
}

/* Orders count OS pages, which may differ in size from file to file. */
static void print_histogram(const struct columns *c)
{
	unsigned int order;
	char name[40];

	printf("\nmemory in runs of\n");
	for (order = 0; order < CONTIGUITY_ORDERS; order++) {
		if (!has_order(c, order))
			continue;
		snprintf(name, sizeof(name), "%" PRIu64 " OS pages and more",
			 UINT64_C(1) << order);
		print_amounts(c, name, of_order, order);
	}
}

static void print_blocks(const struct columns *c)
{
	static const char *const name[NR_ALIGNED_BLOCKS] = { "64K", "2M",
							     "1G" };
	const struct cont *cont = &c->stats[0].cont;
	char size[PRINT_SIZE_BYTES];
	unsigned int i;

	printf("\nmemory in naturally aligned blocks of\n");
	for (i = 0; i < NR_ALIGNED_BLOCKS; i++)
		print_amounts(c, name[i], in_block, i);
	if (cont->nr_sizes)
		printf("\nmemory in blocks aligned in virtual memory, too, of\n");
	for (i = 0; i < cont->nr_sizes; i++)
		print_amounts(c, print_size(size, cont->size[i]), in_cont, i);
}

static void print_representations(const struct columns *c)
{
	unsigned int rep;
	char name[32];

	printf("\nbytes to write this memory down as\n");
	for (rep = 0; rep < NR_REPRESENTATIONS; rep++) {
		snprintf(name, sizeof(name), "  %s",
			 contiguity_rep_name((enum representation)rep));
		print_figures(c, name, rep_bytes, rep);
	}
}

static void print_titles(const struct columns *c, char *const *files)
{
	char number[16];
	unsigned int i;

	for (i = 0; i < c->nr; i++)
		printf("[%u] %s\n", i + 1, files[i]);
	printf("\n%-24s", "");
	for (i = 0; i < c->nr; i++) {
		snprintf(number, sizeof(number), "[%u]", i + 1);
		printf(" %14s", number);
	}
	putchar('\n');
}

static enum status read_all(const struct columns *c, char *const *files,
			    const struct cont *cont)
{
	enum status worst = STATUS_GOOD;
	enum status status;
	unsigned int i;

	for (i = 0; i < c->nr; i++) {
		c->stats[i].cont = *cont;
		status = stats_read(&c->stats[i], files[i]);
		worst = status > worst ? status : worst;
	}
	return worst;
}

enum status stat_columns(char *const *files, unsigned int nr_files,
			 const struct cont *cont)
{
	struct columns c = {
		.stats = calloc(nr_files, sizeof(*c.stats)),
		.nr = nr_files,
	};
	enum status status;

	if (!c.stats) {
		diag("%s", strerror(errno));
		return STATUS_STOPPED;
	}
	status = read_all(&c, files, cont);
	/* Side by side, a part cannot be told from all. */
	if (status == STATUS_GOOD) {
		print_titles(&c, files);
		print_counts(&c);
		print_histogram(&c);
		print_blocks(&c);
		print_representations(&c);
	}
	free(c.stats);
	return status;
}
