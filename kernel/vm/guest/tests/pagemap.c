// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * No module needed: what the library packs of /proc/self/pagemap is what it
 * gives back, for memory of every kind, and where memory must be contiguous
 * the list shows it.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <pfnpack.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define NR 2048UL /* OS pages: four huge pages */
#define NR_PACKED (NR / PFNPACK_SLOTS)

static __u64 pfns[NR];
static struct pfnpack_page packed[NR_PACKED];

/* A file system that reads and writes a disk, unlike the kinds of memory.h. */
static struct memory make_on_disk(size_t nr)
{
	struct memory memory = { .nr = nr };
	void *at;
	int fd;

	if (access("/disk/lost+found", F_OK))
		return memory;
	fd = open("/disk/pagemap", O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || ftruncate(fd, nr * OS_PAGE))
		tap_bail("/disk/pagemap");
	at = mmap(NULL, nr * OS_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		  0);
	if (at == MAP_FAILED)
		tap_bail("mmap");
	close(fd);
	unlink("/disk/pagemap");
	memory.addr = at;
	return memory;
}

static const struct memory_kind on_disk = { "page cache, on a disk",
					    make_on_disk, 1, true };

static unsigned long pack(void)
{
	struct pfnpack_writer w;
	unsigned long i;

	memset(packed, 0, sizeof(packed));
	pfnpack_writer_init(&w, packed, NR_PACKED);
	for (i = 0; i < NR; i++) {
		if (pfnpack_append(&w, pfns[i], 1, 0))
			return 0;
	}
	return pfnpack_seal(&w);
}

static bool all_valid(unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++) {
		if (pfnpack_check(&packed[i], NULL))
			return false;
	}
	return true;
}

/* Every range is the next OS pages, and together they are all. */
static bool same_pages(unsigned long nr)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;
	unsigned long at = 0;
	__u64 i;

	pfnpack_reader_init(&r, packed, nr);
	while (!pfnpack_next(&r, &range)) {
		for (i = 0; i < range.nr; i++, at++) {
			if (at == NR || pfns[at] != range.pfn + i)
				return false;
		}
	}
	return at == NR;
}

/* Folios of @run OS pages are never cut, and aligned to their size. */
static bool runs_whole(unsigned long nr, size_t run)
{
	struct pfnpack_range range;
	struct pfnpack_reader r;

	pfnpack_reader_init(&r, packed, nr);
	while (!pfnpack_next(&r, &range)) {
		if (range.pfn % run || range.nr % run)
			return false;
	}
	return true;
}

static bool all_present(void)
{
	unsigned long i;

	for (i = 0; i < NR; i++) {
		if (!pfns[i])
			return false;
	}
	return true;
}

static void test_kind(const struct memory_kind *kind)
{
	struct memory memory = kind->make(NR);
	unsigned long nr;

	if (!memory.addr) {
		tap_skip(kind->name, "not in this kernel");
		return;
	}
	memory_fill(&memory, 1);
	if (mlock(memory.addr, memory.nr * OS_PAGE))
		tap_bail("mlock");
	pagemap_pfns(memory.addr, NR, pfns);
	tap_ok(all_present(), "%s: PFNs are shown", kind->name);
	nr = pack();
	tap_ok(nr && all_valid(nr), "%s: packed pages are valid", kind->name);
	tap_ok(same_pages(nr), "%s: the list is pagemap's", kind->name);
	tap_ok(runs_whole(nr, kind->run), "%s: runs are whole", kind->name);
	memory_free(&memory);
}

int main(void)
{
	size_t i;

	for (i = 0; i < nr_memory_kinds; i++)
		test_kind(&memory_kinds[i]);
	test_kind(&on_disk);
	return tap_done();
}
