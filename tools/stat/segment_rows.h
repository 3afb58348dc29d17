/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rows of pfnpack stat --by-segment, and the forms that they are printed in.
 */
#ifndef SEGMENT_ROWS_H
#define SEGMENT_ROWS_H

#include <stdbool.h>

#include "capture_format.h"
#include "cont.h"
#include "contiguity.h"
#include "json_out.h"
#include "runs.h"

/**
 * struct segment_rows - the row being summed up
 * @printer: how rows are printed
 * @json: the document, or NULL where text is printed
 * @runs: joins ranges
 * @header: of the capture; all 0 before it has been read
 * @memory: of the segment
 * @cont: of the segment
 * @nr_largest: OS pages of its largest run
 * @segment: the segment
 * @has_segment: there is one
 */
struct segment_rows {
	const struct row_printer *printer;
	struct json_out *json;
	struct runs runs;
	struct capture_header header;
	struct contiguity memory;
	struct cont cont;
	uint64_t nr_largest;
	struct capture_segment segment;
	bool has_segment;
};

/**
 * struct row_printer - how a form prints each thing
 * @start: a file begins
 * @header: its header has been read
 * @process: a process
 * @row: a segment that has memory
 * @fault: what is wrong with the file
 * @finish: the end of the file, or of what could be read of it
 *
 * What a form has nothing to say for is NULL.  Faults are printed on standard
 * error in any case.
 */
struct row_printer {
	void (*start)(const struct segment_rows *rows);
	void (*header)(const struct segment_rows *rows);
	void (*process)(const struct segment_rows *rows,
			const struct capture_process *process);
	void (*row)(const struct segment_rows *rows);
	void (*fault)(const struct segment_rows *rows,
		      const struct capture_fault *fault);
	void (*finish)(const struct segment_rows *rows, uint32_t end_flags,
		       bool good);
};

extern const struct row_printer rows_as_text;
extern const struct row_printer rows_as_json;

#endif /* SEGMENT_ROWS_H */
