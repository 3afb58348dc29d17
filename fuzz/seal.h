/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef PFNPACK_FUZZ_SEAL_H
#define PFNPACK_FUZZ_SEAL_H

#include "capture_format.h"

/*
 * Make the checksums of a capture file right, so that what is wrong with it
 * otherwise is found.
 */
void seal_blocks(union capture_block *block, unsigned int nr_blocks);

#endif /* PFNPACK_FUZZ_SEAL_H */
