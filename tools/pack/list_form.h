/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The forms that lists of ranges have outside of packed pages.
 */
#ifndef LIST_FORM_H
#define LIST_FORM_H

#include <argp.h>

/**
 * enum list_form - how a list is written
 * @LIST_TEXT: lines, see range_text.h
 * @LIST_CSV: CSV, see range_text.h
 * @LIST_U64: a PFN of 8 bytes for each OS page, little-endian
 */
enum list_form {
	LIST_TEXT,
	LIST_CSV,
	LIST_U64,
};

#define LIST_U64_BYTES 8

/**
 * list_form_parse() - the form that an option names
 * @state: of the command line; ended with a message when there is none
 * @name: what it says
 *
 * Return: the form.
 */
enum list_form list_form_parse(const struct argp_state *state,
			       const char *name);

#endif /* LIST_FORM_H */
