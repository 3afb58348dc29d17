/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The command line of pfnpack stat.
 */
#ifndef STAT_ARGS_H
#define STAT_ARGS_H

#include "cont.h"

/**
 * struct stat_args - what the command line says
 * @files: the files; "-" for standard input
 * @nr_files: how many, at least 1
 * @raw: they are packed pages and nothing else
 * @distinct: PFNs are to be counted only once, too
 * @json: JSON is wanted
 * @by_segment: a row for each segment is wanted
 * @cont: sizes of blocks to be looked for; no sums yet
 */
struct stat_args {
	char **files;
	unsigned int nr_files;
	bool raw;
	bool distinct;
	bool json;
	bool by_segment;
	struct cont cont;
};

/**
 * stat_args_parse() - take a command line apart
 * @argc: its words
 * @argv: the words, the first of them "pfnpack stat"
 *
 * Ends the process for --help and for errors.
 *
 * Return: what it says; @files points into @argv.
 */
struct stat_args stat_args_parse(int argc, char **argv);

#endif /* STAT_ARGS_H */
