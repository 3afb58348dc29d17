/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What became of many processes, in a few lines.
 */
#ifndef TALLY_H
#define TALLY_H

#include <stdint.h>

#include "target.h"

/* PIDs that are named, of those with the same fate. */
#define TALLY_PIDS 5

/**
 * struct tally - processes by their fate
 * @nr: how many
 * @pid: the first of them
 */
struct tally {
	uint64_t nr[NR_FATES];
	long pid[NR_FATES][TALLY_PIDS];
};

/**
 * tally_add() - count a process
 * @tally: the tally
 * @pid: its PID
 * @fate: what became of it
 */
void tally_add(struct tally *tally, long pid, enum fate fate);

/**
 * tally_say() - print how many were captured, which not and why
 * @tally: the tally
 *
 * A line for each fate that is worth one; kernel threads are not.
 */
void tally_say(const struct tally *tally);

#endif /* TALLY_H */
