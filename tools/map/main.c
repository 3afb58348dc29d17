// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack map: a picture of the memory in a file.  The pfnpack command starts
 * this program under that name (tools/cmd_map.c).
 */
#include "map.h"
#include "program.h"

int main(int argc, char **argv)
{
	struct map_args args;

	program_start();
	args = map_args_parse(argc, argv);
	return (int)(args.virtual_view ? map_virtual(&args) :
					 map_physical(&args));
}
