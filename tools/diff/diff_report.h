/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Prints what has changed between two captures, and counts it.
 */
#ifndef DIFF_REPORT_H
#define DIFF_REPORT_H

#include "diff_walk.h"

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
 * struct diff_report - a comparison being printed
 * @os_page_bytes: bytes of an OS page
 * @summary_only: print nothing but the table at the end
 * @all: print what is the same, too
 * @of_kinds: counts, by what the first and the second capture have
 * @verdicts: counts, by verdict
 * @nr_runs_a: runs of memory in the first
 * @nr_runs_b: runs of memory in the second
 * @nr_merged: ends of runs that have gone
 * @nr_split: ends of runs that have come
 * @processes: processes
 * @segments: pairs of segments that share addresses, and segments that share
 *	none
 *
 * The other fields are private.  All is zero before the first call.
 */
struct diff_report {
	uint32_t os_page_bytes;
	bool summary_only;
	bool all;
	struct diff_count of_kinds[DIFF_KINDS][DIFF_KINDS];
	struct diff_count verdicts[NR_DIFF_VERDICTS];
	uint64_t nr_runs_a;
	uint64_t nr_runs_b;
	uint64_t nr_merged;
	uint64_t nr_split;
	struct diff_presence processes;
	struct diff_presence segments;
	/* private: headings that wait for something to stand under them */
	const struct capture_process *process;
	const struct capture_segment *segment;
};

/**
 * diff_report_handler() - what diff_walk() wants
 * @r: the report that is to be made
 *
 * Return: a handler.
 */
struct diff_handler diff_report_handler(struct diff_report *r);

/**
 * diff_report_summary() - print the table
 * @r: the report
 */
void diff_report_summary(const struct diff_report *r);

#endif /* DIFF_REPORT_H */
