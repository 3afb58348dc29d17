// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "oracle.h"
#include "tap.h"

#define PRESENT (1ULL << 63)
#define SWAPPED (1ULL << 62)
#define PFN_MASK ((1ULL << 55) - 1)

static void read_pagemap(const void *addr, size_t nr, __u64 *entries)
{
	off_t at = (uintptr_t)addr / OS_PAGE * sizeof(*entries);
	int fd = open("/proc/self/pagemap", O_RDONLY);

	if (pread(fd, entries, nr * sizeof(*entries), at) !=
	    (ssize_t)(nr * sizeof(*entries)))
		tap_bail("/proc/self/pagemap");
	close(fd);
}

void pagemap_pfns(const void *addr, size_t nr, __u64 *pfns)
{
	size_t i;

	read_pagemap(addr, nr, pfns);
	for (i = 0; i < nr; i++)
		pfns[i] = pfns[i] & PRESENT ? pfns[i] & PFN_MASK : 0;
}

size_t pagemap_swapped(const void *addr, size_t nr)
{
	__u64 *entries = malloc(nr * sizeof(*entries));
	size_t i, swapped = 0;

	read_pagemap(addr, nr, entries);
	for (i = 0; i < nr; i++)
		swapped += !!(entries[i] & SWAPPED);
	free(entries);
	return swapped;
}

long long foll_pins(void)
{
	long long value, acquired = -1, released = -1;
	char word[64];
	FILE *file;

	/* Each processor counts for itself: add up what they have. */
	must_write("/proc/sys/vm/stat_refresh", "1");
	file = fopen("/proc/vmstat", "r");
	while (file && fscanf(file, "%63s %lld", word, &value) == 2) {
		if (!strcmp(word, "nr_foll_pin_acquired"))
			acquired = value;
		if (!strcmp(word, "nr_foll_pin_released"))
			released = value;
	}
	if (acquired < 0 || released < 0)
		tap_bail("pins in /proc/vmstat");
	fclose(file);
	return acquired - released;
}

void check_no_pins(const char *after)
{
	long long pins = foll_pins();
	long long listed = device_stat("os_pages");

	tap_ok(!pins, "%s: every pin was released (%lld left)", after, pins);
	tap_ok(!listed, "%s: the statistics say so (%lld left)", after, listed);
}

bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool good;

	if (fd < 0)
		return false;
	good = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return good;
}

void must_write(const char *path, const char *text)
{
	if (!write_file(path, text))
		tap_bail(path);
}

bool have_swap(void)
{
	FILE *file = fopen("/proc/swaps", "r");
	char line[256];
	int lines = 0;

	while (file && fgets(line, sizeof(line), file))
		lines++;
	if (file)
		fclose(file);
	return lines > 1; /* the first one is a heading */
}

unsigned long vmstat(const char *name)
{
	unsigned long value, found = 0;
	char word[64];
	FILE *f;

	/* Each processor counts for itself: add up what they have. */
	must_write("/proc/sys/vm/stat_refresh", "1");
	f = fopen("/proc/vmstat", "r");
	if (!f)
		tap_bail("/proc/vmstat");
	while (fscanf(f, "%63s %lu", word, &value) == 2) {
		if (!strcmp(word, name))
			found = value;
	}
	fclose(f);
	return found;
}
