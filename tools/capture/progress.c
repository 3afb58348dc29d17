// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How far long work has come: a line on a terminal, nothing elsewhere.
 */
#include "progress.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_MS 200

/* There is one standard error, and so one line. */
static bool shown;
static int64_t last_ms = -1; /* nothing has been asked yet */

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool progress_is_due(void)
{
	static bool on_terminal;
	int64_t now;

	if (last_ms < 0) {
		/* Short work shows nothing. */
		on_terminal = isatty(STDERR_FILENO);
		last_ms = now_ms();
	}
	if (!on_terminal)
		return false;
	now = now_ms();
	if (now - last_ms < INTERVAL_MS)
		return false;
	last_ms = now;
	return true;
}

void progress_show(const char *format, ...)
{
	va_list args;

	shown = true;
	fputs("\rpfnpack: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	/* Clear what a longer line has left. */
	fputs("\033[K", stderr);
	fflush(stderr);
}

void progress_clear(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}
