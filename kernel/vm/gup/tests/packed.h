/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* PIN_PACKED_TEST of mm/gup_test.c, and what is to be checked of its answer. */
#ifndef PFNPACK_GUP_PACKED_H
#define PFNPACK_GUP_PACKED_H

#include <stdbool.h>
#include <stddef.h>

#include <pfnpack.h>

#include <mm/gup_test.h>

#define PAGE 4096UL
#define MIB (1UL << 20)
#define FOLL_WRITE 0x1
#define FOLL_LONGTERM 0x100

/* Memory to pin, one slot of contents per OS page. */
struct area {
	char *p;
	unsigned long size;
};

void gup_open(void);
/* Read-write anonymous memory, aligned to 2 MiB; ends the test if none. */
struct area area_map(unsigned long size, int flags);
void area_unmap(struct area area);
/* Every OS page gets contents of its own. */
void area_fill(struct area area);

struct packed_result {
	long nr_pinned; /* or -errno */
	unsigned long nr_ranges;
	unsigned long nr_os_pages;
	bool valid; /* packed pages are valid, counts agree, contents right */
};

struct packed_request {
	unsigned long nr_packed;
	unsigned long nr_taken;
	unsigned long unpin_step;
	unsigned int gup_flags;
	bool contents; /* compare them: nobody may be writing */
	bool pagemap; /* compare PFNs: nobody may be moving them */
};

/* Pin @size bytes from @p on, and unpin them again. */
struct packed_result packed_pin(const char *p, unsigned long size,
				struct packed_request request);

unsigned long vmstat(const char *name);

#endif /* PFNPACK_GUP_PACKED_H */
