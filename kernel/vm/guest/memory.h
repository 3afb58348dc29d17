/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Memory of every kind that can be pinned. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stddef.h>

struct memory {
	unsigned char *addr;
	size_t nr; /* OS pages */
};

struct memory_kind {
	const char *name;
	/* Return: memory of @nr OS pages, addr NULL if the kernel has none. */
	struct memory (*make)(size_t nr);
	size_t run; /* OS pages in memory that surely follow one another */
	bool shared; /* with a child after fork */
};

extern const struct memory_kind memory_kinds[];
extern const size_t nr_memory_kinds;

/* Anonymous, in OS pages, untouched. */
struct memory memory_plain(size_t nr);

/* The same, with OS pages that hardly ever follow one another. */
struct memory memory_scattered(size_t nr);

void memory_free(struct memory *memory);

/* A pattern, and whether it is still there. */
void memory_fill(const struct memory *memory, unsigned int seed);
bool memory_holds(const struct memory *memory, unsigned int seed);

#endif /* MEMORY_H */
