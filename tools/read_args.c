// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The command line of the subcommands that read: [--raw] FILE
 */
#include "read_args.h"

static const struct argp_option options[] = {
	{ .name = "raw",
	  .key = 'r',
	  .doc = "FILE is packed pages and nothing else, each standing alone" },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct read_args *args = state->input;

	switch (key) {
	case 'r':
		args->raw = true;
		return 0;
	case ARGP_KEY_ARG:
		if (args->file)
			argp_error(state, "one FILE at a time");
		args->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "FILE is missing; - is standard input");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp read_args_argp = {
	.options = options,
	.parser = parse,
};

struct read_args read_args_parse(int argc, char **argv, const char *doc)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE",
		.doc = doc,
	};
	struct read_args args = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	return args;
}
