// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The limit: the array of PFNs, copied.
 */
#include <stdlib.h>
#include <string.h>

#include "../bench.h"

struct copy {
	size_t nr;
	u64 *pfn;
};

static void *copy_create(const struct input *in)
{
	struct copy *copy = bench_alloc(sizeof(*copy));

	copy->pfn = bench_alloc(in->nr_pfns * sizeof(*copy->pfn));
	return copy;
}

static void copy_destroy(void *arg)
{
	struct copy *copy = arg;

	free(copy->pfn);
	free(copy);
}

static void copy_clear(void *arg)
{
	struct copy *copy = arg;

	copy->nr = 0;
}

static void copy_append(void *arg, const u64 *pfns, size_t nr)
{
	struct copy *copy = arg;

	memcpy(copy->pfn + copy->nr, pfns, nr * sizeof(*pfns));
	copy->nr += nr;
}

static size_t copy_bytes(void *arg)
{
	const struct copy *copy = arg;

	return copy->nr * sizeof(*copy->pfn);
}

static size_t copy_expand(const void *arg, u64 *pfns)
{
	const struct copy *copy = arg;

	memcpy(pfns, copy->pfn, copy->nr * sizeof(*pfns));
	return copy->nr;
}

const struct peer peer_memcpy = {
	.name = "memcpy",
	.create = copy_create,
	.destroy = copy_destroy,
	.clear = copy_clear,
	.append_inline = copy_append,
	.bytes = copy_bytes,
	.expand = copy_expand,
};
