// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Messages on standard error.
 */
#include "diag.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "progress.h"

void diag(const char *format, ...)
{
	va_list args;

	/* A message comes after the output that led to it. */
	fflush(stdout);
	progress_clear();
	fputs("pfnpack: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void diag_fault(const char *file, const struct capture_fault *fault)
{
	char where[80];
	char rule[8];

	switch (fault->place) {
	case CAPTURE_IN_BLOCK:
		snprintf(where, sizeof(where), "block %" PRIu64, fault->block);
		break;
	case CAPTURE_IN_PACKED:
		snprintf(where, sizeof(where),
			 "packed page %" PRIu64 " (block %" PRIu64 ")",
			 fault->packed_page, fault->block);
		break;
	case CAPTURE_IN_SLOT:
		snprintf(where, sizeof(where),
			 "slot %u of packed page %" PRIu64, fault->slot,
			 fault->packed_page);
		break;
	}
	snprintf(rule, sizeof(rule), "%c-%02u", fault->f_rule ? 'F' : 'C',
		 fault->f_rule ? fault->f_rule : fault->c_rule);
	diag("%s: %s: rule %s: %s (%s)", file, where, rule, fault->text,
	     capture_class_text(fault->class));
}

void diag_packed_fault(const char *file, uint64_t packed_page,
		       const struct pfnpack_fault *fault, const char *hint)
{
	diag("%s: slot %u of packed page %" PRIu64
	     ": rule F-%02u: %s (malformed)%s%s",
	     file, fault->slot, packed_page, (unsigned int)fault->rule,
	     pfnpack_rule_text(fault->rule), *hint ? "; " : "", hint);
}

void diag_close_stdout(void)
{
	bool pending = __fpending(stdout);
	bool lost = ferror(stdout);

	errno = 0;
	if (fclose(stdout))
		/* Closed by whoever started us: no loss if it is not used. */
		lost |= pending || errno != EBADF;
	if (!lost)
		return;
	fprintf(stderr, "pfnpack: standard output: %s\n",
		errno ? strerror(errno) : "not all could be written");
	_exit(STATUS_STOPPED);
}
