/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How far long work has come: a line on a terminal, nothing elsewhere.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

/**
 * progress_is_due() - is it time to show how far the work has come?
 *
 * Return: true at most 5 times a second, from the first 0.2 seconds on, if
 * standard error is a terminal.
 */
bool progress_is_due(void);

/**
 * progress_show() - put a line in place of the one before
 * @format: as for printf(), without a newline
 */
void progress_show(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/**
 * progress_clear() - take the line away, if there is one
 *
 * diag() does it, too.
 */
void progress_clear(void);

#endif /* PROGRESS_H */
