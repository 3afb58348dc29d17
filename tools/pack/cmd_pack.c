// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack pack: makes packed pages of a list of ranges.
 */
#include <argp.h>
#include <inttypes.h>

#include "block_reader.h"
#include "commands.h"
#include "diag.h"
#include "list_form.h"
#include "outfile.h"
#include "packer.h"
#include "range_text.h"

static const char doc[] =
	"Make packed pages (--raw) of a list of ranges.\v"
	"Lines of text: PFN, PFN+NR, FIRST-END or [FIRST, END), then tag=N or "
	"nothing; # starts a comment, \"packed-page\" ends a packed page. CSV: "
	"after a line pfn,nr,tag. u64: 8 bytes for each OS page, merged. "
	"Ranges stay apart unless --merge is given; INPUT is standard input "
	"unless named.\n\n"
	"  echo '0x1000+512 tag=1' | pfnpack pack -o list.packed";

static const struct argp_option options[] = {
	{ .name = "from",
	  .key = 'f',
	  .arg = "FORM",
	  .doc = "text (the default), csv or u64" },
	{ .name = "merge",
	  .key = 'm',
	  .doc = "merge ranges that continue the one before" },
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "where to write; standard output otherwise" },
	{ 0 },
};

struct pack_args {
	const char *input;
	const char *output;
	enum list_form form;
	bool merges;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct pack_args *args = state->input;

	switch (key) {
	case 'f':
		args->form = list_form_parse(state, arg);
		return 0;
	case 'm':
		args->merges = true;
		return 0;
	case 'o':
		args->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			argp_error(state, "one INPUT at a time");
		args->input = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- Text and CSV ------------------------------------------------------ */

static bool pack_item(void *context, const struct pfnpack_range *range)
{
	struct packer *packer = context;

	return range ? packer_add(packer, range) : packer_end_packed(packer);
}

static enum status text_status(const struct block_reader *r,
			       const struct range_text *text,
			       enum range_text_status status)
{
	const struct range_text_fault *fault = &text->fault;

	if (status == RANGE_TEXT_OK)
		return STATUS_GOOD;
	if (status == RANGE_TEXT_STOPPED)
		return STATUS_STOPPED;
	diag("%s: line %" PRIu64 ", byte %zu: %s", r->name, fault->line,
	     fault->byte, fault->text);
	return STATUS_BAD_DATA;
}

static enum status pack_text(struct packer *packer, struct block_reader *r,
			     enum range_text_form form)
{
	enum range_text_status status = RANGE_TEXT_OK;
	union capture_block block;
	struct range_text text;
	ssize_t nr;

	range_text_init(&text, form, pack_item, packer);
	do {
		nr = block_reader_next(r, &block);
		if (nr < 0)
			return STATUS_STOPPED;
		status = range_text_feed(&text, (const char *)block.byte,
					 (size_t)nr);
	} while (nr == CAPTURE_BLOCK_BYTES && status == RANGE_TEXT_OK);
	return text_status(r, &text, range_text_end(&text));
}

/* --- Raw PFNs ---------------------------------------------------------- */

static uint64_t get_u64(const uint8_t *at)
{
	unsigned int i = LIST_U64_BYTES;
	uint64_t value = 0;

	while (i--)
		value = value << 8 | at[i];
	return value;
}

/* Of the bytes from @at on in the file, those that make whole PFNs. */
static enum status pack_pfns(struct packer *packer, const char *file,
			     const uint8_t *bytes, size_t nr_bytes, uint64_t at)
{
	struct pfnpack_range range = { .nr = 1 };
	size_t i;

	for (i = 0; i + LIST_U64_BYTES <= nr_bytes; i += LIST_U64_BYTES) {
		range.pfn = get_u64(bytes + i);
		if (range.pfn >= PFNPACK_PFN_END) {
			diag("%s: byte %" PRIu64
			     ": 0x%llx is beyond the last PFN, 2^44 - 1",
			     file, at + i, range.pfn);
			return STATUS_BAD_DATA;
		}
		if (!packer_add(packer, &range))
			return STATUS_STOPPED;
	}
	if (i == nr_bytes)
		return STATUS_GOOD;
	diag("%s: byte %" PRIu64 ": the file ends within a PFN of 8 bytes",
	     file, at + i);
	return STATUS_BAD_DATA;
}

static enum status pack_u64(struct packer *packer, struct block_reader *r)
{
	union capture_block block;
	enum status status;
	uint64_t at = 0;
	ssize_t nr;

	do {
		nr = block_reader_next(r, &block);
		if (nr < 0)
			return STATUS_STOPPED;
		status = pack_pfns(packer, r->name, block.byte, (size_t)nr, at);
		at += (uint64_t)nr;
	} while (nr == CAPTURE_BLOCK_BYTES && status == STATUS_GOOD);
	return status;
}

/* --- All --------------------------------------------------------------- */

static enum status pack_list(struct packer *packer, struct block_reader *r,
			     enum list_form form)
{
	switch (form) {
	case LIST_TEXT:
		return pack_text(packer, r, RANGE_TEXT_LINES);
	case LIST_CSV:
		return pack_text(packer, r, RANGE_TEXT_CSV);
	default:
		return pack_u64(packer, r);
	}
}

static enum status pack_to(struct outfile *out, struct block_reader *r,
			   const struct pack_args *args)
{
	struct packer packer;
	enum status status;

	packer_init(&packer, out, args->merges || args->form == LIST_U64);
	status = pack_list(&packer, r, args->form);
	if (status == STATUS_GOOD && !packer_finish(&packer))
		status = STATUS_STOPPED;
	return outfile_finish(out, status);
}

enum status cmd_pack(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[INPUT]",
		.doc = doc,
	};
	struct pack_args args = { .input = "-", .output = "-" };
	enum status status = STATUS_STOPPED;
	struct block_reader r;
	struct outfile out;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!block_reader_open(&r, args.input))
		return STATUS_STOPPED;
	if (outfile_open(&out, args.output))
		status = pack_to(&out, &r, &args);
	block_reader_close(&r);
	return status;
}
