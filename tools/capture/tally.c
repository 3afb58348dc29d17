// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What became of many processes, in a few lines.
 */
#include "tally.h"

#include <inttypes.h>
#include <stdio.h>

#include "diag.h"

void tally_add(struct tally *tally, long pid, enum fate fate)
{
	uint64_t nr = tally->nr[fate]++;

	if (nr < TALLY_PIDS)
		tally->pid[fate][nr] = pid;
}

/* Those that exit before anything is read are as good as never there. */
static const char *text_of(enum fate fate)
{
	switch (fate) {
	case FATE_CHANGED:
		return "maps changed meanwhile";
	case FATE_EXITED:
		return "exited meanwhile, the rest is missing";
	case FATE_INTERRUPTED:
		return "interrupted, the rest is missing";
	case FATE_UNREADABLE:
		return "could not be read";
	case FATE_DENIED:
		return "not permitted";
	default:
		return NULL;
	}
}

static void say_fate(const struct tally *tally, enum fate fate)
{
	uint64_t nr = tally->nr[fate];
	char pids[TALLY_PIDS * 24] = "";
	size_t nr_bytes = 0;
	uint64_t i;

	if (!nr || !text_of(fate))
		return;
	for (i = 0; i < nr && i < TALLY_PIDS; i++)
		nr_bytes += (size_t)snprintf(pids + nr_bytes,
					     sizeof(pids) - nr_bytes, "%s%ld",
					     i ? ", " : "",
					     tally->pid[fate][i]);
	diag("%s: processes %" PRIu64 " (%s%s)", text_of(fate), nr, pids,
	     nr > TALLY_PIDS ? " ..." : "");
}

void tally_say(const struct tally *tally)
{
	unsigned int fate;

	diag("captured: processes %" PRIu64,
	     tally->nr[FATE_CAPTURED] + tally->nr[FATE_CHANGED]);
	for (fate = 0; fate < NR_FATES; fate++)
		say_fate(tally, fate);
}
