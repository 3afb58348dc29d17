// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack diff: as text.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "diff_report.h"
#include "print.h"

/* --- Processes, segments and stretches --------------------------------- */

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

static void processes_as_text(struct diff_report *r)
{
	const struct diff_processes *p = &r->processes;

	if (p->a)
		print_process(p->a);
	if (p->a && p->b && !p->alike)
		printf(" -> ");
	if (p->b && !p->alike)
		print_process(p->b);
	puts(presence_text(p->a, p->b));
}

static void segments_as_text(struct diff_report *r)
{
	const struct diff_segments *s = &r->segments;

	if (s->a)
		print_segment(s->a);
	if (s->a && s->b && !s->alike)
		printf("\n     -> ");
	if (s->b && !s->alike)
		print_segment(s->b);
	puts(presence_text(s->a, s->b));
}

static const char *print_state(char text[PRINT_SPAN_BYTES],
			       const struct diff_state *state, uint64_t nr)
{
	if (!diff_is_memory(state))
		return diff_kind_name(state->kind);
	return print_span(text, state->pfn, state->pfn + nr);
}

static void stretch_as_text(struct diff_report *r,
			    const struct diff_stretch *stretch)
{
	const char *boundary = diff_boundary_name(stretch->boundary);
	uint64_t nr = diff_report_nr_os_pages(r, stretch);
	char va[PRINT_SPAN_BYTES], a[PRINT_SPAN_BYTES], b[PRINT_SPAN_BYTES];
	char size[PRINT_SIZE_BYTES];

	printf("  %-8s  va %-32s  os-pages %-8" PRIu64
	       "  %-7s  pfn %s -> %s%s%s\n",
	       diff_verdict_name(stretch->verdict),
	       print_span(va, stretch->start_va, stretch->end_va), nr,
	       print_size(size, nr * r->os_page_bytes),
	       print_state(a, &stretch->a, nr), print_state(b, &stretch->b, nr),
	       *boundary ? "  " : "", boundary);
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

/* What a capture can have for memory that the other one has. */
static const unsigned int other_kinds[] = { CAPTURE_SWAP, CAPTURE_HOLE,
					    DIFF_UNMAPPED };
#define NR_OTHER_KINDS (sizeof(other_kinds) / sizeof(other_kinds[0]))

static void print_vanished(const struct diff_report *r)
{
	struct diff_count count;
	unsigned int kind, i;

	for (i = 0; i < NR_OTHER_KINDS; i++) {
		kind = other_kinds[i];
		count = add_memory(&r->of_kinds[CAPTURE_ANON][kind],
				   &r->of_kinds[CAPTURE_FILE][kind]);
		if (count.nr_stretches)
			print_count(r, "  to ", diff_kind_name(kind), &count);
	}
}

static void print_appeared(const struct diff_report *r)
{
	struct diff_count count;
	unsigned int kind, i;

	for (i = 0; i < NR_OTHER_KINDS; i++) {
		kind = other_kinds[i];
		count = add_memory(&r->of_kinds[kind][CAPTURE_ANON],
				   &r->of_kinds[kind][CAPTURE_FILE]);
		if (count.nr_stretches)
			print_count(r, "  from ", diff_kind_name(kind), &count);
	}
}

static void print_verdicts(const struct diff_report *r)
{
	enum diff_verdict verdict;

	for (verdict = 0; verdict < NR_DIFF_VERDICTS; verdict++) {
		print_count(r, "", diff_verdict_name(verdict),
			    &r->verdicts[verdict]);
		if (verdict == DIFF_VANISHED)
			print_vanished(r);
		if (verdict == DIFF_APPEARED)
			print_appeared(r);
	}
}

static void print_presence(const char *name, const struct diff_presence *p)
{
	printf("%-20s same %" PRIu64 ", changed %" PRIu64 ", vanished %" PRIu64
	       ", appeared %" PRIu64 "\n",
	       name, p->nr_both, p->nr_changed, p->nr_only_a, p->nr_only_b);
}

/* What a capture lacks then has not vanished, for all that is known. */
static void print_end_of(const char *name, const struct diff_file *file)
{
	uint32_t end_flags = 0;

	if (capture_source_end(file->source, &end_flags) && end_flags)
		printf("%-20s %s\n", name, print_end(end_flags));
}

/* A table of a part would be taken for one of all. */
static void finish_as_text(struct diff_report *r, enum status status)
{
	if (status != STATUS_GOOD)
		return;
	printf("%-20s %10s %14s %18s\n", "", "stretches", "OS pages", "bytes");
	print_verdicts(r);
	printf("%-20s before %" PRIu64 ", after %" PRIu64 ", merged %" PRIu64
	       ", split %" PRIu64 "\n",
	       "runs", r->nr_runs_a, r->nr_runs_b, r->nr_merged, r->nr_split);
	print_presence("segments", &r->presence_of_segments);
	print_presence("processes", &r->presence_of_processes);
	print_end_of("end of A", &r->file[0]);
	print_end_of("end of B", &r->file[1]);
}

const struct diff_printer diff_as_text = {
	.processes = processes_as_text,
	.segments = segments_as_text,
	.stretch = stretch_as_text,
	.finish = finish_as_text,
};
