/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The command line of capture.
 */
#ifndef CAPTURE_ARGS_H
#define CAPTURE_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "va_ranges.h"

/* More than anybody types. */
#define CAPTURE_PIDS_MAX 256

/**
 * struct capture_args - what it says
 * @device: what they have pinned through /dev/pfnpack
 * @all: every process that can be read
 * @nr_pids: otherwise, how many
 * @pid: which ones, each once
 * @output: the file, or "-" for standard output
 */
struct capture_args {
	bool device;
	bool all;
	size_t nr_pids;
	long pid[CAPTURE_PIDS_MAX];
	const char *output;
};

/**
 * capture_args_parse() - take a command line apart
 * @args: filled in
 * @ranges: the addresses that are wanted; filled in
 * @argc: its words
 * @argv: the words, the first of them "pfnpack capture"
 *
 * Ends the process for --help and for errors.
 */
void capture_args_parse(struct capture_args *args, struct va_ranges *ranges,
			int argc, char **argv);

#endif /* CAPTURE_ARGS_H */
