// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack stat: how contiguous is the memory in a file?
 */
#include <stdio.h>

#include "commands.h"
#include "json_parts.h"
#include "stat_args.h"
#include "stats.h"

static enum status stat_capture(const char *file, const struct stat_args *args,
				struct json_out *json)
{
	struct pfn_set pfns = { 0 };
	struct stats stats = {
		.cont = args->cont,
		.pfns = args->distinct ? &pfns : NULL,
		.json = json,
	};
	enum status status = stats_read(&stats, file);

	if (json) {
		json_end(json);
		json_end_flags(json, stats.totals.end_flags);
	}
	/* Without a header there is nothing to print. */
	if (stats.memory.os_page_bytes) {
		if (json)
			stats_as_json(&stats);
		else
			stats_as_text(&stats);
	}
	pfn_set_free(&pfns);
	return status;
}

static enum status stat_raw(const char *file, struct json_out *json)
{
	struct raw_stats stats = { .json = json };
	enum status status = raw_stats_read(&stats, file);

	if (json)
		json_end(json);
	if (status == STATUS_STOPPED)
		return status;
	if (json)
		raw_stats_as_json(&stats);
	else
		raw_stats_as_text(&stats);
	return status;
}

static enum status stat_file(const char *file, const struct stat_args *args,
			     struct json_out *json)
{
	return args->raw ? stat_raw(file, json) :
			   stat_capture(file, args, json);
}

static enum status sums_as_json(const char *file, const struct stat_args *args,
				struct json_out *json)
{
	/* There may be any number: they are printed as they come. */
	json_array(json, "faults");
	return stat_file(file, args, json);
}

static enum status file_as_json(const char *file, const struct stat_args *args,
				struct json_out *json)
{
	enum status status;

	json_file(json, file, args->raw);
	status = args->by_segment ? stat_segments(file, &args->cont, json) :
				    sums_as_json(file, args, json);
	json_status(json, status);
	json_end(json);
	return status;
}

static enum status all_as_json(const struct stat_args *args)
{
	enum status worst = STATUS_GOOD;
	struct json_out json;
	enum status status;
	unsigned int i;

	json_document(&json, "stat");
	for (i = 0; i < args->nr_files; i++) {
		status = file_as_json(args->files[i], args, &json);
		worst = status > worst ? status : worst;
	}
	json_end_to(&json, 0);
	return worst;
}

static enum status stat_all_segments(const struct stat_args *args)
{
	enum status worst = STATUS_GOOD;
	enum status status;
	unsigned int i;

	for (i = 0; i < args->nr_files; i++) {
		if (args->nr_files > 1)
			printf("%sfile %s\n", i ? "\n" : "", args->files[i]);
		status = stat_segments(args->files[i], &args->cont, NULL);
		worst = status > worst ? status : worst;
	}
	return worst;
}

enum status cmd_stat(int argc, char **argv)
{
	struct stat_args args = stat_args_parse(argc, argv);

	if (args.json)
		return all_as_json(&args);
	if (args.by_segment)
		return stat_all_segments(&args);
	if (args.nr_files > 1)
		return stat_columns(args.files, args.nr_files, &args.cont);
	return stat_file(args.files[0], &args, NULL);
}
