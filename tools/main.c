// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack: shows where a process lies in physical memory.
 */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "program.h"

static const char doc[] =
	"Show where a process lies in physical memory.\v"
	"Subcommands:\n"
	"  capture   write the layout of a process to a file\n"
	"  diff      what has changed between two files\n"
	"  list      print the runs of memory in a file\n"
	"  map       draw a picture of that memory\n"
	"  pack      make packed pages of a list of ranges\n"
	"  stat      how contiguous that memory is\n"
	"  unpack    make a list of ranges of packed pages\n"
	"  verify    check a file against every rule of the format\n\n"
	"Exit code: 0 good; 1 the file is malformed, corrupt, truncated or "
	"unsupported; 2 the job could not be done.\n\n"
	"  pfnpack capture --pid 1 -o init.pfncap && pfnpack list init.pfncap";

static const struct command {
	const char *name;
	/* argp prints it in messages and usage texts. */
	char full_name[20];
	enum status (*run)(int argc, char **argv);
} commands[] = {
	{ "capture", "pfnpack capture", cmd_capture },
	{ "diff", "pfnpack diff", cmd_diff },
	{ "list", "pfnpack list", cmd_list },
	{ "map", "pfnpack map", cmd_map },
	{ "pack", "pfnpack pack", cmd_pack },
	{ "stat", "pfnpack stat", cmd_stat },
	{ "unpack", "pfnpack unpack", cmd_unpack },
	{ "verify", "pfnpack verify", cmd_verify },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

struct chosen {
	const struct command *command;
	int at; /* word of the command line */
};

static void choose(struct argp_state *state, const char *name)
{
	struct chosen *chosen = state->input;
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++) {
		if (!strcmp(name, commands[i].name))
			chosen->command = &commands[i];
	}
	if (!chosen->command)
		argp_error(state, "there is no subcommand '%s'", name);
	/* The rest is for the subcommand. */
	chosen->at = state->next - 1;
	state->next = state->argc;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_ARG:
		choose(state, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int main(int argc, char **argv)
{
	const struct argp argp = {
		.parser = parse,
		.args_doc = "SUBCOMMAND ...",
		.doc = doc,
	};
	struct chosen chosen = { 0 };
	char name[sizeof(chosen.command->full_name)];

	program_start();
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &chosen);

	snprintf(name, sizeof(name), "%s", chosen.command->full_name);
	argv[chosen.at] = name;
	return (int)chosen.command->run(argc - chosen.at, argv + chosen.at);
}
