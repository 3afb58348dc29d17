/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counters in debugfs, pfnpack/stats: a name and a number on each line. */
#ifndef PFNPACK_STATS_H
#define PFNPACK_STATS_H

/**
 * enum pfnpack_stat - what is counted
 * @STAT_SETS: sets that have been prepared and not released
 * @STAT_PACKED_PAGES: packed pages prepared for them
 * @STAT_OS_PAGES: OS pages pinned now
 * @STAT_OS_PAGES_EVER: OS pages pinned since the module was loaded
 * @STAT_RUNS: runs of contiguous OS pages found in them
 * @STAT_PACKED_STEPS: steps of pinning that pin_user_pages_packed() has made
 * @STAT_PINS: calls that have pinned something
 * @STAT_EARLY_STOPS: those of them that have not pinned all they were to
 * @STAT_UNPINS: calls that have unpinned something, releases included
 * @STAT_END: how many there are
 */
enum pfnpack_stat {
	STAT_SETS,
	STAT_PACKED_PAGES,
	STAT_OS_PAGES,
	STAT_OS_PAGES_EVER,
	STAT_RUNS,
	STAT_PACKED_STEPS,
	STAT_PINS,
	STAT_EARLY_STOPS,
	STAT_UNPINS,
	STAT_END,
};

void stat_add(enum pfnpack_stat stat, long nr);

void stats_init(void);
void stats_exit(void);

#endif /* PFNPACK_STATS_H */
