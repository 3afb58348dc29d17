// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Captures processes, one after the other, into one file.
 */
#include "capture_job.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "interrupt.h"
#include "pagemap.h"
#include "pagemap_walk.h"
#include "print.h"
#include "progress.h"
#include "wanted_segments.h"

/* OS pages of a run that is worth a call of its own. */
#define NR_LONG_RUN 64

void capture_job_init(struct capture_job *job, struct outfile *out)
{
	job->end_flags = 0;
	job->nr_processes = 0;
	job->os_page_bytes = (uint32_t)sysconf(_SC_PAGESIZE);
	job->has_header = false;
	job->output_lost = false;
	job->nr_segments = 0;
	job->nr_memory = 0;
	job->out = out;
}

static bool write_header(struct capture_job *job)
{
	struct capture_header header = { .os_page_bytes = job->os_page_bytes };
	struct utsname kernel;

	if (job->has_header)
		return true;
	job->has_header = true;
	uname(&kernel);
	snprintf(header.release, sizeof(header.release), "%s", kernel.release);
	snprintf(header.machine, sizeof(header.machine), "%s", kernel.machine);
	return capture_writer_start(&job->writer, job->out, &header);
}

bool capture_job_start_process(struct capture_job *job, const struct target *t)
{
	struct capture_process process = { .pid = (uint32_t)t->pid };

	memcpy(process.comm, t->comm, sizeof(process.comm));
	job->nr_processes++;
	return write_header(job) &&
	       capture_writer_process(&job->writer, &process);
}

static void show_progress(const struct capture_job *job)
{
	char size[PRINT_SIZE_BYTES];

	if (progress_is_due())
		progress_show("processes %" PRIu64 ", segments %" PRIu64
			      ", memory %s",
			      job->nr_processes, job->nr_segments,
			      print_size(size,
					 job->nr_memory * job->os_page_bytes));
}

/* --- A segment --------------------------------------------------------- */

bool capture_job_segment(struct capture_job *job,
			 const struct capture_segment *segment)
{
	job->nr_segments++;
	return capture_writer_segment(&job->writer, segment);
}

bool capture_job_append(struct capture_job *job,
			const struct pfnpack_range *range)
{
	if (range->tag == CAPTURE_ANON || range->tag == CAPTURE_FILE)
		job->nr_memory += range->nr;
	return capture_writer_append(&job->writer, range);
}

static bool append_tags(struct capture_job *job,
			const struct pagemap_tags *tags, size_t nr)
{
	job->nr_memory += tags->nr_memory;
	return capture_writer_append_tagged(&job->writer, tags->tagged, nr);
}

/*
 * Long runs one by one; where they are shorter, many together.
 *
 * Return: how many entries, 0 when the file cannot be written.
 */
static size_t append_some(struct capture_job *job, const uint64_t *entries,
			  size_t nr, uint64_t nr_done)
{
	static struct pagemap_tags tags;
	size_t nr_tags = nr < PAGEMAP_TAGS ? nr : PAGEMAP_TAGS;
	struct pfnpack_range range;

	pagemap_decode(entries, nr, nr_done, &range);
	if (range.nr < NR_LONG_RUN &&
	    pagemap_tag(entries, nr_tags, nr_done, &tags))
		return append_tags(job, &tags, nr_tags) ? nr_tags : 0;
	return capture_job_append(job, &range) ? (size_t)range.nr : 0;
}

static bool append_entries(struct capture_job *job,
			   const struct pagemap_part *part, uint64_t nr_done)
{
	size_t i, nr;

	for (i = 0; i < part->nr; i += nr) {
		nr = append_some(job, part->entries + i, part->nr - i,
				 nr_done + i);
		if (!nr)
			return false;
	}
	return true;
}

/* @nr OS pages with nothing to be told apart. */
static bool append_all(struct capture_job *job, enum capture_tag tag,
		       uint64_t nr, uint64_t nr_done)
{
	struct pfnpack_range range = { .pfn = nr_done, .nr = nr, .tag = tag };

	return !nr || capture_job_append(job, &range);
}

static bool append_part(struct capture_job *job,
			const struct pagemap_part *part, uint64_t nr_done)
{
	return part->entries ? append_entries(job, part, nr_done) :
			       append_all(job, CAPTURE_HOLE, part->nr, nr_done);
}

/* With some of the process in the file. */
static enum fate fail_midway(struct target *t, const char *what)
{
	target_failure(t, what);
	return t->error == ESRCH ? FATE_EXITED : FATE_UNREADABLE;
}

static enum fate fate_of_walk(struct target *t, enum walk_status status)
{
	if (status == WALK_ERROR)
		return fail_midway(t, "pagemap");
	return status == WALK_EXITED ? FATE_EXITED : FATE_CAPTURED;
}

static enum fate write_ranges(struct capture_job *job, struct target *t,
			      struct pagemap_walk *walk, uint64_t nr_os_pages)
{
	enum fate fate = FATE_CAPTURED;
	struct pagemap_part part;
	enum walk_status status;
	uint64_t nr_done = 0;

	while ((status = pagemap_walk_next(walk, &part)) == WALK_PART) {
		if (!append_part(job, &part, nr_done))
			return FATE_NO_OUTPUT;
		nr_done += part.nr;
		show_progress(job);
		if (interrupted())
			break;
	}
	fate = interrupted() ? FATE_INTERRUPTED : fate_of_walk(t, status);
	if (!append_all(job, CAPTURE_UNREAD, nr_os_pages - nr_done, nr_done))
		return FATE_NO_OUTPUT;
	return fate;
}

static enum fate write_segment(struct capture_job *job, struct target *t,
			       struct pagemap_walk *walk,
			       const struct capture_segment *segment)
{
	uint64_t nr_bytes = segment->end_va - segment->start_va;

	if (!capture_job_segment(job, segment))
		return FATE_NO_OUTPUT;
	pagemap_walk_start(walk, segment->start_va, segment->end_va);
	return write_ranges(job, t, walk, nr_bytes / job->os_page_bytes);
}

/* --- A process --------------------------------------------------------- */

static struct wanted_segments wanted;
static struct capture_segment segment;

/*
 * The maps of a process that has exited end early, without an error.  So what
 * has been read is all only if there still are some, and the same.
 */
static enum fate look_again(struct capture_job *job, const struct target *t)
{
	uint64_t sum = wanted.sum;

	wanted_segments_init(&wanted, t->maps_fd, &job->ranges);
	while (wanted_segments_next(&wanted, &segment) == MAPS_SEGMENT)
		;
	if (!wanted.nr_seen)
		return FATE_EXITED;
	return wanted.sum == sum ? FATE_CAPTURED : FATE_CHANGED;
}

static enum fate write_segments(struct capture_job *job, struct target *t,
				enum maps_status status)
{
	struct pagemap_walk walk;
	enum fate fate;

	pagemap_walk_init(&walk, t->pagemap_fd, job->os_page_bytes);
	for (; status == MAPS_SEGMENT;
	     status = wanted_segments_next(&wanted, &segment)) {
		fate = write_segment(job, t, &walk, &segment);
		if (fate != FATE_CAPTURED)
			return fate;
	}
	if (status == MAPS_ERROR)
		return fail_midway(t, "maps");
	return look_again(job, t);
}

static enum fate write_target(struct capture_job *job, struct target *t)
{
	enum maps_status status;

	wanted_segments_init(&wanted, t->maps_fd, &job->ranges);
	status = wanted_segments_next(&wanted, &segment);
	if (status == MAPS_ERROR)
		return target_failure(t, "maps");
	/* Without a first segment it is none that has memory. */
	if (!wanted.nr_seen)
		return FATE_NO_MEMORY;
	if (!capture_job_start_process(job, t))
		return FATE_NO_OUTPUT;
	return write_segments(job, t, status);
}

void capture_job_output(struct capture_job *job, enum fate fate)
{
	job->output_lost |= fate == FATE_NO_OUTPUT;
}

enum fate capture_job_process(struct capture_job *job, struct target *t,
			      long pid)
{
	enum fate fate = target_open(t, pid);

	if (fate != FATE_CAPTURED)
		return fate;
	fate = write_target(job, t);
	capture_job_output(job, fate);
	target_close(t);
	return fate;
}

bool capture_job_end(struct capture_job *job)
{
	return !job->output_lost && write_header(job) &&
	       capture_writer_end(&job->writer, job->end_flags);
}
