// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack unpack: writes down what packed pages hold.
 */
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "diag.h"
#include "list_form.h"
#include "outfile.h"
#include "raw_reader.h"

static const char doc[] =
	"Write the ranges of packed pages (--raw) as a list.\v"
	"The forms are those of pack. As text or CSV, pack gives the same bytes "
	"back: a line \"packed-page\" says where a packed page ends before it "
	"is full. u64 has no place for tags, for ranges kept apart and for "
	"packed pages that end early.\n\n"
	"  pfnpack unpack list.packed | grep -w tag=1";

#define KEY_IGNORE_TAGS 0x100

static const struct argp_option options[] = {
	{ .name = "to",
	  .key = 't',
	  .arg = "FORM",
	  .doc = "text (the default), csv or u64" },
	{ .name = "ignore-tags",
	  .key = KEY_IGNORE_TAGS,
	  .doc = "with u64: leave out tags that are not 0" },
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "where to write; standard output otherwise" },
	{ 0 },
};

struct unpack_args {
	const char *input;
	const char *output;
	enum list_form form;
	bool ignores_tags;
};

static error_t check_args(const struct unpack_args *args,
			  const struct argp_state *state)
{
	if (args->ignores_tags && args->form != LIST_U64)
		argp_error(state, "--ignore-tags is for --to u64");
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct unpack_args *args = state->input;

	switch (key) {
	case 't':
		args->form = list_form_parse(state, arg);
		return 0;
	case KEY_IGNORE_TAGS:
		args->ignores_tags = true;
		return 0;
	case 'o':
		args->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			argp_error(state, "one INPUT at a time");
		args->input = arg;
		return 0;
	case ARGP_KEY_END:
		return check_args(args, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/**
 * struct unpacker - a list being written
 * @args: how
 * @file: where the packed pages come from, for messages
 * @stream: where to write
 * @has_open: pack would still be filling the packed page before
 * @nr_free: free slots of it
 */
struct unpacker {
	const struct unpack_args *args;
	const char *file;
	FILE *stream;
	bool has_open;
	unsigned int nr_free;
};

static unsigned int slots_for(const struct pfnpack_range *range)
{
	return range->nr > PFNPACK_INLINE_MAX ? 2 : 1;
}

static void put_packed_end(const struct unpacker *u)
{
	if (u->args->form == LIST_TEXT)
		fputs("packed-page\n", u->stream);
	else if (u->args->form == LIST_CSV)
		fputs("packed-page,,\n", u->stream);
}

static void put_text(FILE *stream, const struct pfnpack_range *range)
{
	fprintf(stream, "[0x%llx, 0x%llx)", range->pfn, range->pfn + range->nr);
	if (range->tag)
		fprintf(stream, " tag=%u", range->tag);
	fputc('\n', stream);
}

static void put_csv(FILE *stream, const struct pfnpack_range *range)
{
	fprintf(stream, "%llu,%llu,%u\n", range->pfn, range->nr, range->tag);
}

static void put_pfn(FILE *stream, uint64_t pfn)
{
	char bytes[LIST_U64_BYTES];
	unsigned int i;

	for (i = 0; i < LIST_U64_BYTES; i++)
		bytes[i] = (char)(pfn >> 8 * i);
	fwrite(bytes, sizeof(bytes), 1, stream);
}

/* A range may have more OS pages than a disk has bytes. */
static void put_u64(FILE *stream, const struct pfnpack_range *range)
{
	uint64_t i;

	for (i = 0; i < range->nr && !ferror(stream); i++)
		put_pfn(stream, range->pfn + i);
}

static void put_range(const struct unpacker *u,
		      const struct pfnpack_range *range)
{
	switch (u->args->form) {
	case LIST_TEXT:
		put_text(u->stream, range);
		break;
	case LIST_CSV:
		put_csv(u->stream, range);
		break;
	case LIST_U64:
		put_u64(u->stream, range);
		break;
	}
}

static bool tag_is_lost(const struct unpacker *u,
			const struct pfnpack_range *range)
{
	return range->tag && u->args->form == LIST_U64 &&
	       !u->args->ignores_tags;
}

static enum status put_ranges(const struct unpacker *u, uint64_t number,
			      const struct pfnpack_page *packed)
{
	struct pfnpack_reader reader;
	struct pfnpack_range range;
	unsigned int slot;

	pfnpack_reader_init(&reader, packed, 1);
	for (slot = 0; pfnpack_next(&reader, &range) == PFNPACK_OK; slot++) {
		if (tag_is_lost(u, &range)) {
			diag("%s: slot %u of packed page %" PRIu64
			     ": tag %u has no place in u64; --ignore-tags "
			     "leaves tags out",
			     u->file, slot, number, range.tag);
			return STATUS_STOPPED;
		}
		put_range(u, &range);
	}
	return ferror(u->stream) ? STATUS_STOPPED : STATUS_GOOD;
}

/* Does pack need to be told that the packed page before ends there? */
static bool ended_early(const struct unpacker *u,
			const struct pfnpack_page *packed)
{
	struct pfnpack_reader reader;
	struct pfnpack_range first;

	if (!u->has_open)
		return false;
	pfnpack_reader_init(&reader, packed, 1);
	return pfnpack_next(&reader, &first) != PFNPACK_OK ||
	       slots_for(&first) <= u->nr_free;
}

static enum status unpack_one(struct unpacker *u, uint64_t number,
			      const struct pfnpack_page *packed)
{
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;
	enum status status;

	if (pfnpack_summarize(packed, &summary, &fault) != PFNPACK_OK) {
		diag_packed_fault(u->file, number, &fault, "");
		return STATUS_BAD_DATA;
	}
	if (ended_early(u, packed))
		put_packed_end(u);
	status = put_ranges(u, number, packed);
	u->has_open = summary.nr_ranges > 0;
	u->nr_free = summary.nr_free;
	if (!u->has_open)
		put_packed_end(u);
	return status;
}

static enum status unpack_all(struct unpacker *u, struct raw_reader *r)
{
	union capture_block block;
	enum status status;
	enum raw_next next;

	if (u->args->form == LIST_CSV)
		fputs("pfn,nr,tag\n", u->stream);
	while ((next = raw_reader_next(r, &block)) == RAW_PACKED) {
		status = unpack_one(u, r->number, &block.packed);
		if (status != STATUS_GOOD)
			return status;
	}
	if (next == RAW_CUT)
		raw_reader_diag_cut(r);
	return raw_next_status(next);
}

static enum status unpack_to(struct outfile *out, struct raw_reader *r,
			     const struct unpack_args *args)
{
	struct unpacker unpacker = { .args = args, .file = r->file };
	enum status status;

	unpacker.stream = outfile_stream(out);
	if (!unpacker.stream)
		return outfile_finish(out, STATUS_STOPPED);
	status = unpack_all(&unpacker, r);
	if (fclose(unpacker.stream))
		status = STATUS_STOPPED;
	return outfile_finish(out, status);
}

enum status cmd_unpack(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[INPUT]",
		.doc = doc,
	};
	struct unpack_args args = { .input = "-", .output = "-" };
	enum status status = STATUS_STOPPED;
	struct raw_reader r;
	struct outfile out;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!raw_reader_open(&r, args.input))
		return STATUS_STOPPED;
	if (args.form == LIST_U64 ? outfile_open(&out, args.output) :
				    outfile_open_text(&out, args.output))
		status = unpack_to(&out, &r, &args);
	raw_reader_close(&r);
	return status;
}
