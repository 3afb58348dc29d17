// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "device.h"
#include "tap.h"

int device_open(__u32 pfn_packed, __u32 addr_packed)
{
	int fd = open("/dev/pfnpack", O_RDWR);

	if (fd < 0)
		tap_bail("/dev/pfnpack");
	errno = device_prepare(fd, pfn_packed, addr_packed);
	if (errno)
		tap_bail("PREPARE");
	return fd;
}

static int call(int fd, unsigned long number, void *args)
{
	return ioctl(fd, number, args) ? errno : 0;
}

int device_prepare(int fd, __u32 pfn_packed, __u32 addr_packed)
{
	struct pfnpack_dev_prepare args = {
		.pfn_packed = pfn_packed,
		.addr_packed = addr_packed,
	};

	return call(fd, PFNPACK_DEV_PREPARE, &args);
}

int device_pin(int fd, const void *addr, size_t nr, __u32 flags, size_t *pinned,
	       __u32 *error)
{
	struct pfnpack_dev_pin args = {
		.addr = (uintptr_t)addr,
		.length = nr * OS_PAGE,
		.flags = flags,
	};
	int err = call(fd, PFNPACK_DEV_PIN, &args);

	*pinned = err ? 0 : args.pinned / OS_PAGE;
	*error = args.error;
	return err;
}

int device_unpin(int fd, __u64 first, __u64 nr)
{
	struct pfnpack_dev_unpin args = { .first = first, .nr = nr };

	return call(fd, PFNPACK_DEV_UNPIN, &args);
}

int device_unpin_all(int fd)
{
	struct pfnpack_dev_unpin args = { .flags = PFNPACK_DEV_UNPIN_ALL };

	return call(fd, PFNPACK_DEV_UNPIN, &args);
}

struct pfnpack_dev_info device_info(int fd)
{
	struct pfnpack_dev_info info;

	errno = call(fd, PFNPACK_DEV_INFO, &info);
	if (errno)
		tap_bail("INFO");
	return info;
}

void device_pin_all(int fd, const void *addr, size_t nr, __u32 flags)
{
	size_t pinned;
	__u32 error;

	errno = device_pin(fd, addr, nr, flags, &pinned, &error);
	if (!errno)
		errno = error;
	if (errno || pinned != nr)
		tap_bail("PIN");
}

struct device_map device_map(int fd)
{
	struct pfnpack_dev_info info = device_info(fd);
	struct device_map map;
	void *at;

	map.bytes = (1 + 2 * ((size_t)info.pfn_packed + info.addr_packed)) *
		    PFNPACK_PAGE_BYTES;
	at = mmap(NULL, map.bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		tap_bail("mmap of the device");
	map.status = at;
	return map;
}

void device_unmap(struct device_map *map)
{
	munmap((void *)map->status, map->bytes);
}

__u32 device_generation(const struct device_map *map)
{
	return __atomic_load_n(&map->status->generation, __ATOMIC_ACQUIRE);
}

const struct pfnpack_page *device_pfns(const struct device_map *map,
				       __u32 generation)
{
	size_t side =
		(size_t)map->status->pfn_packed + map->status->addr_packed;

	return (const struct pfnpack_page *)map->status + 1 +
	       (generation & 1) * side;
}

const struct pfnpack_page *device_addrs(const struct device_map *map,
					__u32 generation)
{
	return device_pfns(map, generation) + map->status->pfn_packed;
}

long expand(const struct pfnpack_page *first, size_t nr_packed, __u64 *numbers,
	    size_t max)
{
	struct pfnpack_reader r;
	struct pfnpack_range range;
	enum pfnpack_status status;
	size_t nr = 0;

	pfnpack_reader_init(&r, first, nr_packed);
	while ((status = pfnpack_next(&r, &range)) == PFNPACK_OK) {
		if (range.nr > max - nr)
			return -1;
		while (range.nr--)
			numbers[nr++] = range.pfn++;
	}
	return status == PFNPACK_END ? (long)nr : -1;
}

long read_pfns(int fd, __u64 *pfns, size_t max)
{
	struct pfnpack_dev_info info = device_info(fd);
	size_t bytes = (size_t)info.pfn_used * PFNPACK_PAGE_BYTES;
	struct pfnpack_page *packed = malloc(bytes + 1);
	long nr = -1;

	/* One byte more: what follows the list must be its end. */
	if (pread(fd, packed, bytes + 1, 0) == (ssize_t)bytes)
		nr = expand(packed, info.pfn_used, pfns, max);
	free(packed);
	return nr;
}

long long device_stat(const char *name)
{
	FILE *file = fopen("/sys/kernel/debug/pfnpack/stats", "r");
	long long value = -1, found;
	char line[64], word[64];

	if (!file)
		tap_bail("statistics in debugfs");
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63s %lld", word, &found) == 2 &&
		    !strcmp(word, name))
			value = found;
	}
	fclose(file);
	return value;
}
