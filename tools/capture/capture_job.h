/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Captures processes, one after the other, into one file.
 */
#ifndef CAPTURE_JOB_H
#define CAPTURE_JOB_H

#include "capture_writer.h"
#include "target.h"
#include "va_ranges.h"

/**
 * struct capture_job - a capture file, and what goes into it
 * @ranges: addresses that are wanted
 * @end_flags: &enum capture_end_flags, as they come up
 * @nr_processes: in the file
 * @nr_segments: in the file
 * @os_page_bytes: bytes of an OS page
 *
 * The other fields are private.  Too large for a stack.
 */
struct capture_job {
	struct va_ranges ranges;
	uint32_t end_flags;
	uint64_t nr_processes;
	uint64_t nr_segments;
	uint32_t os_page_bytes;
	/* private: */
	bool has_header;
	bool output_lost;
	uint64_t nr_memory; /* OS pages in memory that were found */
	struct outfile *out;
	struct capture_writer writer;
};

/**
 * capture_job_init() - start a file
 * @job: filled in; @job->ranges is left as it is
 * @out: where to write; nothing is written before there is a process
 */
void capture_job_init(struct capture_job *job, struct outfile *out);

/**
 * capture_job_process() - capture a process
 * @job: the job
 * @t: filled in, for target_say(); there is nothing to be closed
 * @pid: the process
 *
 * Return: what became of it.  @job->end_flags are not changed by it.
 */
enum fate capture_job_process(struct capture_job *job, struct target *t,
			      long pid);

/*
 * What a process consists of, for those who do not read it from pagemap.  The
 * calls come in the order of those of a capture_writer, and return false in
 * the same cases.
 */
bool capture_job_start_process(struct capture_job *job, const struct target *t);
bool capture_job_segment(struct capture_job *job,
			 const struct capture_segment *segment);
bool capture_job_append(struct capture_job *job,
			const struct pfnpack_range *range);

/**
 * capture_job_output() - note whether the file could be written
 * @job: the job
 * @fate: of the process that was captured
 */
void capture_job_output(struct capture_job *job, enum fate fate);

/**
 * capture_job_end() - write the end of the file
 * @job: the job
 *
 * Return: false when it, or something before it, cannot be written, after a
 * message.
 */
bool capture_job_end(struct capture_job *job);

#endif /* CAPTURE_JOB_H */
