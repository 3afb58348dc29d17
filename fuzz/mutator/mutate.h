/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef PFNPACK_FUZZ_MUTATE_H
#define PFNPACK_FUZZ_MUTATE_H

#include "../input.h"

/*
 * A unit is about to be put in before unit @at, or taken out there: keep the
 * counts that say so right.
 */
void mutate_count(uint8_t *data, size_t at, bool put_in);

#endif /* PFNPACK_FUZZ_MUTATE_H */
