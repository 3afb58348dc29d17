// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A capture file of any bytes: what is given out obeys the rules, what is
 * wrong is named, and it ends.
 *
 * Input: a head, with the blocks in byte 0, whether checksums are made anew
 * in byte 1, and the bytes behind the last block in bytes 2 and 3; so many
 * blocks.  A block that names more packed pages than follow says nothing of
 * the others.
 */
#include "../input.h"
#include "../seal.h"
#include "witness.h"

#define BLOCKS_MAX 32

static union capture_block block[BLOCKS_MAX + 1];
static struct capture_decoder decoder;
static struct witness w;

static void decode(unsigned int nr)
{
	unsigned int i;

	capture_decoder_init(&decoder, witness_event, &w);
	for (i = 0; i < nr; i++) {
		if (!capture_decode_block(&decoder, &block[i]))
			witness_fault(&w, &decoder.fault);
		if (!capture_decoder_can_go_on(&decoder))
			return;
	}
}

static void decode_end(unsigned int nr, unsigned int nr_bytes)
{
	if (!capture_decoder_can_go_on(&decoder))
		return;
	if (!capture_decode_eof(&decoder, &block[nr], nr_bytes))
		witness_fault(&w, &decoder.fault);
	witness_end(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	uint64_t head = take_unit(&in);
	unsigned int nr = (head & 0xff) % (BLOCKS_MAX + 1);
	unsigned int i;

	for (i = 0; i < nr; i++)
		take_block(&in, block[i].byte);
	memset(&block[nr], 0, BLOCK_BYTES);
	take_bytes(&in, block[nr].byte, BLOCK_BYTES);
	if (head >> 8 & 1)
		seal_blocks(block, nr);
	w = (struct witness){ 0 };
	decode(nr);
	decode_end(nr, (head >> 16 & 0xffff) % BLOCK_BYTES);
	if (w.wrong)
		fuzz_must_hold(__FILE__, __LINE__, w.wrong, false);
	MUST(w.nr_faults <= nr + 1);
	return 0;
}
