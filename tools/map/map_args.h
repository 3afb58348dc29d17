/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The command line of pfnpack map.
 */
#ifndef MAP_ARGS_H
#define MAP_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "read_args.h"
#include "term.h"

/**
 * enum map_format - what kind of file to write
 * @MAP_TEXT: none: characters on standard output
 */
enum map_format {
	MAP_TEXT,
	MAP_SVG,
	MAP_PNG,
};

/**
 * struct map_args - what the command line says
 * @read: which file
 * @by_segment: colour by segment, not by size of run
 * @virtual_view: by virtual address, not by PFN
 * @zoom: show @zoom_pfn to @zoom_end
 * @zoom_pfn: first PFN
 * @zoom_end: first PFN behind
 * @output: file for the picture, "-" for standard output; or NULL
 * @format: its kind
 * @when: when to use colours
 * @columns: width in characters
 */
struct map_args {
	struct read_args read;
	bool by_segment;
	bool virtual_view;
	bool zoom;
	uint64_t zoom_pfn;
	uint64_t zoom_end;
	const char *output;
	enum map_format format;
	enum term_when when;
	unsigned int columns;
};

/**
 * map_args_parse() - take the command line apart
 * @argc: its words
 * @argv: the words
 *
 * Ends the process for --help and for errors.
 *
 * Return: what it says.
 */
struct map_args map_args_parse(int argc, char **argv);

#endif /* MAP_ARGS_H */
