/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Counts what has changed between two captures, and has it printed.
 */
#ifndef DIFF_REPORT_H
#define DIFF_REPORT_H

#include "diff_walk.h"
#include "json_out.h"

/**
 * struct diff_count - how much
 * @nr_stretches: stretches
 * @nr_os_pages: OS pages in them
 */
struct diff_count {
	uint64_t nr_stretches;
	uint64_t nr_os_pages;
};

/**
 * struct diff_presence - how many are in both, in the first, in the second
 * @nr_both: in both, alike
 * @nr_changed: in both, but not alike
 * @nr_only_a: in the first only
 * @nr_only_b: in the second only
 */
struct diff_presence {
	uint64_t nr_both;
	uint64_t nr_changed;
	uint64_t nr_only_a;
	uint64_t nr_only_b;
};

/**
 * struct diff_processes - a process of each capture
 * @a: of the first; NULL where there is none
 * @b: of the second; NULL where there is none
 * @alike: there are both, and nothing tells them apart
 * @due: they are still to be printed, when something stands under them
 */
struct diff_processes {
	const struct capture_process *a;
	const struct capture_process *b;
	bool alike;
	bool due;
};

/**
 * struct diff_segments - a segment of each capture
 * @a: of the first; NULL where there is none
 * @b: of the second; NULL where there is none
 * @alike: there are both, and nothing tells them apart
 * @due: they are still to be printed, when something stands under them
 */
struct diff_segments {
	const struct capture_segment *a;
	const struct capture_segment *b;
	bool alike;
	bool due;
};

/**
 * struct diff_file - a capture that is compared
 * @path: as on the command line
 * @source: what it holds; open or not
 */
struct diff_file {
	const char *path;
	struct capture_source *source;
};

/**
 * struct diff_report - a comparison being printed
 * @printer: how
 * @file: the two captures
 * @summary_only: print nothing but the sums at the end
 * @all: print what is the same, too
 * @os_page_bytes: bytes of an OS page of both
 * @of_kinds: counts, by what the first and the second capture have
 * @verdicts: counts, by verdict
 * @nr_runs_a: runs of memory in the first
 * @nr_runs_b: runs of memory in the second
 * @nr_merged: ends of runs that have gone
 * @nr_split: ends of runs that have come
 * @presence_of_processes: counts of processes
 * @presence_of_segments: counts of pairs of segments that share addresses, and
 *	of segments that share none
 * @processes: those of the segments to come
 * @segments: those of the stretches to come
 * @json: the document, for a form that has one
 *
 * All but the first five is zero before the first call.
 */
struct diff_report {
	const struct diff_printer *printer;
	struct diff_file file[2];
	bool summary_only;
	bool all;
	uint32_t os_page_bytes;
	struct diff_count of_kinds[DIFF_KINDS][DIFF_KINDS];
	struct diff_count verdicts[NR_DIFF_VERDICTS];
	uint64_t nr_runs_a;
	uint64_t nr_runs_b;
	uint64_t nr_merged;
	uint64_t nr_split;
	struct diff_presence presence_of_processes;
	struct diff_presence presence_of_segments;
	struct diff_processes processes;
	struct diff_segments segments;
	struct json_out json;
};

/**
 * struct diff_printer - how a form prints each thing
 * @start: the comparison begins; may be NULL
 * @processes: the processes of the report
 * @segments: the segments of the report
 * @stretch: a stretch under them
 * @finish: that was all; the sums are those of all when it went well
 */
struct diff_printer {
	void (*start)(struct diff_report *r);
	void (*processes)(struct diff_report *r);
	void (*segments)(struct diff_report *r);
	void (*stretch)(struct diff_report *r,
			const struct diff_stretch *stretch);
	void (*finish)(struct diff_report *r, enum status status);
};

extern const struct diff_printer diff_as_text;
extern const struct diff_printer diff_as_json;

/**
 * diff_report_handler() - what diff_walk() wants
 * @r: the report that is to be made
 *
 * Return: a handler.
 */
struct diff_handler diff_report_handler(struct diff_report *r);

/**
 * diff_report_nr_os_pages() - how long a stretch is
 * @r: the report
 * @stretch: the stretch
 *
 * Return: its OS pages.
 */
uint64_t diff_report_nr_os_pages(const struct diff_report *r,
				 const struct diff_stretch *stretch);

/**
 * diff_verdict_name() - the word for a verdict
 * @verdict: which one
 *
 * Return: a constant string.
 */
const char *diff_verdict_name(enum diff_verdict verdict);

/**
 * diff_boundary_name() - the word for what has become of the end of a run
 * @boundary: which one
 *
 * Return: a constant string; empty where nothing has changed.
 */
const char *diff_boundary_name(enum diff_boundary boundary);

/**
 * diff_kind_name() - the word for what a capture has at an address
 * @kind: tag, or %DIFF_UNMAPPED
 *
 * Return: a constant string.
 */
const char *diff_kind_name(unsigned int kind);

#endif /* DIFF_REPORT_H */
