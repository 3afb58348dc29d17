// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The command line of pfnpack stat.
 */
#include "stat_args.h"

#include <argp.h>

static const char doc[] =
	"Print how contiguous the memory in a file is; of several, side by "
	"side.\v"
	"A run is memory that continues in virtual and in physical memory. "
	"--cont counts memory that an entry of SIZE bytes could map: blocks of "
	"runs that start at a multiple of SIZE in both. "
	"Of packed pages alone (--raw), the size of an OS page is not known "
	"and taken to be 4096 bytes.\n\n"
	"  pfnpack stat --cont 64K --cont 2M demo.pfncap";

#define KEY_CONT 0x100
#define KEY_JSON 0x101

static const struct argp_option options[] = {
	{ .name = "by-segment",
	  .key = 's',
	  .doc = "print a row for each segment with memory" },
	{ .name = "cont",
	  .key = KEY_CONT,
	  .arg = "SIZE",
	  .doc = "count memory in aligned blocks of SIZE (64K, 2M, ...); up to "
		 "8 times" },
	{ .name = "distinct",
	  .key = 'd',
	  .doc = "count OS pages that are mapped more than once, too" },
	{ .name = "json",
	  .key = KEY_JSON,
	  .doc = "print JSON, as the installed schema.json describes" },
	{ .name = "raw",
	  .key = 'r',
	  .doc = "FILE is packed pages and nothing else, each standing alone" },
	{ 0 },
};

static void add_cont(struct cont *cont, const char *text,
		     struct argp_state *state)
{
	if (cont->nr_sizes == CONT_SIZES_MAX)
		argp_error(state, "--cont can be given %d times",
			   CONT_SIZES_MAX);
	if (!cont_parse(text, &cont->size[cont->nr_sizes]))
		argp_error(state, "'%s' is not a size that is a power of two",
			   text);
	cont->nr_sizes++;
}

static void check_args(const struct stat_args *args, struct argp_state *state)
{
	if (args->raw && args->nr_files > 1)
		argp_error(state, "one FILE at a time with --raw");
	if (args->distinct && (args->raw || args->by_segment))
		argp_error(state, "--distinct is for whole captures");
	if (args->distinct && args->nr_files > 1 && !args->json)
		argp_error(state, "one FILE at a time with --distinct");
	if (args->raw && (args->by_segment || args->cont.nr_sizes))
		argp_error(state, "packed pages alone (--raw) have no virtual "
				  "addresses for --by-segment and --cont");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct stat_args *args = state->input;

	switch (key) {
	case 's':
		args->by_segment = true;
		return 0;
	case KEY_CONT:
		add_cont(&args->cont, arg, state);
		return 0;
	case 'd':
		args->distinct = true;
		return 0;
	case KEY_JSON:
		args->json = true;
		return 0;
	case 'r':
		args->raw = true;
		return 0;
	case ARGP_KEY_ARGS:
		args->files = state->argv + state->next;
		args->nr_files = (unsigned int)(state->argc - state->next);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "FILE is missing; - is standard input");
		return 0;
	case ARGP_KEY_END:
		check_args(args, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

struct stat_args stat_args_parse(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE...",
		.doc = doc,
	};
	struct stat_args args = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	return args;
}
