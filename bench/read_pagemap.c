// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * usage: read_pagemap PID
 *
 * Reads the pagemap of what is mapped in a process in batches of 1 MiB, and
 * does nothing with it: what capture_ratio.py compares pfnpack with.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH_BYTES (1 << 20)

static int read_segment(int fd, off_t at, off_t end)
{
	static char batch[BATCH_BYTES];
	size_t nr_wanted;
	ssize_t nr;

	for (; at < end; at += nr) {
		nr_wanted = end - at < BATCH_BYTES ? (size_t)(end - at) :
						     BATCH_BYTES;
		nr = pread(fd, batch, nr_wanted, at);
		if (nr <= 0)
			return 0;
	}
	return 1;
}

static int read_segments(FILE *maps, int fd)
{
	const uint64_t os_page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t start, end;
	char line[4200];

	while (fgets(line, sizeof(line), maps)) {
		if (strstr(line, "[vsyscall]"))
			continue;
		if (sscanf(line, "%" SCNx64 "-%" SCNx64, &start, &end) != 2 ||
		    !read_segment(fd, (off_t)(start / os_page_bytes * 8),
				  (off_t)(end / os_page_bytes * 8)))
			return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	char path[64];
	FILE *maps;
	int fd;

	if (argc != 2)
		return 2;
	snprintf(path, sizeof(path), "/proc/%s/maps", argv[1]);
	maps = fopen(path, "r");
	snprintf(path, sizeof(path), "/proc/%s/pagemap", argv[1]);
	fd = open(path, O_RDONLY);
	return maps && fd >= 0 && read_segments(maps, fd) ? 0 : 1;
}
