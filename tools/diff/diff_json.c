// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack diff: as JSON.
 */
#include "diff_report.h"
#include "json_parts.h"

/* Depths of the document (json_depth()). */
#define IN_DOCUMENT 1
#define IN_PROCESSES 2
#define IN_SEGMENTS 4

static void start_as_json(struct diff_report *r)
{
	json_command(&r->json, "diff");
	json_array(&r->json, "processes");
}

/* --- Processes, segments and stretches --------------------------------- */

static void put_process(struct json_out *j, const char *key,
			const struct capture_process *process)
{
	if (!process)
		return;
	json_object(j, key);
	json_process(j, process);
	json_end(j);
}

static void processes_as_json(struct diff_report *r)
{
	struct json_out *j = &r->json;

	json_end_to(j, IN_PROCESSES);
	json_object(j, NULL);
	put_process(j, "a", r->processes.a);
	put_process(j, "b", r->processes.b);
	json_array(j, "segments");
}

static void put_segment(struct json_out *j, const char *key,
			const struct capture_segment *segment)
{
	if (!segment)
		return;
	json_object(j, key);
	json_segment(j, segment);
	json_end(j);
}

static void segments_as_json(struct diff_report *r)
{
	struct json_out *j = &r->json;

	json_end_to(j, IN_SEGMENTS);
	json_object(j, NULL);
	put_segment(j, "a", r->segments.a);
	put_segment(j, "b", r->segments.b);
	json_array(j, "stretches");
}

static void put_state(struct json_out *j, const char *key,
		      const struct diff_state *state, uint64_t nr)
{
	json_object(j, key);
	json_text(j, "kind", diff_kind_name(state->kind));
	if (diff_is_memory(state)) {
		json_number(j, "pfn", state->pfn);
		json_number(j, "pfn_end", state->pfn + nr);
	}
	json_end(j);
}

static void stretch_as_json(struct diff_report *r,
			    const struct diff_stretch *stretch)
{
	uint64_t nr = diff_report_nr_os_pages(r, stretch);
	struct json_out *j = &r->json;

	json_object(j, NULL);
	json_text(j, "verdict", diff_verdict_name(stretch->verdict));
	json_number(j, "va", stretch->start_va);
	json_number(j, "va_end", stretch->end_va);
	json_number(j, "os_pages", nr);
	json_number(j, "bytes", nr * r->os_page_bytes);
	put_state(j, "a", &stretch->a, nr);
	put_state(j, "b", &stretch->b, nr);
	if (stretch->boundary != DIFF_UNCHANGED)
		json_text(j, "boundary", diff_boundary_name(stretch->boundary));
	json_end(j);
}

/* --- The sums ---------------------------------------------------------- */

static void put_count(struct diff_report *r, const struct diff_count *count)
{
	struct json_out *j = &r->json;

	json_number(j, "stretches", count->nr_stretches);
	json_number(j, "os_pages", count->nr_os_pages);
	json_number(j, "bytes", count->nr_os_pages * r->os_page_bytes);
}

static void put_verdicts(struct diff_report *r)
{
	struct json_out *j = &r->json;
	enum diff_verdict verdict;

	json_array(j, "verdicts");
	for (verdict = 0; verdict < NR_DIFF_VERDICTS; verdict++) {
		json_object(j, NULL);
		json_text(j, "verdict", diff_verdict_name(verdict));
		put_count(r, &r->verdicts[verdict]);
		json_end(j);
	}
	json_end(j);
}

static void put_pair_of_kinds(struct diff_report *r, unsigned int a,
			      unsigned int b)
{
	struct json_out *j = &r->json;

	json_object(j, NULL);
	json_text(j, "a", diff_kind_name(a));
	json_text(j, "b", diff_kind_name(b));
	put_count(r, &r->of_kinds[a][b]);
	json_end(j);
}

static void put_kinds(struct diff_report *r)
{
	unsigned int a, b;

	json_array(&r->json, "kinds");
	for (a = 0; a < DIFF_KINDS; a++) {
		for (b = 0; b < DIFF_KINDS; b++) {
			if (r->of_kinds[a][b].nr_stretches)
				put_pair_of_kinds(r, a, b);
		}
	}
	json_end(&r->json);
}

static void put_runs(struct diff_report *r)
{
	struct json_out *j = &r->json;

	json_object(j, "runs");
	json_number(j, "before", r->nr_runs_a);
	json_number(j, "after", r->nr_runs_b);
	json_number(j, "merged", r->nr_merged);
	json_number(j, "split", r->nr_split);
	json_end(j);
}

static void put_presence(struct json_out *j, const char *key,
			 const struct diff_presence *p)
{
	json_object(j, key);
	json_number(j, "same", p->nr_both);
	json_number(j, "changed", p->nr_changed);
	json_number(j, "vanished", p->nr_only_a);
	json_number(j, "appeared", p->nr_only_b);
	json_end(j);
}

static void put_summary(struct diff_report *r)
{
	struct json_out *j = &r->json;

	json_object(j, "summary");
	put_verdicts(r);
	put_kinds(r);
	put_runs(r);
	put_presence(j, "segments", &r->presence_of_segments);
	put_presence(j, "processes", &r->presence_of_processes);
	json_end(j);
}

static void put_faults(struct json_out *j, const struct capture_source *source)
{
	const struct capture_fault *fault = capture_source_fault(source);

	json_array(j, "faults");
	if (fault)
		json_fault(j, fault);
	json_end(j);
}

/* What could have been read on, but was not, was stopped. */
static void put_file(struct json_out *j, const struct diff_file *file)
{
	const struct capture_source *source = file->source;
	uint32_t end_flags = 0;
	bool at_end = capture_source_end(source, &end_flags);
	bool stopped = source->status == STATUS_GOOD && !at_end;

	json_file(j, file->path, false);
	if (source->header.os_page_bytes)
		json_header(j, &source->header);
	put_faults(j, source);
	json_end_flags(j, end_flags);
	json_status(j, stopped ? STATUS_STOPPED : source->status);
	json_end(j);
}

static void finish_as_json(struct diff_report *r, enum status status)
{
	struct json_out *j = &r->json;

	json_end_to(j, IN_DOCUMENT);
	if (status == STATUS_GOOD)
		put_summary(r);
	json_array(j, "files");
	put_file(j, &r->file[0]);
	put_file(j, &r->file[1]);
	json_end_to(j, 0);
}

const struct diff_printer diff_as_json = {
	.start = start_as_json,
	.processes = processes_as_json,
	.segments = segments_as_json,
	.stretch = stretch_as_json,
	.finish = finish_as_json,
};
