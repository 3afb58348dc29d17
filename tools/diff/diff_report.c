// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Prints what has changed between two captures, and counts it.
 */
#include "diff_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "print.h"

static const char *const verdict_names[NR_DIFF_VERDICTS] = {
	[DIFF_SAME] = "same",	       [DIFF_MOVED] = "moved",
	[DIFF_VANISHED] = "vanished",  [DIFF_APPEARED] = "appeared",
	[DIFF_NEITHER] = "in neither",
};

static const char *const boundary_names[] = {
	[DIFF_UNCHANGED] = "",
	[DIFF_MERGED] = "  merged",
	[DIFF_SPLIT] = "  split",
};

static const char *kind_name(unsigned int kind)
{
	return kind == DIFF_UNMAPPED ? "unmapped" : print_kind(kind);
}

/* --- Processes and segments -------------------------------------------- */

static void count_presence(struct diff_presence *p, bool a, bool b, bool alike)
{
	if (a && b && alike)
		p->nr_both++;
	else if (a && b)
		p->nr_changed++;
	else if (a)
		p->nr_only_a++;
	else
		p->nr_only_b++;
}

static const char *presence_text(bool a, bool b)
{
	if (a && b)
		return "";
	return a ? ": vanished" : ": appeared";
}

static void print_process(const struct capture_process *process)
{
	printf("process %" PRIu32 " ", process->pid);
	print_name(stdout, process->comm, sizeof(process->comm));
}

static bool same_process(const struct capture_process *a,
			 const struct capture_process *b)
{
	return a->pid == b->pid && !strcmp(a->comm, b->comm);
}

static void report_process(void *context, const struct capture_process *a,
			   const struct capture_process *b)
{
	struct diff_report *r = context;
	bool alike = a && b && same_process(a, b);

	count_presence(&r->processes, a, b, alike);
	r->segment = NULL;
	r->process = alike ? a : NULL;
	if (r->summary_only || alike)
		return;
	if (a)
		print_process(a);
	if (a && b)
		printf(" -> ");
	if (b)
		print_process(b);
	puts(presence_text(a, b));
}

static bool same_segment(const struct capture_segment *a,
			 const struct capture_segment *b)
{
	return a->start_va == b->start_va && a->end_va == b->end_va &&
	       a->offset == b->offset && a->inode == b->inode &&
	       a->dev_major == b->dev_major && a->dev_minor == b->dev_minor &&
	       a->flags == b->flags && a->nr_name_bytes == b->nr_name_bytes &&
	       !memcmp(a->name, b->name, a->nr_name_bytes);
}

static void print_headings(struct diff_report *r)
{
	if (r->process) {
		print_process(r->process);
		putchar('\n');
	}
	r->process = NULL;
	if (r->segment) {
		print_segment(r->segment);
		putchar('\n');
	}
	r->segment = NULL;
}

static void report_segments(void *context, const struct capture_segment *a,
			    const struct capture_segment *b)
{
	struct diff_report *r = context;
	bool alike = a && b && same_segment(a, b);

	count_presence(&r->segments, a, b, alike);
	r->segment = alike ? a : NULL;
	if (r->summary_only || alike)
		return;
	print_headings(r);
	if (a)
		print_segment(a);
	if (a && b)
		printf("\n     -> ");
	if (b)
		print_segment(b);
	puts(presence_text(a, b));
}

/* --- Stretches --------------------------------------------------------- */

static void add_count(struct diff_count *count, uint64_t nr_os_pages)
{
	count->nr_stretches++;
	count->nr_os_pages += nr_os_pages;
}

static void count_stretch(struct diff_report *r,
			  const struct diff_stretch *stretch, uint64_t nr)
{
	add_count(&r->verdicts[stretch->verdict], nr);
	add_count(&r->of_kinds[stretch->a.kind][stretch->b.kind], nr);
	r->nr_runs_a += stretch->a.starts && diff_is_memory(&stretch->a);
	r->nr_runs_b += stretch->b.starts && diff_is_memory(&stretch->b);
	r->nr_merged += stretch->boundary == DIFF_MERGED;
	r->nr_split += stretch->boundary == DIFF_SPLIT;
}

/* Is there something to say of it? */
static bool is_of_interest(const struct diff_report *r,
			   const struct diff_stretch *stretch)
{
	if (r->summary_only || stretch->verdict == DIFF_NEITHER)
		return false;
	return r->all || stretch->verdict != DIFF_SAME ||
	       stretch->boundary != DIFF_UNCHANGED;
}

static const char *print_state(char text[PRINT_SPAN_BYTES],
			       const struct diff_state *state, uint64_t nr)
{
	if (!diff_is_memory(state))
		return kind_name(state->kind);
	return print_span(text, state->pfn, state->pfn + nr);
}

static void report_stretch(void *context, const struct diff_stretch *stretch)
{
	struct diff_report *r = context;
	uint64_t nr_bytes = stretch->end_va - stretch->start_va;
	uint64_t nr = nr_bytes / r->os_page_bytes;
	char va[PRINT_SPAN_BYTES], a[PRINT_SPAN_BYTES], b[PRINT_SPAN_BYTES];
	char size[PRINT_SIZE_BYTES];

	count_stretch(r, stretch, nr);
	if (!is_of_interest(r, stretch))
		return;
	print_headings(r);
	printf("  %-8s  va %-32s  os-pages %-8" PRIu64
	       "  %-7s  pfn %s -> %s%s\n",
	       verdict_names[stretch->verdict],
	       print_span(va, stretch->start_va, stretch->end_va), nr,
	       print_size(size, nr_bytes), print_state(a, &stretch->a, nr),
	       print_state(b, &stretch->b, nr),
	       boundary_names[stretch->boundary]);
}

struct diff_handler diff_report_handler(struct diff_report *r)
{
	return (struct diff_handler){
		.process = report_process,
		.segments = report_segments,
		.stretch = report_stretch,
		.context = r,
	};
}

/* --- The table --------------------------------------------------------- */

static void print_count(const struct diff_report *r, const char *name,
			const char *more, const struct diff_count *count)
{
	char size[PRINT_SIZE_BYTES];
	uint64_t nr_bytes = count->nr_os_pages * r->os_page_bytes;

	printf("%s%-*s %10" PRIu64 " %14" PRIu64 " %18" PRIu64 " %8s\n", name,
	       20 - (int)strlen(name), more, count->nr_stretches,
	       count->nr_os_pages, nr_bytes, print_size(size, nr_bytes));
}

static struct diff_count add_memory(const struct diff_count *anon,
				    const struct diff_count *file)
{
	return (struct diff_count){
		.nr_stretches = anon->nr_stretches + file->nr_stretches,
		.nr_os_pages = anon->nr_os_pages + file->nr_os_pages,
	};
}

static bool is_memory(unsigned int kind)
{
	return kind == CAPTURE_ANON || kind == CAPTURE_FILE;
}

/* What memory has become, for each thing that it can become. */
static void print_vanished(const struct diff_report *r)
{
	struct diff_count count;
	unsigned int kind;

	for (kind = 0; kind < DIFF_KINDS; kind++) {
		count = add_memory(&r->of_kinds[CAPTURE_ANON][kind],
				   &r->of_kinds[CAPTURE_FILE][kind]);
		if (!is_memory(kind) && count.nr_stretches)
			print_count(r, "  to ", kind_name(kind), &count);
	}
}

static void print_appeared(const struct diff_report *r)
{
	struct diff_count count;
	unsigned int kind;

	for (kind = 0; kind < DIFF_KINDS; kind++) {
		count = add_memory(&r->of_kinds[kind][CAPTURE_ANON],
				   &r->of_kinds[kind][CAPTURE_FILE]);
		if (!is_memory(kind) && count.nr_stretches)
			print_count(r, "  from ", kind_name(kind), &count);
	}
}

static void print_presence(const char *name, const struct diff_presence *p)
{
	printf("%-20s same %" PRIu64 ", changed %" PRIu64 ", vanished %" PRIu64
	       ", appeared %" PRIu64 "\n",
	       name, p->nr_both, p->nr_changed, p->nr_only_a, p->nr_only_b);
}

void diff_report_summary(const struct diff_report *r)
{
	unsigned int verdict;

	printf("%-20s %10s %14s %18s\n", "", "stretches", "OS pages", "bytes");
	for (verdict = 0; verdict < NR_DIFF_VERDICTS; verdict++) {
		print_count(r, "", verdict_names[verdict],
			    &r->verdicts[verdict]);
		if (verdict == DIFF_VANISHED)
			print_vanished(r);
		if (verdict == DIFF_APPEARED)
			print_appeared(r);
	}
	printf("%-20s before %" PRIu64 ", after %" PRIu64 ", merged %" PRIu64
	       ", split %" PRIu64 "\n",
	       "runs", r->nr_runs_a, r->nr_runs_b, r->nr_merged, r->nr_split);
	print_presence("segments", &r->segments);
	print_presence("processes", &r->processes);
}
