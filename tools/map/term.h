/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the terminal can show, and cells on it.
 */
#ifndef TERM_H
#define TERM_H

#include "colour.h"

/**
 * enum term_when - when to use colours
 */
enum term_when {
	TERM_AUTO,
	TERM_ALWAYS,
	TERM_NEVER,
};

/**
 * enum term_depth - colours there are
 * @TERM_PLAIN: none, and ASCII only
 * @TERM_256: 256
 * @TERM_TRUE: 24 bits
 */
enum term_depth {
	TERM_PLAIN,
	TERM_256,
	TERM_TRUE,
};

/* Columns that a map can do with, and those that it makes use of. */
#define TERM_COLUMNS_MIN 40
#define TERM_COLUMNS_MAX 512

/**
 * term_depth() - the colours to use on standard output
 * @when: what the user wants
 *
 * By COLORTERM and TERM; on a terminal only, and unless NO_COLOR is set,
 * except for %TERM_ALWAYS.
 *
 * Return: the depth.
 */
enum term_depth term_depth(enum term_when when);

/**
 * term_columns() - how wide standard output is
 *
 * Return: COLUMNS, or what the terminal says, or 80; within the limits.
 */
unsigned int term_columns(void);

/**
 * term_pair() - print two colours in one character
 * @depth: %TERM_256 or %TERM_TRUE
 * @fore: the one that the character draws
 * @back: the one behind it
 * @character: half a block
 */
void term_pair(enum term_depth depth, struct rgb fore, struct rgb back,
	       const char *character);

/**
 * term_half() - print a colour in half a character
 * @depth: as before
 * @fore: the one that the character draws; the other half is not touched
 * @character: half a block
 */
void term_half(enum term_depth depth, struct rgb fore, const char *character);

/**
 * term_reset() - back to the terminal's own colours
 * @depth: as before
 */
void term_reset(enum term_depth depth);

#endif /* TERM_H */
