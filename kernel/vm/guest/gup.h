/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pin_user_pages_packed(), through what the patches add to the kernel's
 * mm/gup_test.c, and what is to be checked of its answer.
 */
#ifndef GUP_H
#define GUP_H

#include <stdbool.h>
#include <stddef.h>

#define GUP_PAGE 4096UL
#define GUP_HUGE (2UL << 20)
#define GUP_SLOTS 512
/* As in the kernel's <linux/mm_types.h> */
#define FOLL_WRITE 0x1
#define FOLL_LONGTERM 0x100
#define FOLL_PCI_P2PDMA 0x400

/* Memory to pin. */
struct area {
	char *p;
	unsigned long size;
};

/* Ends the test, as skipped, where the kernel does not have it. */
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

/* Whether @contents, copied of what was pinned at @p, are right. */
typedef bool contents_check(const char *p, const char *contents,
			    unsigned long nr_os_pages);

struct packed_request {
	unsigned long nr_packed;
	unsigned long nr_taken;
	unsigned long unpin_step;
	unsigned int gup_flags;
	contents_check *contents; /* NULL: whatever they are */
	bool pagemap; /* compare PFNs: nobody may be moving them */
};

/* As they are at @p: nobody may be writing. */
contents_check contents_same;

/* Pin @size bytes from @p on, and unpin them again. */
struct packed_result packed_pin(const char *p, unsigned long size,
				struct packed_request request);

/* All of @area is pinned, and right; says what it is if not. */
bool packed_whole(struct area area, struct packed_request request);

/*
 * Pin all of @area for long, to be written to; there is one at a time.  Copy
 * what is pinned.  Unpin it.
 */
void gup_hold(struct area area);
void gup_held_contents(char *contents);
void gup_let_go(void);

/* How often fork() has undone a pin so far. */
unsigned long gup_nr_undone(void);

/* A result: nothing is pinned. */
void gup_check_released(void);

/* Microseconds. */
long gup_now_us(void);
/* Sleep up to @times as long as it has been since @begin. */
void gup_rest(long begin, unsigned int times, unsigned int *state);

/* Whether there is time: minutes, instead of seconds. */
bool gup_long_run(void);

#endif /* GUP_H */
