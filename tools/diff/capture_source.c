// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A capture file that hands out what it holds one by one, when it is asked.
 *
 * The decoder calls back with all that a block holds; that is kept here until
 * it has been taken, and only then is the next block read.
 */
#include "capture_source.h"

#include <assert.h>

#include "diag.h"

static struct source_item *add_item(struct capture_source *s,
				    enum source_what what)
{
	struct source_item *item;

	assert(s->nr_items < SOURCE_ITEMS_MAX);
	item = &s->item[s->nr_items++];
	item->what = what;
	return item;
}

static void add_run(void *context, const struct capture_run *run)
{
	struct source_item *item = add_item(context, SOURCE_RUN);

	item->start_va = run->start_va;
	item->run = run->range;
}

static void add_process(struct capture_source *s,
			const struct capture_process *process)
{
	struct capture_process *copy = &s->process[s->nr_processes++];

	*copy = *process;
	add_item(s, SOURCE_PROCESS)->process = copy;
}

static void add_segment(struct capture_source *s,
			const struct capture_segment *segment)
{
	struct capture_segment *copy = &s->segment[s->nr_segments++];

	*copy = *segment;
	add_item(s, SOURCE_SEGMENT)->segment = copy;
}

static void add_event(void *context, const struct capture_event *event)
{
	struct capture_source *s = context;

	switch (event->type) {
	case CAPTURE_EVENT_HEADER:
		s->header = *event->header;
		break;
	case CAPTURE_EVENT_PROCESS:
		runs_finish(&s->runs);
		add_process(s, event->process);
		break;
	case CAPTURE_EVENT_SEGMENT:
		runs_finish(&s->runs);
		add_segment(s, event->segment);
		break;
	case CAPTURE_EVENT_RANGES:
		runs_add(&s->runs, event->ranges);
		break;
	}
}

static bool decode(struct capture_source *s, const union capture_block *block,
		   size_t nr_bytes)
{
	if (nr_bytes == CAPTURE_BLOCK_BYTES)
		return capture_decode_block(&s->decoder, block);
	s->last.what = SOURCE_END;
	return capture_decode_eof(&s->decoder, block, nr_bytes);
}

static void fail(struct capture_source *s, enum status status)
{
	s->status = status;
	s->last.what = SOURCE_FAILED;
}

/* Sets s->last.what when this was the last block. */
static void read_block(struct capture_source *s)
{
	union capture_block block;
	ssize_t nr = block_reader_next(&s->reader, &block);

	s->nr_items = 0;
	s->nr_taken = 0;
	s->nr_processes = 0;
	s->nr_segments = 0;
	if (nr < 0) {
		fail(s, STATUS_STOPPED);
	} else if (!decode(s, &block, (size_t)nr)) {
		diag_fault(s->name, &s->decoder.fault);
		fail(s, STATUS_BAD_DATA);
	}
	if (s->last.what != SOURCE_RUN)
		runs_finish(&s->runs);
}

enum status capture_source_open(struct capture_source *s, const char *path)
{
	s->name = path;
	s->status = STATUS_STOPPED;
	if (!block_reader_open(&s->reader, path))
		return STATUS_STOPPED;
	s->name = s->reader.name;
	s->status = STATUS_GOOD;
	s->last.what = SOURCE_RUN;
	capture_decoder_init(&s->decoder, add_event, s);
	runs_init(&s->runs, add_run, s);
	read_block(s);
	if (s->status != STATUS_GOOD)
		capture_source_close(s);
	return s->status;
}

const struct source_item *capture_source_peek(struct capture_source *s)
{
	while (s->nr_taken == s->nr_items) {
		if (s->last.what != SOURCE_RUN)
			return &s->last;
		read_block(s);
	}
	return &s->item[s->nr_taken];
}

void capture_source_take(struct capture_source *s)
{
	if (s->nr_taken < s->nr_items)
		s->nr_taken++;
}

bool capture_source_end(const struct capture_source *s, uint32_t *end_flags)
{
	bool at_end = s->status == STATUS_GOOD && s->last.what == SOURCE_END;

	if (at_end)
		*end_flags = s->decoder.totals.end_flags;
	return at_end;
}

const struct capture_fault *capture_source_fault(const struct capture_source *s)
{
	return s->status == STATUS_BAD_DATA ? &s->decoder.fault : NULL;
}

void capture_source_close(struct capture_source *s)
{
	block_reader_close(&s->reader);
}
