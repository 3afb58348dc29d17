// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack diff: what has changed between two captures.
 */
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "capture_source.h"
#include "commands.h"
#include "diag.h"
#include "diff_report.h"
#include "diff_walk.h"

static const char doc[] =
	"Print what has changed from capture A to capture B, by virtual "
	"address.\v"
	"Each line is a stretch of addresses within one run of A and one of B: "
	"moved (other PFNs), vanished (memory in A only; then a hole, swap or "
	"unmapped), appeared (in B only), unread (so unknown, in A or B) or "
	"same. A run is memory that "
	"continues in virtual and in physical memory; it ends with its "
	"segment. merged: where the stretch starts, a run ends in A but not "
	"in B, with memory on both sides in both; split: the reverse. "
	"Processes are matched by PID and name. That there are differences "
	"does not change the exit code.\n\n"
	"  pfnpack diff before.pfncap after.pfncap";

#define KEY_ANY 0x100
#define KEY_JSON 0x101

static const struct argp_option options[] = {
	{ .name = "all", .key = 'a', .doc = "print what is the same, too" },
	{ .name = "any",
	  .key = KEY_ANY,
	  .doc = "compare the first process of A with the first of B and so "
		 "on, whatever their PIDs and names" },
	{ .name = "json",
	  .key = KEY_JSON,
	  .doc = "print JSON, as the installed schema.json describes" },
	{ .name = "summary", .key = 's', .doc = "print the table only" },
	{ 0 },
};

struct diff_args {
	const char *file[2];
	unsigned int nr_files;
	bool all;
	bool any;
	bool json;
	bool summary;
};

static void add_file(struct diff_args *args, const char *file,
		     struct argp_state *state)
{
	if (args->nr_files == 2)
		argp_error(state, "two captures at a time");
	args->file[args->nr_files++] = file;
}

static void check_files(const struct diff_args *args, struct argp_state *state)
{
	if (args->nr_files < 2)
		argp_error(state, "two captures are to be compared");
	if (!strcmp(args->file[0], "-") && !strcmp(args->file[1], "-"))
		argp_error(state, "standard input cannot be both captures");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct diff_args *args = state->input;

	switch (key) {
	case 'a':
		args->all = true;
		return 0;
	case KEY_ANY:
		args->any = true;
		return 0;
	case KEY_JSON:
		args->json = true;
		return 0;
	case 's':
		args->summary = true;
		return 0;
	case ARGP_KEY_ARG:
		add_file(args, arg, state);
		return 0;
	case ARGP_KEY_END:
		check_files(args, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status compare(struct diff_report *report, bool any)
{
	struct capture_source *a = report->file[0].source;
	struct capture_source *b = report->file[1].source;
	struct diff_handler handler = diff_report_handler(report);

	if (a->header.os_page_bytes != b->header.os_page_bytes) {
		diag("%s has OS pages of %" PRIu32 " bytes, %s of %" PRIu32
		     ": they cannot be compared",
		     a->name, a->header.os_page_bytes, b->name,
		     b->header.os_page_bytes);
		return STATUS_STOPPED;
	}
	report->os_page_bytes = a->header.os_page_bytes;
	return diff_walk(a, b, any, &handler);
}

static enum status worse(enum status a, enum status b)
{
	return a > b ? a : b;
}

static enum status open_and_compare(struct diff_report *report, bool any)
{
	struct diff_file *file = report->file;
	enum status a = capture_source_open(file[0].source, file[0].path);
	enum status b = capture_source_open(file[1].source, file[1].path);
	enum status status = worse(a, b);

	if (status == STATUS_GOOD)
		status = compare(report, any);
	if (a == STATUS_GOOD)
		capture_source_close(file[0].source);
	if (b == STATUS_GOOD)
		capture_source_close(file[1].source);
	return status;
}

static enum status diff(const struct diff_args *args)
{
	static struct capture_source a, b;
	struct diff_report report = {
		.printer = args->json ? &diff_as_json : &diff_as_text,
		.file = { { args->file[0], &a }, { args->file[1], &b } },
		.summary_only = args->summary,
		.all = args->all,
	};
	enum status status;

	if (report.printer->start)
		report.printer->start(&report);
	status = open_and_compare(&report, args->any);
	report.printer->finish(&report, status);
	return status;
}

enum status cmd_diff(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "A B",
		.doc = doc,
	};
	struct diff_args args = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	return diff(&args);
}
