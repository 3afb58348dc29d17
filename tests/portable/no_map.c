// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * In place of pfnpack map, where there is no cairo to draw with.
 */
#include "commands.h"
#include "diag.h"

enum status cmd_map(int argc, char **argv)
{
	(void)argc;
	diag("%s: not in this build", argv[0]);
	return STATUS_STOPPED;
}
