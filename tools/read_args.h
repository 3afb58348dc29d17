/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The command line of the subcommands that read: [--raw] FILE
 */
#ifndef READ_ARGS_H
#define READ_ARGS_H

#include <argp.h>
#include <stdbool.h>

/**
 * struct read_args - what such a command line says
 * @file: the file, or "-" for standard input
 * @raw: it is packed pages and nothing else
 */
struct read_args {
	const char *file;
	bool raw;
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
 *
 * Ends the process for --help and for errors.
 *
 * Return: what it says.
 */
struct read_args read_args_parse(int argc, char **argv, const char *doc);

#endif /* READ_ARGS_H */
