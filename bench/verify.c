// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is measured must be right: each way to fill a peer and each way to
 * read it, against the input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static void require(bool good, const struct peer *peer, const struct input *in,
		    const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench: %s, %s: wrong: %s\n", peer->name, in->name,
		what);
	exit(1);
}

static void verify_pfns(const struct peer *peer, const struct input *in,
			const void *list, const char *filled_by)
{
	u64 *pfns = bench_alloc(in->nr_pfns * sizeof(*pfns));
	size_t nr;

	if (peer->expand) {
		nr = peer->expand(list, pfns);
		require(nr == in->nr_pfns &&
				!memcmp(pfns, in->pfn, nr * sizeof(*pfns)),
			peer, in, filled_by);
	}
	free(pfns);
}

static u64 count_blocks(const struct input *in)
{
	struct run rest;
	u64 nr = 0;
	size_t i;
	u64 step;

	for (i = 0; i < in->nr_runs; i++) {
		for (rest = in->run[i]; rest.nr; rest.nr -= step) {
			step = 1ULL << bench_order(rest.pfn, rest.nr);
			rest.pfn += step;
			nr++;
		}
	}
	return nr;
}

static void verify_reading(const struct peer *peer, const struct input *in,
			   void *list)
{
	size_t n;

	if (peer->read)
		require(peer->read(list) == in->nr_pfns, peer, in, "read");
	if (peer->read_bulk)
		require(peer->read_bulk(list) == in->nr_pfns, peer, in,
			"read_bulk");
	if (peer->blocks)
		require(peer->blocks(list) == count_blocks(in), peer, in,
			"blocks");
	if (peer->check)
		require(!peer->check(list), peer, in, "check");
	if (peer->prepare)
		peer->prepare(list);
	for (n = 0; peer->nth && n < in->nr_pfns; n += 1 + in->nr_pfns / 61)
		require(peer->nth(list, n) == in->pfn[n], peer, in, "nth");
}

void verify_peer(const struct peer *peer, const struct input *in)
{
	void *list = peer->create(in);

	if (peer->append_leaves) {
		peer->append_leaves(list, in->leaf, in->nr_leaves);
		verify_pfns(peer, in, list, "append of leaves");
		peer->clear(list);
	}
	if (peer->append_inline) {
		peer->append_inline(list, in->pfn, in->nr_pfns);
		verify_pfns(peer, in, list, "bulk");
		peer->clear(list);
	}
	if (peer->append) {
		if (peer->try_and_undo)
			peer->try_and_undo(list, in->pfn, 1);
		peer->append(list, in->pfn, in->nr_pfns);
		verify_pfns(peer, in, list, "append");
	}
	verify_reading(peer, in, list);
	peer->destroy(list);
}
