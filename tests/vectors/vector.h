/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors: a packed page, slot by slot, and what is to be said of it.
 * tests/vectors/README.md lists the statements.
 */
#ifndef PFNPACK_VECTOR_H
#define PFNPACK_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "pfnpack.h"

enum vector_verdict {
	VECTOR_OPEN, /* "expect" is missing */
	VECTOR_GOOD,
	VECTOR_MALFORMED,
};

struct vector {
	const char *path;
	unsigned int line; /* where it begins, then where it is read */
	bool has_why;
	struct pfnpack_page packed;
	enum vector_verdict verdict;
	unsigned int rule;
	unsigned int slot;
	bool has_summary;
	struct pfnpack_summary summary;
	unsigned int nr_ranges;
	struct pfnpack_range ranges[PFNPACK_SLOTS];
};

/* All of these print what is wrong, with file and line. */

/* Take in one line; it is cut into pieces. */
bool vector_read_line(struct vector *v, char *text);
/* Nothing more comes: is it a whole vector? */
bool vector_is_whole(const struct vector *v);
/* Do the library and the model say what is expected? */
bool vector_holds(const struct vector *v);

struct vector_result {
	unsigned int nr_run;
	unsigned int nr_failed;
};

/*
 * Run the vector in a file, or, when its name ends in .md, every block of it
 * that begins with ```pfnpack.  A file without a vector is a failure.
 */
struct vector_result vector_run_file(const char *path);

void vector_error(const struct vector *v, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* PFNPACK_VECTOR_H */
