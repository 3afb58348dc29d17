// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The command line of the subcommands that read: [--raw] [--json | --csv] FILE
 */
#include "read_args.h"

#define KEY_JSON 0x100
#define KEY_CSV 0x101

/* Two uses: an initializer of C11 takes no constant. */
#define OPTION_RAW \
	{ \
		.name = "raw", .key = 'r', \
		.doc = "FILE is packed pages and nothing else, each " \
		       "standing alone", \
	}

static const struct argp_option option_raw = OPTION_RAW;
static const struct argp_option only_raw[] = { OPTION_RAW, { 0 } };

static const struct argp_option option_json = {
	.name = "json",
	.key = KEY_JSON,
	.doc = "print JSON, as the installed schema.json describes",
};

static const struct argp_option option_csv = {
	.name = "csv",
	.key = KEY_CSV,
	.doc = "print CSV",
};

#define NR_OPTIONS 3

static error_t set_form(const struct argp_state *state, enum read_form form)
{
	struct read_args *args = state->input;

	if (args->form != READ_AS_TEXT && args->form != form)
		argp_error(state, "--json and --csv exclude each other");
	args->form = form;
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct read_args *args = state->input;

	switch (key) {
	case 'r':
		args->raw = true;
		return 0;
	case KEY_JSON:
		return set_form(state, READ_AS_JSON);
	case KEY_CSV:
		return set_form(state, READ_AS_CSV);
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
	.options = only_raw,
	.parser = parse,
};

/* Options of forms that a command does not have are not in its help. */
static void list_options(struct argp_option options[NR_OPTIONS + 1],
			 unsigned int forms)
{
	unsigned int nr = 0;

	options[nr++] = option_raw;
	if (forms & READ_AS_JSON)
		options[nr++] = option_json;
	if (forms & READ_AS_CSV)
		options[nr++] = option_csv;
	options[nr] = (struct argp_option){ 0 };
}

struct read_args read_args_parse(int argc, char **argv, const char *doc,
				 unsigned int forms)
{
	struct argp_option options[NR_OPTIONS + 1];
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE",
		.doc = doc,
	};
	struct read_args args = { 0 };

	list_options(options, forms);
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	return args;
}
