// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat: how contiguous is the memory in a file?
 */
#include <inttypes.h>
#include <stdio.h>

#include "capture_reader.h"
#include "commands.h"
#include "contiguity.h"
#include "diag.h"
#include "print.h"
#include "raw_reader.h"
#include "runs.h"
#include "stat_args.h"
#include "stats.h"

#define RAW_OS_PAGE_BYTES 4096
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
	CAPTURE_ANON,
	CAPTURE_FILE,
	CAPTURE_SWAP,
	CAPTURE_HOLE,
};

static void count_cont(struct stats *stats)
{
	const struct capture_range run = {
		.start_va = stats->run_start_va,
		.range = stats->run,
	};

	cont_add(&stats->cont, &run, stats->memory.os_page_bytes);
}

static inline void finish_run(struct stats *stats)
{
	struct pfnpack_range *run = &stats->run;

	stats->os_pages_of_kind[run->tag] += run->nr;
	stats->runs_of_kind[run->tag] += run->nr != 0;
	if (run->nr && (run->tag == CAPTURE_ANON || run->tag == CAPTURE_FILE)) {
		contiguity_add(&stats->memory, run->pfn, run->nr);
		if (stats->cont.nr_sizes)
			count_cont(stats);
	}
	run->nr = 0;
}

static void print_header(const struct capture_header *header)
{
	printf("kernel           ");
	print_name(stdout, header->release, sizeof(header->release));
	putchar(' ');
	print_name(stdout, header->machine, sizeof(header->machine));
	printf("\nOS page          %" PRIu32 " bytes\n", header->os_page_bytes);
}

static void count_range(struct stats *stats, const struct capture_range *range)
{
	stats->nr_ranges++;
	if (range->range.nr > PFNPACK_INLINE_MAX)
		stats->nr_descs++;
	/* As runs_add(), but all of it here, for speed. */
	if (stats->run.nr && runs_continue(&stats->run, &range->range)) {
		stats->run.nr += range->range.nr;
		return;
	}
	finish_run(stats);
	stats->run = range->range;
	stats->run_start_va = range->start_va;
}

static void count_event(void *context, const struct capture_event *event)
{
	struct stats *stats = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		stats->header = *event->header;
		stats->memory.os_page_bytes = event->header->os_page_bytes;
		break;
	case CAPTURE_EVENT_PROCESS:
		stats->nr_processes++;
		break;
	case CAPTURE_EVENT_SEGMENT:
		stats->nr_segments++;
		finish_run(stats);
		break;
	case CAPTURE_EVENT_RANGE:
		count_range(stats, event->range);
		break;
	}
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

static void print_stats(const struct stats *stats)
{
	print_header(&stats->header);
	printf("processes        %" PRIu64 "\n", stats->nr_processes);
	printf("segments         %" PRIu64 "\n", stats->nr_segments);
	printf("packed pages     %" PRIu64 "\n", stats->totals.nr_packed);
	print_slots(stats->nr_ranges, stats->nr_descs);
	print_kinds(stats);
	print_contiguity(&stats->memory);
	print_cont(stats);
}

static bool report_fault(void *context, const char *file,
			 const struct capture_fault *fault)
{
	(void)context;
	diag_fault(file, fault);
	return false;
}

enum status stats_read(struct stats *stats, const char *file)
{
	enum status status;

	status = read_capture(file, count_event, report_fault, stats,
			      &stats->totals);
	finish_run(stats);
	return status;
}

static enum status stat_capture(const char *file, const struct cont *cont)
{
	struct stats stats = { .cont = *cont };
	enum status status = stats_read(&stats, file);

	/* Without a header there is nothing to print. */
	if (stats.memory.os_page_bytes)
		print_stats(&stats);
	return status;
}

/* --- Packed pages alone ------------------------------------------------ */

struct raw_stats {
	struct contiguity memory;
	uint64_t os_pages_of_tag[PFNPACK_TAG_MAX + 1];
	uint64_t nr_packed;
	uint64_t nr_ranges;
	uint64_t nr_descs;
	uint64_t nr_free;
};

static void count_ranges(struct raw_stats *stats,
			 const struct pfnpack_page *packed)
{
	struct pfnpack_reader reader;
	struct pfnpack_range range;

	pfnpack_reader_init(&reader, packed, 1);
	while (pfnpack_next(&reader, &range) == PFNPACK_OK) {
		contiguity_add(&stats->memory, range.pfn, range.nr);
		stats->os_pages_of_tag[range.tag] += range.nr;
	}
}

static bool count_packed(void *context, const char *file, unsigned long number,
			 const struct pfnpack_page *packed)
{
	struct raw_stats *stats = context;
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	if (pfnpack_summarize(packed, &summary, &fault) != PFNPACK_OK) {
		diag_packed_fault(file, number, &fault, "; left out");
		return false;
	}
	stats->nr_packed++;
	stats->nr_ranges += summary.nr_ranges;
	stats->nr_descs += summary.nr_descs;
	stats->nr_free += summary.nr_free;
	count_ranges(stats, packed);
	return true;
}

static void print_raw(const struct raw_stats *stats)
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

static enum status stat_raw(const char *file)
{
	struct raw_stats stats = {
		.memory.os_page_bytes = RAW_OS_PAGE_BYTES,
	};
	enum status status = read_raw(file, count_packed, &stats);

	if (status != STATUS_STOPPED)
		print_raw(&stats);
	return status;
}

/* --- All --------------------------------------------------------------- */

static enum status stat_all_segments(const struct stat_args *args)
{
	enum status worst = STATUS_GOOD;
	enum status status;
	unsigned int i;

	for (i = 0; i < args->nr_files; i++) {
		if (args->nr_files > 1)
			printf("%sfile %s\n", i ? "\n" : "", args->files[i]);
		status = stat_segments(args->files[i], &args->cont);
		worst = status > worst ? status : worst;
	}
	return worst;
}

enum status cmd_stat(int argc, char **argv)
{
	struct stat_args args = stat_args_parse(argc, argv);

	if (args.raw)
		return stat_raw(args.files[0]);
	if (args.by_segment)
		return stat_all_segments(&args);
	if (args.nr_files > 1)
		return stat_columns(args.files, args.nr_files, &args.cont);
	return stat_capture(args.files[0], &args.cont);
}
