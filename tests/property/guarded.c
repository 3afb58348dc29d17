// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* For MAP_ANONYMOUS. */
#define _DEFAULT_SOURCE

#include "property/guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void *reserve(size_t nr_bytes)
{
	void *at = mmap(NULL, nr_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);

	if (at == MAP_FAILED) {
		perror("mmap");
		abort();
	}
	return at;
}

void guarded_init(struct guarded *g, size_t nr_bytes)
{
	size_t os_page = (size_t)sysconf(_SC_PAGESIZE);
	size_t inside = (nr_bytes + os_page - 1) / os_page * os_page;

	if (g->begin)
		return;
	g->begin = (char *)reserve(inside + 2 * os_page) + os_page;
	g->end = g->begin + inside;
	if (mprotect(g->begin, inside, PROT_READ | PROT_WRITE)) {
		perror("mprotect");
		abort();
	}
}
