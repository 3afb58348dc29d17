/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Test points on standard output, for the programs in tests/. */
#ifndef PFNPACK_TAP_H
#define PFNPACK_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned int tap_seen;
static unsigned int tap_failed;

static inline void tap_plan(unsigned int nr)
{
	setlinebuf(stdout);
	printf("1..%u\n", nr);
}

/* For what cannot go on: the test has failed, whatever it printed before. */
__attribute__((noreturn, format(printf, 1, 2))) static inline void
tap_bail_out(const char *why, ...)
{
	va_list args;

	printf("Bail out! ");
	va_start(args, why);
	vprintf(why, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

static inline bool tap_point(bool passed, const char *name)
{
	printf("%sok %u - %s\n", passed ? "" : "not ", ++tap_seen, name);
	tap_failed += !passed;
	return passed;
}

static inline void tap_skip(const char *name, const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++tap_seen, name, why);
}

static inline int tap_exit_status(void)
{
	return tap_failed ? 1 : 0;
}

#endif /* PFNPACK_TAP_H */
