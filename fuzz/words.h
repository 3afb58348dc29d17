/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the units of the target words say. */
#ifndef PFNPACK_FUZZ_WORDS_H
#define PFNPACK_FUZZ_WORDS_H

/* In the order of their numbers in byte 0 of a unit without a size. */
enum words_operation {
	WORDS_MORE, /* 0 to 64 like the last one, one OS page apart */
	WORDS_CONTINUE, /* the last one, with a word of so many OS pages */
	WORDS_ANY, /* the next unit, whatever it is */
	WORDS_BREAK,
	WORDS_CHECKPOINT,
	WORDS_ROLLBACK, /* to the checkpoint with this number, 0 to 3 */
	WORDS_FILL, /* up to so many slots, 0 to 7, with the next unit's range */
	WORDS_READ, /* since checkpoint 0 to 3, or all; by the steps that follow */
	NR_WORDS_OPERATIONS,
};

#endif /* PFNPACK_FUZZ_WORDS_H */
