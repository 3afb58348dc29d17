/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Everything there is, for packed pages of a few slots whose fields have a
 * few bits.  lib/pfnpack.c is the real one: tiny-header makes it a header
 * with these numbers, and the model gets the same ones.
 *
 * What does not hold ends the process, with a message.
 */
#ifndef PFNPACK_SCOPE_H
#define PFNPACK_SCOPE_H

#include "property/hooked.h"
#include "model/model.h"

/* Values that a slot can take. */
#define SCOPE_VALUES (MODEL_END * MODEL_TAGS * MODEL_SIZES)
#define SCOPE_PACKED 3

extern struct pfnpack_page scope_packed[SCOPE_PACKED];
/* The same, for the model. */
extern const uint8_t *const scope_bytes[SCOPE_PACKED];

#define MUST(cond) scope_must((cond), __FILE__, __LINE__, #cond)
void scope_must(bool holds, const char *file, int line, const char *text);
/* For hooks: only slots of so many packed pages may be touched. */
extern unsigned int scope_nr_packed;
void scope_is_inside(const __le64 *slot);
/* Printed when something does not hold; NULL for none. */
extern const struct model_list *scope_list;

/* All ranges that there are, in numbers from 0 on; false behind the last. */
bool scope_range(unsigned int number, struct model_range *range);

/* Every value of an array of so many packed pages. */
void try_arrays(unsigned int nr_packed);
/* Every list that fits in a packed page.  Return: how many. */
unsigned long try_lists(void);
/* Every sequence of a writer's operations, of any length. */
void try_operations(unsigned int nr_packed);
/* Every sequence of a reader's calls on this list in scope_packed. */
void try_reader(const struct model_list *list, unsigned int nr_packed);
extern unsigned long nr_reader_calls;
/* A writer's every @nr_appends calls, each beside a reader. */
void try_beside(unsigned int nr_packed, unsigned int nr_appends);

#endif /* PFNPACK_SCOPE_H */
