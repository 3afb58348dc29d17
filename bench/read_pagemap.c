// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * usage: read_pagemap PID START END
 *
 * Reads the pagemap of these addresses (hexadecimal) in batches of 1 MiB, and
 * does nothing with it: what capture_ratio.py compares pfnpack with.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char batch[1 << 20];
	long os_page_bytes = sysconf(_SC_PAGESIZE);
	off_t at, end;
	char path[64];
	ssize_t nr;
	int fd;

	if (argc != 4)
		return 2;
	snprintf(path, sizeof(path), "/proc/%s/pagemap", argv[1]);
	fd = open(path, O_RDONLY);
	at = (off_t)(strtoull(argv[2], NULL, 16) / (uint64_t)os_page_bytes * 8);
	end = (off_t)(strtoull(argv[3], NULL, 16) / (uint64_t)os_page_bytes *
		      8);
	for (; at < end; at += nr) {
		nr = end - at < (off_t)sizeof(batch) ? end - at :
						       (off_t)sizeof(batch);
		nr = pread(fd, batch, (size_t)nr, at);
		if (nr <= 0)
			return 1;
	}
	return 0;
}
