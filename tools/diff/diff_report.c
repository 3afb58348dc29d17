// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Counts what has changed between two captures, and has it printed.
 */
#include "diff_report.h"

#include <string.h>

#include "print.h"

const char *diff_verdict_name(enum diff_verdict verdict)
{
	static const char *const name[NR_DIFF_VERDICTS] = {
		[DIFF_SAME] = "same",	      [DIFF_MOVED] = "moved",
		[DIFF_VANISHED] = "vanished", [DIFF_APPEARED] = "appeared",
		[DIFF_UNREAD] = "unread",     [DIFF_NEITHER] = "in neither",
	};

	return name[verdict];
}

const char *diff_boundary_name(enum diff_boundary boundary)
{
	static const char *const name[] = {
		[DIFF_UNCHANGED] = "",
		[DIFF_MERGED] = "merged",
		[DIFF_SPLIT] = "split",
	};

	return name[boundary];
}

const char *diff_kind_name(unsigned int kind)
{
	return kind == DIFF_UNMAPPED ? "unmapped" : print_kind(kind);
}

/* --- Processes and segments -------------------------------------------- */

static void count_presence(struct diff_presence *p, bool a, bool b, bool alike)
{
	if (alike)
		p->nr_both++;
	else if (a && b)
		p->nr_changed++;
	else if (a)
		p->nr_only_a++;
	else
		p->nr_only_b++;
}

static void print_headings(struct diff_report *r)
{
	if (r->processes.due)
		r->printer->processes(r);
	r->processes.due = false;
	if (r->segments.due)
		r->printer->segments(r);
	r->segments.due = false;
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

	count_presence(&r->presence_of_processes, a, b, alike);
	r->processes = (struct diff_processes){ a, b, alike, .due = true };
	r->segments.due = false;
	if (!r->summary_only && !alike)
		print_headings(r);
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

/* Those that are alike end together: they can be printed until then. */
static void report_segments(void *context, const struct capture_segment *a,
			    const struct capture_segment *b)
{
	struct diff_report *r = context;
	bool alike = a && b && same_segment(a, b);

	count_presence(&r->presence_of_segments, a, b, alike);
	r->segments = (struct diff_segments){ a, b, alike, .due = true };
	if (!r->summary_only && !alike)
		print_headings(r);
}

/* --- Stretches --------------------------------------------------------- */

static void add_count(struct diff_count *count, uint64_t nr_os_pages)
{
	count->nr_stretches++;
	count->nr_os_pages += nr_os_pages;
}

static void count_stretch(struct diff_report *r,
			  const struct diff_stretch *stretch)
{
	uint64_t nr = diff_report_nr_os_pages(r, stretch);

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

static void report_stretch(void *context, const struct diff_stretch *stretch)
{
	struct diff_report *r = context;

	count_stretch(r, stretch);
	if (!is_of_interest(r, stretch))
		return;
	print_headings(r);
	r->printer->stretch(r, stretch);
}

/* --- All --------------------------------------------------------------- */

struct diff_handler diff_report_handler(struct diff_report *r)
{
	return (struct diff_handler){
		.process = report_process,
		.segments = report_segments,
		.stretch = report_stretch,
		.context = r,
	};
}

uint64_t diff_report_nr_os_pages(const struct diff_report *r,
				 const struct diff_stretch *stretch)
{
	return (stretch->end_va - stretch->start_va) / r->os_page_bytes;
}
