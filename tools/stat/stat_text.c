// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat: as text.
 */
#include <inttypes.h>
#include <stdio.h>

#include "print.h"
#include "stats.h"

#define BAR_WIDTH 24

static uint64_t percent(uint64_t part, uint64_t whole)
{
	return whole ? (part * 100 + whole / 2) / whole : 0;
}

static void print_bar(uint64_t part, uint64_t whole)
{
	uint64_t width = (part * BAR_WIDTH + whole / 2) / whole;

	if (width)
		printf("  ");
	while (width--)
		putchar('#');
	putchar('\n');
}

static void print_order(const struct contiguity *c, unsigned int order)
{
	uint64_t nr_os_pages = c->os_pages_of_order[order];
	uint64_t smallest = (uint64_t)c->os_page_bytes << order;
	char from[PRINT_SIZE_BYTES];
	char size[PRINT_SIZE_BYTES];

	printf("  %6s and more %10" PRIu64 " %8s %4" PRIu64 "%%",
	       print_size(from, smallest), c->runs_of_order[order],
	       print_size(size, nr_os_pages * c->os_page_bytes),
	       percent(nr_os_pages, c->nr_os_pages));
	print_bar(nr_os_pages, c->nr_os_pages);
}

static void print_histogram(const struct contiguity *c)
{
	unsigned int order;

	printf("\n%-16s %10s %8s\n", "runs of", "runs", "memory");
	for (order = 0; order < CONTIGUITY_ORDERS; order++) {
		if (c->runs_of_order[order])
			print_order(c, order);
	}
}

static void print_aligned(const struct contiguity *c)
{
	static const char *const name[NR_ALIGNED_BLOCKS] = { "64K", "2M",
							     "1G" };
	char size[PRINT_SIZE_BYTES];
	unsigned int i;

	printf("\nnaturally aligned blocks\n");
	for (i = 0; i < NR_ALIGNED_BLOCKS; i++)
		printf("  %6s %28s %4" PRIu64 "%%\n", name[i],
		       print_size(size,
				  c->os_pages_in_block[i] * c->os_page_bytes),
		       percent(c->os_pages_in_block[i], c->nr_os_pages));
}

static void print_representations(const struct contiguity *c)
{
	unsigned int rep;

	printf("\nbytes to write this memory down as\n");
	for (rep = 0; rep < NR_REPRESENTATIONS; rep++)
		printf("  %-16s %18" PRIu64 "\n", contiguity_rep_name(rep),
		       contiguity_rep_bytes(c, rep));
}

static void print_contiguity(const struct contiguity *c)
{
	print_histogram(c);
	print_aligned(c);
	print_representations(c);
}

/* --- Capture files ----------------------------------------------------- */

const unsigned int stat_kinds[NR_STAT_KINDS] = {
	CAPTURE_ANON, CAPTURE_FILE, CAPTURE_SWAP, CAPTURE_HOLE, CAPTURE_UNREAD,
};

static void print_header(const struct capture_header *header)
{
	printf("kernel           ");
	print_name(stdout, header->release, sizeof(header->release));
	putchar(' ');
	print_name(stdout, header->machine, sizeof(header->machine));
	printf("\nOS page          %" PRIu32 " bytes\n", header->os_page_bytes);
}

static void print_slots(uint64_t nr_ranges, uint64_t nr_descs)
{
	double per_range = nr_ranges ? 8.0 * (double)(nr_ranges + nr_descs) /
					       (double)nr_ranges :
				       0;

	printf("ranges           %" PRIu64 ", %.2f bytes each\n", nr_ranges,
	       per_range);
}

static void print_kinds(const struct stats *stats)
{
	uint32_t os_page_bytes = stats->memory.os_page_bytes;
	char size[PRINT_SIZE_BYTES];
	uint64_t nr_os_pages;
	unsigned int i;

	printf("\n%-16s %10s %10s %8s\n", "kind", "runs", "OS pages", "bytes");
	for (i = 0; i < NR_STAT_KINDS; i++) {
		nr_os_pages = stats->os_pages_of_kind[stat_kinds[i]];
		/* What hardly ever occurs. */
		if (!nr_os_pages && stat_kinds[i] == CAPTURE_UNREAD)
			continue;
		printf("  %-14s %10" PRIu64 " %10" PRIu64 " %8s\n",
		       print_kind(stat_kinds[i]),
		       stats->runs_of_kind[stat_kinds[i]], nr_os_pages,
		       print_size(size, nr_os_pages * os_page_bytes));
	}
}

static void print_cont(const struct stats *stats)
{
	const struct cont *c = &stats->cont;
	char name[PRINT_SIZE_BYTES], size[PRINT_SIZE_BYTES];
	uint64_t nr_os_pages;
	unsigned int i;

	if (c->nr_sizes)
		printf("\nblocks aligned in virtual memory, too\n");
	for (i = 0; i < c->nr_sizes; i++) {
		nr_os_pages = c->os_pages[i];
		printf("  %6s %28s %4" PRIu64 "%%\n",
		       print_size(name, c->size[i]),
		       print_size(size,
				  nr_os_pages * stats->memory.os_page_bytes),
		       percent(nr_os_pages, stats->memory.nr_os_pages));
	}
}

/* Memory that is mapped more than once, within a process or by several. */
static void print_distinct(const struct stats *stats)
{
	printf("OS pages mapped  %" PRIu64 "\n", stats->memory.nr_os_pages);
	if (stats->pfns->overflow)
		printf("  distinct       unknown: the PFNs are too far apart\n");
	else
		printf("  distinct       %" PRIu64 "\n", stats->pfns->nr);
}

void stats_as_text(const struct stats *stats)
{
	print_header(&stats->header);
	printf("processes        %" PRIu64 "\n", stats->nr_processes);
	printf("segments         %" PRIu64 "\n", stats->nr_segments);
	printf("packed pages     %" PRIu64 "\n", stats->totals.nr_packed);
	print_slots(stats->nr_ranges, stats->nr_descs);
	if (stats->pfns)
		print_distinct(stats);
	if (stats->totals.end_flags)
		printf("end              %s\n",
		       print_end(stats->totals.end_flags));
	print_kinds(stats);
	print_contiguity(&stats->memory);
	print_cont(stats);
}

/* --- Packed pages alone ------------------------------------------------ */

void raw_stats_as_text(const struct raw_stats *stats)
{
	unsigned int tag;

	printf("packed pages     %" PRIu64 "\n", stats->nr_packed);
	print_slots(stats->nr_ranges, stats->nr_descs);
	printf("descriptors      %" PRIu64 "\n", stats->nr_descs);
	printf("free slots       %" PRIu64 "\n", stats->nr_free);
	printf("OS pages         %" PRIu64 "\n", stats->memory.nr_os_pages);
	for (tag = 0; tag <= PFNPACK_TAG_MAX; tag++) {
		if (stats->os_pages_of_tag[tag])
			printf("  with tag %-5u %" PRIu64 "\n", tag,
			       stats->os_pages_of_tag[tag]);
	}
	print_contiguity(&stats->memory);
}
