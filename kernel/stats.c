// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "stats.h"

static const char *const stat_name[STAT_END] = {
	[STAT_SETS] = "sets",
	[STAT_PACKED_PAGES] = "packed_pages",
	[STAT_OS_PAGES] = "os_pages",
	[STAT_OS_PAGES_EVER] = "os_pages_ever",
	[STAT_RUNS] = "runs",
	[STAT_PACKED_STEPS] = "packed_steps", /* none by pin_array.c */
	[STAT_PINS] = "pins",
	[STAT_EARLY_STOPS] = "early_stops",
	[STAT_UNPINS] = "unpins",
};

static atomic64_t stat_value[STAT_END];
static struct dentry *stats_folder;

void stat_add(enum pfnpack_stat stat, long nr)
{
	atomic64_add(nr, &stat_value[stat]);
}

static int stats_show(struct seq_file *seq, void *unused)
{
	unsigned int i;

	for (i = 0; i < STAT_END; i++)
		seq_printf(seq, "%s %lld\n", stat_name[i],
			   (long long)atomic64_read(&stat_value[i]));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

void stats_init(void)
{
	stats_folder = debugfs_create_dir("pfnpack", NULL);
	debugfs_create_file("stats", 0400, stats_folder, NULL, &stats_fops);
}

void stats_exit(void)
{
	debugfs_remove(stats_folder);
}
