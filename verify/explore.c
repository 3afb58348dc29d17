// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Runs a harness with every choice that it may make, so that its claims are
 * tried where there is no cbmc.  0: all hold; 1: one does not; 2: no claim
 * was come to.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_CHOICES 64

static struct {
	__u64 made;
	__u64 nr;
} choices[MAX_CHOICES];
static unsigned int nr_choices, nr_made;
static unsigned long nr_runs, nr_claims;

__u64 choose(__u64 nr)
{
	if (nr_made == nr_choices) {
		if (nr_choices == MAX_CHOICES)
			abort();
		choices[nr_choices].made = 0;
		choices[nr_choices++].nr = nr;
	}
	return choices[nr_made++].made;
}

void explore_claim(bool holds, const char *text)
{
	nr_claims++;
	if (holds)
		return;
	printf("refuted after %lu runs: %s\n", nr_runs, text);
	exit(1);
}

static bool choose_again(void)
{
	nr_runs++;
	nr_made = 0;
	while (nr_choices &&
	       choices[nr_choices - 1].made + 1 == choices[nr_choices - 1].nr)
		nr_choices--;
	if (nr_choices)
		choices[nr_choices - 1].made++;
	return nr_choices;
}

int main(void)
{
	do {
		harness();
	} while (choose_again());
	printf("%lu runs, %lu claims hold\n", nr_runs, nr_claims);
	return nr_claims ? 0 : 2;
}
