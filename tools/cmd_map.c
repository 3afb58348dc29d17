// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack map: a program of its own, since to load what draws pictures takes
 * longer than many a job of the other subcommands.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "diag.h"

/* MAP_PROGRAM is where that stands, seen from the folder of this one. */
static bool map_program(char *path, size_t nr_bytes)
{
	char here[PATH_MAX];
	ssize_t nr = readlink("/proc/self/exe", here, sizeof(here));
	char *end = nr > 0 ? memrchr(here, '/', (size_t)nr) : NULL;
	int nr_path;

	if (!end)
		return false;
	nr_path = snprintf(path, nr_bytes, "%.*s/%s", (int)(end - here), here,
			   MAP_PROGRAM);
	return nr_path > 0 && (size_t)nr_path < nr_bytes;
}

enum status cmd_map(int argc, char **argv)
{
	char path[2 * PATH_MAX];

	(void)argc;
	if (!map_program(path, sizeof(path))) {
		diag("/proc/self/exe: %s", strerror(errno));
		return STATUS_STOPPED;
	}
	execv(path, argv);
	diag("%s: %s", path, strerror(errno));
	return STATUS_STOPPED;
}
