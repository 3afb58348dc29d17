/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Memory with nothing in front of it and nothing behind: whoever loads or
 * stores beyond it ends the program.
 */
#ifndef PFNPACK_GUARDED_H
#define PFNPACK_GUARDED_H

#include <stddef.h>

struct guarded {
	char *begin;
	char *end;
};

/* Room for @nr_bytes or more, once; it stays as long as the program. */
void guarded_init(struct guarded *g, size_t nr_bytes);

/* @nr_bytes of it: the last ones. */
static inline void *guarded_at_end(const struct guarded *g, size_t nr_bytes)
{
	return g->end - nr_bytes;
}

#endif /* PFNPACK_GUARDED_H */
