// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "device.h"
#include "memory.h"
#include "oracle.h"
#include "tap.h"

#define HUGE_NR 512UL
#define HUGE_BYTES (HUGE_NR * OS_PAGE)
#define THP "/sys/kernel/mm/transparent_hugepage/"

static struct memory map(size_t nr, int flags, int fd)
{
	struct memory memory = { .nr = nr };
	void *at =
		mmap(NULL, nr * OS_PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at != MAP_FAILED)
		memory.addr = at;
	return memory;
}

static struct memory map_or_bail(size_t nr, int flags, int fd)
{
	struct memory memory = map(nr, flags, fd);

	if (!memory.addr)
		tap_bail("mmap");
	return memory;
}

struct memory memory_plain(size_t nr)
{
	struct memory memory = map_or_bail(nr, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	madvise(memory.addr, nr * OS_PAGE, MADV_NOHUGEPAGE);
	return memory;
}

/* Touch it in an order far from that of its addresses. */
struct memory memory_scattered(size_t nr)
{
	struct memory memory = memory_plain(nr);
	size_t step = 97, i;

	while (nr % step == 0)
		step += 2;
	for (i = 0; i < nr; i++)
		memory.addr[i * step % nr * OS_PAGE] = 1;
	return memory;
}

/* At an address that is a multiple of 2 MiB. */
static struct memory map_aligned(size_t nr)
{
	struct memory memory =
		map_or_bail(nr + HUGE_NR, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	size_t before = -(uintptr_t)memory.addr % HUGE_BYTES;

	if (before)
		munmap(memory.addr, before);
	if (before < HUGE_BYTES)
		munmap(memory.addr + before + nr * OS_PAGE,
		       HUGE_BYTES - before);
	memory.addr += before;
	memory.nr = nr;
	return memory;
}

static struct memory make_thp(size_t nr)
{
	struct memory memory = map_aligned(nr);

	must_write(THP "enabled", "madvise");
	madvise(memory.addr, nr * OS_PAGE, MADV_HUGEPAGE);
	return memory;
}

static struct memory make_mthp(size_t nr)
{
	struct memory none = { .addr = NULL };
	struct memory memory;

	if (!write_file(THP "hugepages-64kB/enabled", "madvise"))
		return none;
	/* Faulted in here, while 2 MiB are not to be had. */
	write_file(THP "hugepages-2048kB/enabled", "never");
	memory = map_aligned(nr);
	madvise(memory.addr, nr * OS_PAGE, MADV_HUGEPAGE);
	memset(memory.addr, 1, nr * OS_PAGE);
	write_file(THP "hugepages-64kB/enabled", "never");
	write_file(THP "hugepages-2048kB/enabled", "inherit");
	return memory;
}

static struct memory make_hugetlb(size_t nr)
{
	return map(nr, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);
}

static struct memory make_shmem(size_t nr)
{
	return map_or_bail(nr, MAP_SHARED | MAP_ANONYMOUS, -1);
}

/* Of @fd, which is closed. */
static struct memory map_file(int fd, size_t nr, int flags)
{
	struct memory memory;

	if (fd < 0 || ftruncate(fd, nr * OS_PAGE))
		tap_bail("making a file");
	memory = map_or_bail(nr, flags, fd);
	close(fd);
	return memory;
}

static struct memory make_memfd(size_t nr)
{
	return map_file(memfd_create("pfnpack", 0), nr, MAP_SHARED);
}

/* A file system with nothing but a page cache, in every kernel. */
static int open_in_ramfs(void)
{
	int fd;

	mkdir("/tmp/ramfs", 0755);
	if (mount("none", "/tmp/ramfs", "ramfs", 0, ""))
		tap_bail("ramfs");
	fd = open("/tmp/ramfs/file", O_RDWR | O_CREAT, 0600);
	umount2("/tmp/ramfs", MNT_DETACH);
	return fd;
}

static struct memory make_file(size_t nr)
{
	return map_file(open_in_ramfs(), nr, MAP_SHARED);
}

/* One that writes it back; its device is zram, which not all kernels have. */
static struct memory make_disk_file(size_t nr)
{
	struct stat root, disk;

	if (stat("/", &root) || stat("/disk", &disk) ||
	    root.st_dev == disk.st_dev)
		return (struct memory){ .addr = NULL };
	return map_file(open("/disk", O_RDWR | O_TMPFILE, 0600), nr,
			MAP_SHARED);
}

static struct memory make_private_file(size_t nr)
{
	return map_file(open_in_ramfs(), nr, MAP_PRIVATE);
}

const struct memory_kind memory_kinds[] = {
	{ "anonymous 4K", memory_plain, 1, false },
	{ "scattered 4K", memory_scattered, 1, false },
	{ "2M THP", make_thp, 512, false },
	{ "64K mTHP", make_mthp, 16, false },
	{ "2M hugetlb", make_hugetlb, 512, false },
	{ "shmem", make_shmem, 1, true },
	{ "memfd", make_memfd, 1, true },
	{ "ramfs, shared", make_file, 1, true },
	{ "ramfs, private", make_private_file, 1, false },
	{ "ext2, shared", make_disk_file, 1, true },
};
const size_t nr_memory_kinds = sizeof(memory_kinds) / sizeof(*memory_kinds);

void memory_free(struct memory *memory)
{
	munmap(memory->addr, memory->nr * OS_PAGE);
}

static unsigned char pattern(unsigned int seed, size_t i)
{
	return (unsigned char)(seed + i * 7 + i / OS_PAGE * 13);
}

/* Some bytes of each OS page are enough to tell them apart. */
#define STRIDE 61

void memory_fill(const struct memory *memory, unsigned int seed)
{
	size_t i;

	for (i = 0; i < memory->nr * OS_PAGE; i += STRIDE)
		memory->addr[i] = pattern(seed, i);
}

bool memory_holds(const struct memory *memory, unsigned int seed)
{
	size_t i;

	for (i = 0; i < memory->nr * OS_PAGE; i += STRIDE) {
		if (memory->addr[i] != pattern(seed, i))
			return false;
	}
	return true;
}
