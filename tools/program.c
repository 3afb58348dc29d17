// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the programs that make up the pfnpack command have in common.
 */
#include "program.h"

#include <argp.h>
#include <signal.h>
#include <stdlib.h>

#include "commands.h"
#include "diag.h"
#include "pfnpack.h"

#define STRING(x) #x
#define VERSION(major, minor, patch) \
	"pfnpack " STRING(major) "." STRING(minor) "." STRING(patch)

void program_start(void)
{
	/* Whoever reads from us may stop when it has seen enough. */
	signal(SIGPIPE, SIG_DFL);
	atexit(diag_close_stdout);
	argp_err_exit_status = STATUS_STOPPED;
	argp_program_version = VERSION(PFNPACK_VERSION_MAJOR,
				       PFNPACK_VERSION_MINOR,
				       PFNPACK_VERSION_PATCH);
}
