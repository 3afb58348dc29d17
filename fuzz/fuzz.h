/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What every target has: LLVMFuzzerTestOneInput(), which calls abort() when
 * its property does not hold.  How the bytes of an input are read is said at
 * the top of each target; input.h has what they share.
 */
#ifndef PFNPACK_FUZZ_H
#define PFNPACK_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* After a comparison that has said what is wrong. */
void fuzz_must(bool holds);

#define MUST(cond) fuzz_must_hold(__FILE__, __LINE__, #cond, (cond))
void fuzz_must_hold(const char *file, int line, const char *text, bool holds);

/* --- Mutators ------------------------------------------------------------ */

/*
 * Change the @size bytes of an input, in a buffer of @max.
 *
 * Return: the bytes that it then has.
 */
size_t fuzz_mutate(uint64_t seed, uint8_t *data, size_t size, size_t max);

#endif /* PFNPACK_FUZZ_H */
