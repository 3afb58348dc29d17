/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The forms that pfnpack list prints in.
 */
#ifndef LIST_OUT_H
#define LIST_OUT_H

#include "runs.h"
#include "commands.h"
#include "json_out.h"
#include "pfnpack.h"

/**
 * struct list_out - what is being printed
 * @printer: how
 * @raw: the file is packed pages and nothing else
 * @os_page_bytes: bytes of an OS page; 0 before the header
 * @process: of the runs to come
 * @segment: of the runs to come
 * @packed_page: number of the packed page of the ranges to come, from 0
 * @json: the document, for a form that has one
 */
struct list_out {
	const struct list_printer *printer;
	bool raw;
	uint32_t os_page_bytes;
	struct capture_process process;
	struct capture_segment segment;
	uint64_t packed_page;
	struct json_out json;
};

/**
 * struct list_printer - how a form prints each thing
 * @start: a file begins
 * @header: the header of a capture
 * @process: a process
 * @segment: a segment
 * @run: a run of memory
 * @end: the end of a capture, or of what could be read of it
 * @packed: a packed page, of packed pages alone
 * @word: a range of it
 * @fault: what is wrong with a capture
 * @packed_fault: what is wrong with the packed page, after its ranges
 * @cut: the file ends within the packed page
 * @finish: that was the file
 *
 * What a form has nothing to say for is NULL.  Faults are printed on standard
 * error in any case.
 */
struct list_printer {
	void (*start)(struct list_out *out, const char *file);
	void (*header)(struct list_out *out, const struct capture_header *h);
	void (*process)(struct list_out *out);
	void (*segment)(struct list_out *out);
	void (*run)(struct list_out *out, const struct capture_run *run);
	void (*end)(struct list_out *out, uint32_t end_flags);
	void (*packed)(struct list_out *out);
	void (*word)(struct list_out *out, unsigned int slot,
		     const struct pfnpack_range *range);
	void (*fault)(struct list_out *out, const struct capture_fault *fault);
	void (*packed_fault)(struct list_out *out,
			     const struct pfnpack_fault *fault);
	void (*cut)(struct list_out *out);
	void (*finish)(struct list_out *out, enum status status);
};

extern const struct list_printer list_as_text;
extern const struct list_printer list_as_csv;
extern const struct list_printer list_as_json;

#endif /* LIST_OUT_H */
