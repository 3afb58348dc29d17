/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Walks two captures side by side, by virtual address, and says of each
 * stretch what has become of it.
 */
#ifndef DIFF_WALK_H
#define DIFF_WALK_H

#include "capture_source.h"

/* What there is at an address, besides the tags of ranges. */
#define DIFF_UNMAPPED (PFNPACK_TAG_MAX + 1)
#define DIFF_KINDS (DIFF_UNMAPPED + 1)

/**
 * enum diff_verdict - what has become of the memory at an address
 * @DIFF_SAME: in memory in both, with the same PFN
 * @DIFF_MOVED: in memory in both, with another PFN
 * @DIFF_VANISHED: in memory only in the first
 * @DIFF_APPEARED: in memory only in the second
 * @DIFF_UNREAD: unknown: not read in one of them, or in both
 * @DIFF_NEITHER: in memory in neither
 */
enum diff_verdict {
	DIFF_SAME,
	DIFF_MOVED,
	DIFF_VANISHED,
	DIFF_APPEARED,
	DIFF_UNREAD,
	DIFF_NEITHER,
	NR_DIFF_VERDICTS,
};

/**
 * enum diff_boundary - how the runs on either side of an address have changed
 * @DIFF_UNCHANGED: in both captures a run ends there, or in neither; or there
 *	is not memory in both captures on both sides of it
 * @DIFF_MERGED: a run ends there in the first only
 * @DIFF_SPLIT: a run ends there in the second only
 */
enum diff_boundary {
	DIFF_UNCHANGED,
	DIFF_MERGED,
	DIFF_SPLIT,
};

/**
 * struct diff_state - what a capture has in a stretch
 * @kind: tag, or %DIFF_UNMAPPED
 * @starts: it starts where the stretch does
 * @pfn: first PFN, if it is memory
 */
struct diff_state {
	unsigned int kind;
	bool starts;
	uint64_t pfn;
};

/**
 * struct diff_stretch - addresses that lie in one run, hole or swap area, or
 * in nothing, of each capture
 * @start_va: first virtual address
 * @end_va: first virtual address behind it
 * @a: what the first capture has
 * @b: what the second capture has
 * @verdict: what that makes
 * @boundary: of the runs at @start_va
 */
struct diff_stretch {
	uint64_t start_va;
	uint64_t end_va;
	struct diff_state a;
	struct diff_state b;
	enum diff_verdict verdict;
	enum diff_boundary boundary;
};

/**
 * struct diff_handler - takes what is found, in the order of addresses
 * @process: a process; NULL for the capture that does not have it
 * @segments: two segments that share addresses, or one that shares none with
 *	any segment of the other capture, which is NULL then.  Good until the
 *	next call.
 * @stretch: a stretch; of the last @segments, or of one of them beside others
 *	that it shares addresses with, too
 * @context: first argument of all
 */
struct diff_handler {
	void (*process)(void *context, const struct capture_process *a,
			const struct capture_process *b);
	void (*segments)(void *context, const struct capture_segment *a,
			 const struct capture_segment *b);
	void (*stretch)(void *context, const struct diff_stretch *stretch);
	void *context;
};

/**
 * diff_is_memory() - is it memory?
 * @state: what a capture has in a stretch
 *
 * Return: whether it has PFNs.
 */
static inline bool diff_is_memory(const struct diff_state *state)
{
	return state->kind == CAPTURE_ANON || state->kind == CAPTURE_FILE;
}

/**
 * diff_walk() - compare two captures
 * @a: the first, just opened
 * @b: the second, just opened, with OS pages of the same size
 * @any: compare the first process with the first, and so on, whoever they are;
 *	otherwise those with the same PID and name
 * @handler: takes what is found
 *
 * Return: how it went, after a message if not good.
 */
enum status diff_walk(struct capture_source *a, struct capture_source *b,
		      bool any, const struct diff_handler *handler);

#endif /* DIFF_WALK_H */
