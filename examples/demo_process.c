// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A process whose memory is known, to be looked at with pfnpack.
 *
 * Prints a line for each mapping: name, start, end, what it is; then "ready"
 * and its PID.  Waits until its standard input ends or a signal ends it.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

#define NR_4K 64
#define NR_SHMEM 32
#define NR_HOLES 64
#define NR_NONE 16
#define HUGE_BYTES (2UL << 20)
#define NR_HUGE 4

static size_t os_page_bytes;

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

/* What is touched stays, if the limit allows it: no swap, no page cache lost. */
static char *map(size_t nr_bytes, int prot, int flags, int fd)
{
	char *at = mmap(NULL, nr_bytes, prot, flags, fd, 0);

	if (at == MAP_FAILED)
		fail("mmap");
	mlock2(at, nr_bytes, MLOCK_ONFAULT);
	return at;
}

/*
 * With a name of its own, a mapping shows up as [anon:NAME] and does not merge
 * with its neighbour.  Kernels may be built without it; no harm is done.
 */
static void set_name(char *at, size_t nr_bytes, const char *name)
{
	prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, at, nr_bytes, name);
}

static char *map_anonymous(size_t nr_bytes, int prot, const char *name)
{
	char *at = map(nr_bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	set_name(at, nr_bytes, name);
	return at;
}

static void touch(char *at, size_t nr_bytes, size_t step)
{
	volatile char *byte = at;
	size_t i;

	for (i = 0; i < nr_bytes; i += step)
		byte[i] = 1;
}

static void say(const char *name, const char *at, size_t nr_bytes,
		const char *what)
{
	printf("%-10s 0x%" PRIxPTR " 0x%" PRIxPTR " %s\n", name, (uintptr_t)at,
	       (uintptr_t)at + nr_bytes, what);
}

static void make_4k(void)
{
	size_t nr_bytes = NR_4K * os_page_bytes;
	char *at = map_anonymous(nr_bytes, PROT_READ | PROT_WRITE, "demo 4K");

	madvise(at, nr_bytes, MADV_NOHUGEPAGE);
	touch(at, nr_bytes, os_page_bytes);
	say("anon-4k", at, nr_bytes, "anonymous, single OS pages");
}

static void make_holes(void)
{
	size_t nr_bytes = NR_HOLES * os_page_bytes;
	char *at =
		map_anonymous(nr_bytes, PROT_READ | PROT_WRITE, "demo holes");

	madvise(at, nr_bytes, MADV_NOHUGEPAGE);
	touch(at, nr_bytes, 2 * os_page_bytes);
	say("holes", at, nr_bytes, "anonymous, every second OS page touched");
}

static void make_none(void)
{
	size_t nr_bytes = NR_NONE * os_page_bytes;
	char *at = map_anonymous(nr_bytes, PROT_NONE, "demo none");

	say("none", at, nr_bytes, "PROT_NONE, never touched");
}

static void make_shmem(void)
{
	size_t nr_bytes = NR_SHMEM * os_page_bytes;
	int fd = memfd_create("demo shmem", MFD_CLOEXEC);
	char *at;

	if (fd < 0 || ftruncate(fd, (off_t)nr_bytes))
		fail("memfd");
	at = map(nr_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	touch(at, nr_bytes, os_page_bytes);
	say("shmem", at, nr_bytes, "shared memory");
	close(fd);
}

/* Reads only: a private mapping that is written to becomes anonymous. */
static void make_file(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t nr_bytes;
	char *at;
	size_t i;

	if (fd < 0 || fstat(fd, &st))
		fail("/proc/self/exe");
	nr_bytes = ((size_t)st.st_size + os_page_bytes - 1) / os_page_bytes *
		   os_page_bytes;
	at = map(nr_bytes, PROT_READ, MAP_PRIVATE, fd);
	for (i = 0; i < (size_t)st.st_size; i += os_page_bytes)
		(void)*(volatile char *)(at + i);
	say("file", at, nr_bytes, "this program's own file");
	close(fd);
}

/* KiB of transparent huge pages in the mapping at @at, as smaps has it. */
static unsigned long huge_kib(const char *at)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	unsigned long kib = 0;
	bool here = false;
	uintptr_t start;
	char line[512];

	if (!smaps)
		return 0;
	while (fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%" SCNxPTR "-%*x", &start) == 1 &&
		    strchr(line, '-'))
			here = start == (uintptr_t)at;
		if (here && sscanf(line, "AnonHugePages: %lu", &kib) == 1)
			break;
	}
	fclose(smaps);
	return kib;
}

static void make_huge(void)
{
	size_t nr_bytes = NR_HUGE * HUGE_BYTES;
	/* One more, so that an aligned part of the size wanted is in it. */
	char *at = map(nr_bytes + HUGE_BYTES, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1);
	size_t skip = -(uintptr_t)at % HUGE_BYTES;

	munmap(at, skip);
	munmap(at + skip + nr_bytes, HUGE_BYTES - skip);
	at += skip;
	set_name(at, nr_bytes, "demo THP");
	madvise(at, nr_bytes, MADV_HUGEPAGE);
	touch(at, nr_bytes, os_page_bytes);
	say("thp", at, nr_bytes,
	    huge_kib(at) ? "transparent huge pages" :
			   "NO HUGE PAGES: the kernel gave none");
}

int main(void)
{
	char byte;

	os_page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	make_4k();
	make_huge();
	make_shmem();
	make_file();
	make_holes();
	make_none();
	printf("ready %ld\n", (long)getpid());
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}
