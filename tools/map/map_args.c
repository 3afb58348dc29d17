// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The command line of pfnpack map.
 */
#include "map_args.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pfnpack.h"

static const char doc[] =
	"Draw where memory lies and how long its runs are.\v"
	"PFNs are laid along a Hilbert curve: neighbours stay neighbours, an "
	"aligned block of 4^k cells is a square.\n\n"
	"  pfnpack map demo.pfncap\n"
	"  pfnpack map --view virtual -o demo.svg demo.pfncap";

enum {
	KEY_BY = 256,
	KEY_COLOR,
	KEY_FORMAT,
	KEY_PFN,
	KEY_VIEW,
	KEY_WIDTH,
};

static const struct argp_option options[] = {
	{ .name = "view",
	  .key = KEY_VIEW,
	  .arg = "VIEW",
	  .doc = "physical (default) or virtual" },
	{ .name = "by",
	  .key = KEY_BY,
	  .arg = "WHAT",
	  .doc = "colour by run (size, default) or segment" },
	{ .name = "pfn",
	  .key = KEY_PFN,
	  .arg = "A-B",
	  .doc = "zoom to PFNs from A to below B" },
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "draw FILE.svg or FILE.png; - is stdout" },
	{ .name = "format",
	  .key = KEY_FORMAT,
	  .arg = "FORMAT",
	  .doc = "svg or png, whatever FILE is called" },
	{ .name = "color",
	  .key = KEY_COLOR,
	  .arg = "WHEN",
	  .doc = "auto (default), always or never" },
	{ .name = "width",
	  .key = KEY_WIDTH,
	  .arg = "N",
	  .doc = "columns, 40 to 512" },
	{ 0 },
};

/* Number of the word in a list, which ends the process when it has none. */
static unsigned int choice(struct argp_state *state, const char *option,
			   const char *word, const char *const *words)
{
	unsigned int i;

	for (i = 0; words[i]; i++) {
		if (!strcmp(word, words[i]))
			return i;
	}
	argp_error(state, "--%s: '%s' is not one of its values", option, word);
	return 0;
}

/* As strtoull(), but of digits only and without overflow. */
static bool number(const char *text, char **end, uint64_t *value)
{
	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, end, 0);
	return !errno;
}

static void parse_pfn(struct argp_state *state, struct map_args *args,
		      const char *arg)
{
	char *end = NULL;

	args->zoom = true;
	if (!number(arg, &end, &args->zoom_pfn) || *end != '-' ||
	    !number(end + 1, &end, &args->zoom_end) || *end ||
	    args->zoom_pfn >= args->zoom_end ||
	    args->zoom_end > PFNPACK_PFN_END)
		argp_error(state, "--pfn: '%s' is not a range of PFNs", arg);
}

static void parse_width(struct argp_state *state, struct map_args *args,
			const char *arg)
{
	uint64_t columns = 0;
	char *end = NULL;

	if (!number(arg, &end, &columns) || *end ||
	    columns < TERM_COLUMNS_MIN || columns > TERM_COLUMNS_MAX)
		argp_error(state, "--width: '%s' is not a number from %d to %d",
			   arg, TERM_COLUMNS_MIN, TERM_COLUMNS_MAX);
	args->columns = (unsigned int)columns;
}

static const char *const formats[] = { "text", "svg", "png", NULL };

static enum map_format format_of(struct argp_state *state, const char *file)
{
	const char *dot = strrchr(file, '.');

	if (dot && !strcmp(dot, ".svg"))
		return MAP_SVG;
	if (dot && !strcmp(dot, ".png"))
		return MAP_PNG;
	argp_error(state, "'%s' does not end in .svg or .png; use --format",
		   file);
	return MAP_TEXT;
}

/* What goes together. */
static void check(struct argp_state *state, struct map_args *args)
{
	if (args->output && args->format == MAP_TEXT)
		args->format = format_of(state, args->output);
	if (!args->output && args->format != MAP_TEXT)
		argp_error(state, "--format is for -o FILE");
	if (args->output && (args->columns || args->when != TERM_AUTO))
		argp_error(state, "--width and --color are not for -o FILE");
	if (args->read.raw && (args->virtual_view || args->by_segment))
		argp_error(state, "packed pages alone (--raw) have no "
				  "segments and no virtual addresses");
	if (args->virtual_view && (args->zoom || args->by_segment))
		argp_error(state, "--pfn and --by segment are for the "
				  "physical view");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	static const char *const views[] = { "physical", "virtual", NULL };
	static const char *const bys[] = { "run", "segment", NULL };
	static const char *const whens[] = { "auto", "always", "never", NULL };
	struct map_args *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->read;
		break;
	case KEY_VIEW:
		args->virtual_view = choice(state, "view", arg, views);
		break;
	case KEY_BY:
		args->by_segment = choice(state, "by", arg, bys);
		break;
	case KEY_PFN:
		parse_pfn(state, args, arg);
		break;
	case 'o':
		args->output = arg;
		break;
	case KEY_FORMAT:
		args->format = 1 + choice(state, "format", arg, formats + 1);
		break;
	case KEY_COLOR:
		args->when = choice(state, "color", arg, whens);
		break;
	case KEY_WIDTH:
		parse_width(state, args, arg);
		break;
	case ARGP_KEY_END:
		check(state, args);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

struct map_args map_args_parse(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{ .argp = &read_args_argp },
		{ 0 },
	};
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE",
		.doc = doc,
		.children = children,
	};
	struct map_args args = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!args.columns)
		args.columns = term_columns();
	return args;
}
