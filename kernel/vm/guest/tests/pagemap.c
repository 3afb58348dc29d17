// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the library packs of /proc/self/pagemap is what it gives back, for
 * memory of every kind that has PFNs of its own to show.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <pfnpack.h>

#include "tap.h"

#define OS_PAGE 4096UL
#define HUGE (2UL << 20)
#define NR_OS_PAGES 2048UL /* 8 MiB: four huge pages */
#define LENGTH (NR_OS_PAGES * OS_PAGE)
#define NR_PACKED (NR_OS_PAGES / PFNPACK_SLOTS)

#define PAGEMAP_PFN ((1ULL << 55) - 1)
#define PAGEMAP_PRESENT (1ULL << 63)

struct kind {
	const char *name;
	int (*open)(const char *name); /* a negative one: anonymous memory */
	int map_flags;
	int advice; /* 0: none */
	bool huge; /* whether 2 MiB must be one range */
};

static __u64 pfns[NR_OS_PAGES];
static struct pfnpack_page packed[NR_PACKED];

static int open_nothing(const char *name)
{
	(void)name;
	return -1;
}

static int open_memfd(const char *name)
{
	return memfd_create(name, 0);
}

static int open_on_disk(const char *name)
{
	(void)name;
	return open("/disk/pagemap", O_RDWR | O_CREAT | O_TRUNC, 0600);
}

static const struct kind kinds[] = {
	{ "anonymous", open_nothing, MAP_PRIVATE | MAP_ANONYMOUS,
	  MADV_NOHUGEPAGE, false },
	{ "transparent huge pages", open_nothing, MAP_PRIVATE | MAP_ANONYMOUS,
	  MADV_HUGEPAGE, true },
	{ "hugetlb", open_nothing, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, 0,
	  true },
	{ "shared anonymous", open_nothing, MAP_SHARED | MAP_ANONYMOUS, 0,
	  false },
	{ "memfd", open_memfd, MAP_SHARED, 0, false },
	{ "page cache", open_on_disk, MAP_SHARED, 0, false },
};

#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static unsigned char *map_at(void *hint, const struct kind *kind, int flags)
{
	int fd = kind->open(kind->name);
	unsigned char *memory;

	if (fd >= 0 && ftruncate(fd, LENGTH))
		tap_bail_out("%s: ftruncate: %m", kind->name);
	memory = mmap(hint, LENGTH, PROT_READ | PROT_WRITE,
		      kind->map_flags | flags, fd, 0);
	if (memory == MAP_FAILED)
		tap_bail_out("%s: mmap: %m", kind->name);
	if (fd >= 0)
		close(fd);
	return memory;
}

/* Huge pages only where addresses are aligned to them. */
static unsigned char *map_aligned(const struct kind *kind)
{
	unsigned char *space = mmap(NULL, LENGTH + HUGE, PROT_NONE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned long slack;

	if (space == MAP_FAILED)
		tap_bail_out("mmap: %m");
	slack = -(unsigned long)space % HUGE;
	return map_at(space + slack, kind, MAP_FIXED);
}

static unsigned char *map_filled(const struct kind *kind)
{
	unsigned char *memory = map_aligned(kind);

	if (kind->advice && madvise(memory, LENGTH, kind->advice))
		tap_bail_out("%s: madvise: %m", kind->name);
	memset(memory, 0x5a, LENGTH);
	if (mlock(memory, LENGTH))
		tap_bail_out("%s: mlock: %m", kind->name);
	return memory;
}

static void read_pfns(const unsigned char *memory)
{
	off_t at = (off_t)((unsigned long)memory / OS_PAGE * sizeof(pfns[0]));
	int fd = open("/proc/self/pagemap", O_RDONLY);
	unsigned long i;

	if (fd < 0 || pread(fd, pfns, sizeof(pfns), at) != sizeof(pfns))
		tap_bail_out("/proc/self/pagemap: %m");
	close(fd);
	for (i = 0; i < NR_OS_PAGES; i++) {
		if (!(pfns[i] & PAGEMAP_PRESENT))
			tap_bail_out("OS page %lu is not present", i);
		pfns[i] &= PAGEMAP_PFN;
		if (!pfns[i])
			tap_bail_out("the kernel hides PFNs");
	}
}

static unsigned long pack(void)
{
	struct pfnpack_writer w;
	unsigned long i;

	memset(packed, 0, sizeof(packed));
	pfnpack_writer_init(&w, packed, NR_PACKED);
	for (i = 0; i < NR_OS_PAGES; i++)
		if (pfnpack_append(&w, pfns[i], 1, 0))
			tap_bail_out("no room for OS page %lu", i);
	return pfnpack_seal(&w);
}

static bool all_valid(unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++)
		if (pfnpack_check(&packed[i], NULL))
			return false;
	return true;
}

/* A range must be the next OS pages, whole, and all of them no more. */
static bool same_pages(unsigned long nr)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;
	unsigned long at = 0;
	__u64 i;

	pfnpack_reader_init(&r, packed, nr);
	while (!pfnpack_next(&r, &range)) {
		for (i = 0; i < range.nr; i++, at++)
			if (at == NR_OS_PAGES || pfns[at] != range.pfn + i)
				return false;
	}
	return at == NR_OS_PAGES;
}

static bool huge_pages_whole(unsigned long nr)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, packed, nr);
	while (!pfnpack_next(&r, &range))
		if (range.pfn % (HUGE / OS_PAGE) || range.nr % (HUGE / OS_PAGE))
			return false;
	return true;
}

static void test_kind(const struct kind *kind)
{
	unsigned char *memory;
	unsigned long nr;

	if (kind->open == open_on_disk && access("/disk/lost+found", F_OK)) {
		tap_skip(kind->name, "no file system at /disk");
		return;
	}
	memory = map_filled(kind);
	read_pfns(memory);
	nr = pack();
	tap_point(all_valid(nr) && same_pages(nr) &&
			  (!kind->huge || huge_pages_whole(nr)),
		  kind->name);
	munmap(memory, LENGTH);
}

int main(void)
{
	unsigned int i;

	tap_plan(NR_KINDS);
	for (i = 0; i < NR_KINDS; i++)
		test_kind(&kinds[i]);
	return tap_exit_status();
}
