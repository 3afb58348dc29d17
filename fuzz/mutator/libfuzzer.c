// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The mutator as libFuzzer calls it, by turns with libFuzzer's own.  Without
 * libFuzzer nobody calls it.
 */
#include "../fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
	__attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed)
{
	if (seed & 1 && LLVMFuzzerMutate)
		return LLVMFuzzerMutate(data, size, max);
	return fuzz_mutate(seed, data, size, max);
}
