// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The mutator as AFL++ calls it, from a shared object. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "property/rng.h"

#define INPUT_MAX (1 << 20)

struct mutator {
	struct rng rng;
	uint8_t bytes[INPUT_MAX];
};

void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_fuzz(struct mutator *m, uint8_t *data, size_t size,
		       uint8_t **changed, uint8_t *other, size_t nr_other,
		       size_t max);
void afl_custom_deinit(struct mutator *m);

void *afl_custom_init(void *afl, unsigned int seed)
{
	struct mutator *m = malloc(sizeof(*m));

	(void)afl;
	if (m)
		m->rng.state = seed;
	return m;
}

size_t afl_custom_fuzz(struct mutator *m, uint8_t *data, size_t size,
		       uint8_t **changed, uint8_t *other, size_t nr_other,
		       size_t max)
{
	(void)other;
	(void)nr_other;
	if (max > INPUT_MAX)
		max = INPUT_MAX;
	if (size > max)
		size = max;
	memcpy(m->bytes, data, size);
	*changed = m->bytes;
	return fuzz_mutate(rng_next(&m->rng), m->bytes, size, max);
}

void afl_custom_deinit(struct mutator *m)
{
	free(m);
}
