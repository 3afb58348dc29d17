// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The command line of capture.
 */
#include "capture_args.h"

#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

static const char doc[] =
	"Write the physical layout of processes to a file.\v"
	"Processes run on: stop one before (kill -STOP) for a picture of one "
	"moment. PFNs are shown to root, or to CAP_SYS_ADMIN. A first SIGINT "
	"or SIGTERM ends the file early.\n\n"
	"  pfnpack capture --pid 1 -o init.pfncap";

#define KEY_SELF 0x100

static const struct argp_option options[] = {
	{ .name = "all",
	  .key = 'a',
	  .doc = "every process that can be read, in one file" },
	{ .name = "device",
	  .key = 'd',
	  .doc = "what is pinned through /dev/pfnpack; --self pins itself" },
	{ .name = "pid",
	  .key = 'p',
	  .arg = "PID",
	  .doc = "a process; there may be several" },
	{ .name = "range",
	  .key = 'r',
	  .arg = "A-B",
	  .doc = "only from address A (0x.. or decimal) to below B" },
	{ .name = "self", .key = KEY_SELF, .doc = "this process itself" },
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "where to write; - is standard output" },
	{ 0 },
};

struct parsing {
	struct capture_args *args;
	struct va_ranges *ranges;
};

static void add_pid(struct argp_state *state, long pid)
{
	const struct parsing *parsing = state->input;
	struct capture_args *args = parsing->args;
	size_t i;

	for (i = 0; i < args->nr_pids; i++) {
		if (args->pid[i] == pid)
			argp_error(state, "process %ld is given twice", pid);
	}
	if (args->nr_pids == CAPTURE_PIDS_MAX)
		argp_error(state, "more than %d processes", CAPTURE_PIDS_MAX);
	args->pid[args->nr_pids++] = pid;
}

static long parse_pid(struct argp_state *state, const char *text)
{
	char *end;
	long pid;

	errno = 0;
	pid = strtol(text, &end, 10);
	if (errno || end == text || *end || pid < 1 || pid > INT_MAX)
		argp_error(state, "'%s' is not a PID", text);
	return pid;
}

static void add_range(struct argp_state *state, const char *text)
{
	const struct parsing *parsing = state->input;
	const char *wrong = va_ranges_add(parsing->ranges, text,
					  (uint32_t)sysconf(_SC_PAGESIZE));

	if (wrong)
		argp_error(state, "range '%s': %s", text, wrong);
}

static void check(struct argp_state *state)
{
	const struct parsing *parsing = state->input;
	const struct capture_args *args = parsing->args;

	if (args->all && args->nr_pids)
		argp_error(state, "--all excludes --pid and --self");
	if (args->device && (args->all || parsing->ranges->nr))
		argp_error(state, "--device excludes --all and --range");
	if (!args->all && !args->nr_pids)
		argp_error(state, "--pid, --self or --all is missing");
	if (parsing->ranges->nr && (args->all || args->nr_pids > 1))
		argp_error(state, "--range is for one process");
	if (!args->output)
		argp_error(state, "-o FILE is missing");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const struct parsing *parsing = state->input;

	switch (key) {
	case 'a':
		parsing->args->all = true;
		return 0;
	case 'd':
		parsing->args->device = true;
		return 0;
	case 'p':
		add_pid(state, parse_pid(state, arg));
		return 0;
	case 'r':
		add_range(state, arg);
		return 0;
	case KEY_SELF:
		add_pid(state, getpid());
		return 0;
	case 'o':
		parsing->args->output = arg;
		return 0;
	case ARGP_KEY_END:
		check(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void capture_args_parse(struct capture_args *args, struct va_ranges *ranges,
			int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = doc,
	};
	struct parsing parsing = { .args = args, .ranges = ranges };

	args->device = false;
	args->all = false;
	args->nr_pids = 0;
	args->output = NULL;
	ranges->nr = 0;
	argp_parse(&argp, argc, argv, 0, NULL, &parsing);
}
