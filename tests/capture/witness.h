/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What readers of capture files rely on, whatever the bytes are. */
#ifndef WITNESS_H
#define WITNESS_H

#include "capture_format.h"

/**
 * struct witness - looks at all that is decoded
 * @wrong: something that must never be; NULL for nothing
 * @os_page_bytes: bytes of an OS page, which may be damaged, too; 0 before the
 *	header
 * @has_process: there has been one
 * @has_segment: there has been one, of that process
 * @next_va: where the segment goes on
 * @end_va: and where it ends
 * @first: the first fault
 * @nr_faults: blocks with a fault
 */
struct witness {
	const char *wrong;
	uint64_t os_page_bytes;
	bool has_process;
	bool has_segment;
	uint64_t next_va;
	uint64_t end_va;
	struct capture_fault first;
	unsigned int nr_faults;
};

/* A capture_handler, whose context is a &struct witness. */
void witness_event(void *context, const struct capture_event *event);
void witness_fault(struct witness *w, const struct capture_fault *fault);
/* The file has ended. */
void witness_end(struct witness *w);

#endif /* WITNESS_H */
