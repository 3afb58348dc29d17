// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What kind of memory OS pages are, whoever uses them.
 */
#include "page_kind.h"

#include <fcntl.h>
#include <unistd.h>

#include <linux/kernel-page-flags.h>

#include "capture_format.h"

#define BATCH 512

static bool is_anon(uint64_t flags)
{
	return flags >> KPF_ANON & 1;
}

/* Return: how many. */
static size_t read_flags(const struct pfnpack_range *range, uint64_t *flags)
{
	static int fd = -1;
	size_t nr = range->nr < BATCH ? range->nr : BATCH;
	ssize_t nr_bytes;

	if (fd < 0)
		fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	nr_bytes = pread(fd, flags, nr * sizeof(*flags),
			 (off_t)(range->pfn * sizeof(*flags)));
	return nr_bytes > 0 ? (size_t)nr_bytes / sizeof(*flags) : 0;
}

void page_kind(struct pfnpack_range *range)
{
	uint64_t flags[BATCH];
	size_t nr = read_flags(range, flags), i;

	range->tag = CAPTURE_FILE;
	if (!nr)
		return;
	for (i = 1; i < nr && is_anon(flags[i]) == is_anon(flags[0]); i++)
		;
	range->nr = i;
	if (is_anon(flags[0]))
		range->tag = CAPTURE_ANON;
}
