/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The command line of the subcommands that read: [--raw] [--json | --csv] FILE
 */
#ifndef READ_ARGS_H
#define READ_ARGS_H

#include <argp.h>
#include <stdbool.h>

/**
 * enum read_form - how a command prints; forms can be added up
 * @READ_AS_TEXT: for people
 * @READ_AS_JSON: as docs/schema.json describes
 * @READ_AS_CSV: as CSV
 */
enum read_form {
	READ_AS_TEXT = 0,
	READ_AS_JSON = 1,
	READ_AS_CSV = 2,
};

/**
 * struct read_args - what such a command line says
 * @file: the file, or "-" for standard input
 * @raw: it is packed pages and nothing else
 * @form: how to print
 */
struct read_args {
	const char *file;
	bool raw;
	enum read_form form;
};

/* For a subcommand with more options: --raw and FILE, as a child.  Its input is
 * a struct read_args.
 */
extern const struct argp read_args_argp;

/**
 * read_args_parse() - take a command line apart
 * @argc: its words
 * @argv: the words, the first of them "pfnpack SUBCOMMAND"
 * @doc: the help text, in the form that argp has for it
 * @forms: forms that the command has besides text
 *
 * Ends the process for --help and for errors.
 *
 * Return: what it says.
 */
struct read_args read_args_parse(int argc, char **argv, const char *doc,
				 unsigned int forms);

#endif /* READ_ARGS_H */
