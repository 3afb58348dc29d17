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
	"unmapped), appeared (in B only) or same. A run is memory that "
	"continues in virtual and in physical memory; it ends with its "
	"segment. merged: where the stretch starts, a run ends in A but not "
	"in B, with memory on both sides in both; split: the reverse. "
	"Processes are matched by PID and name. That there are differences "
	"does not change the exit code.\n\n"
	"  pfnpack diff before.pfncap after.pfncap";

#define KEY_ANY 0x100

static const struct argp_option options[] = {
	{ .name = "all", .key = 'a', .doc = "print what is the same, too" },
	{ .name = "any",
	  .key = KEY_ANY,
	  .doc = "compare the first process of A with the first of B and so "
		 "on, whatever their PIDs and names" },
	{ .name = "summary", .key = 's', .doc = "print the table only" },
	{ 0 },
};

struct diff_args {
	const char *file[2];
	unsigned int nr_files;
	bool all;
	bool any;
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

static enum status compare(const struct diff_args *args,
			   struct capture_source *a, struct capture_source *b)
{
	struct diff_report report = {
		.os_page_bytes = a->header.os_page_bytes,
		.summary_only = args->summary,
		.all = args->all,
	};
	struct diff_handler handler = diff_report_handler(&report);
	enum status status;

	if (a->header.os_page_bytes != b->header.os_page_bytes) {
		diag("%s has OS pages of %" PRIu32 " bytes, %s of %" PRIu32
		     ": they cannot be compared",
		     a->name, a->header.os_page_bytes, b->name,
		     b->header.os_page_bytes);
		return STATUS_STOPPED;
	}
	status = diff_walk(a, b, args->any, &handler);
	/* A table of a part would be taken for one of all. */
	if (status == STATUS_GOOD)
		diff_report_summary(&report);
	return status;
}

static enum status open_and_compare(const struct diff_args *args)
{
	static struct capture_source a, b;
	enum status status = capture_source_open(&a, args->file[0]);

	if (status != STATUS_GOOD)
		return status;
	status = capture_source_open(&b, args->file[1]);
	if (status == STATUS_GOOD) {
		status = compare(args, &a, &b);
		capture_source_close(&b);
	}
	capture_source_close(&a);
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
	return open_and_compare(&args);
}
