// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the terminal can show, and cells on it.
 */
#include "term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_UNKNOWN 80

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

static enum term_depth depth_of_terminal(void)
{
	const char *colorterm = variable("COLORTERM");
	const char *term = variable("TERM");

	if (!strcmp(colorterm, "truecolor") || !strcmp(colorterm, "24bit") ||
	    strstr(term, "-direct"))
		return TERM_TRUE;
	return strstr(term, "256color") ? TERM_256 : TERM_PLAIN;
}

enum term_depth term_depth(enum term_when when)
{
	enum term_depth depth = depth_of_terminal();

	if (when == TERM_ALWAYS)
		return depth == TERM_PLAIN ? TERM_256 : depth;
	if (when == TERM_NEVER || *variable("NO_COLOR") ||
	    !isatty(STDOUT_FILENO))
		return TERM_PLAIN;
	return depth;
}

unsigned int term_columns(void)
{
	unsigned long columns = strtoul(variable("COLUMNS"), NULL, 10);
	struct winsize size;

	if (!columns && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		columns = size.ws_col;
	if (!columns)
		columns = COLUMNS_UNKNOWN;
	if (columns < TERM_COLUMNS_MIN)
		return TERM_COLUMNS_MIN;
	return columns < TERM_COLUMNS_MAX ? (unsigned int)columns :
					    TERM_COLUMNS_MAX;
}

void term_pair(enum term_depth depth, struct rgb fore, struct rgb back,
	       const char *character)
{
	if (depth == TERM_TRUE)
		printf("\033[38;2;%u;%u;%u;48;2;%u;%u;%um%s", fore.r, fore.g,
		       fore.b, back.r, back.g, back.b, character);
	else
		printf("\033[38;5;%u;48;5;%um%s", colour_256(fore),
		       colour_256(back), character);
}

void term_half(enum term_depth depth, struct rgb fore, const char *character)
{
	if (depth == TERM_TRUE)
		printf("\033[38;2;%u;%u;%um%s", fore.r, fore.g, fore.b,
		       character);
	else
		printf("\033[38;5;%um%s", colour_256(fore), character);
	term_reset(depth);
}

void term_reset(enum term_depth depth)
{
	if (depth != TERM_PLAIN)
		printf("\033[0m");
}
