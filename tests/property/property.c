// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "property.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

static uint64_t choose_seed(void)
{
	const char *text = getenv("PFNPACK_SEED");
	uint64_t seed = 0;

	if (text)
		return strtoull(text, NULL, 0);
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		perror("getrandom");
	return seed;
}

static unsigned int choose_effort(void)
{
	const char *text = getenv("PFNPACK_EFFORT");
	unsigned long effort = text ? strtoul(text, NULL, 0) : 1;

	return effort ? (unsigned int)effort : 1;
}

static void print_seed(const char *name, uint64_t seed)
{
	printf("%s: seed 0x%016" PRIx64 " (PFNPACK_SEED=0x%016" PRIx64
	       " to repeat)\n",
	       name, seed, seed);
	fflush(stdout);
}

bool property_holds(struct property *p, const char *file, int line,
		    const char *text, bool holds)
{
	if (!holds && !p->nr_failed++)
		fprintf(stderr, "%s:%d: %s: does not hold: %s\n", file, line,
			p->name, text);
	return holds;
}

bool property_run(struct property p)
{
	unsigned int nr_rounds = p.nr_rounds * choose_effort();
	uint64_t seed = choose_seed();
	unsigned int i;

	print_seed(p.name, seed);
	p.rng.state = seed;
	for (i = 0; i < nr_rounds; i++) {
		if (p.round(&p) && !p.nr_failed)
			continue;
		fprintf(stderr, "%s: failed in round %u\n", p.name, i);
		print_seed(p.name, seed);
		return false;
	}
	return true;
}
