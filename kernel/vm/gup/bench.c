// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Process 1 of a virtual machine whose clock counts instructions: pins memory
 * of several kinds through gup_test and prints what that took, a line each:
 *
 *   KIND MIB pin|base|packed GET PUT
 *
 * GET and PUT are nanoseconds, that is instructions, of all OS pages
 * together.  "pin" is pin_user_pages_fast() of 512 OS pages at a time, "base"
 * the same and finding out what is contiguous, "packed" is
 * pin_user_pages_packed().
 */
#include <err.h>
#include <fcntl.h>
#include <linux/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mm/gup_test.h>

#define PAGE 4096UL
#define MIB (1UL << 20)
#define GIB (1UL << 30)

#define FOLL_WRITE 0x1
#define FOLL_LONGTERM 0x100

struct kind {
	const char *name;
	unsigned long align;
	int map_flags;
	int advice;
	const char *thp_64k; /* /sys setting while it is faulted in */
	unsigned int gup_flags;
};

static const struct kind kinds[] = {
	{ "4K", 2 * MIB, 0, MADV_NOHUGEPAGE, "never", 0 },
	{ "64K", 2 * MIB, 0, MADV_HUGEPAGE, "always", 0 },
	{ "THP", 2 * MIB, 0, MADV_HUGEPAGE, "never", 0 },
	{ "THP-longterm", 2 * MIB, 0, MADV_HUGEPAGE, "never", FOLL_LONGTERM },
	{ "hugetlb-2M", 2 * MIB, MAP_HUGETLB | MAP_HUGE_2MB, 0, NULL, 0 },
	{ "hugetlb-1G", GIB, MAP_HUGETLB | MAP_HUGE_1GB, 0, NULL, 0 },
};

static int gup_fd;

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err(1, "%s", path);
	close(fd);
}

static void set_thp(const struct kind *kind)
{
	const char *sizes = "/sys/kernel/mm/transparent_hugepage/";
	char path[128];

	if (!kind->thp_64k)
		return;
	snprintf(path, sizeof(path), "%shugepages-64kB/enabled", sizes);
	write_file(path, kind->thp_64k);
	snprintf(path, sizeof(path), "%shugepages-2048kB/enabled", sizes);
	write_file(path, strcmp(kind->thp_64k, "always") ? "inherit" : "never");
}

static unsigned long next_random(void)
{
	static unsigned long x = 88172645463325252UL;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/*
 * Touch all of it in a random order of steps of 4K or 64K, so that what is
 * next to one another in virtual memory is not so in physical memory.
 */
static void touch_scattered(char *p, unsigned long size, unsigned long step)
{
	unsigned long nr = size / step, i, other;
	unsigned int *order = malloc(nr * sizeof(*order));

	if (!order)
		err(1, "malloc");
	for (i = 0; i < nr; i++)
		order[i] = i;
	for (i = nr; i > 1; i--) {
		unsigned int swap = order[i - 1];

		other = next_random() % i;
		order[i - 1] = order[other];
		order[other] = swap;
	}
	for (i = 0; i < nr; i++)
		p[order[i] * step] = 1;
	free(order);
}

static char *map(const struct kind *kind, unsigned long size)
{
	unsigned long length = size > kind->align ? size : kind->align;
	char *p = mmap(NULL, length + kind->align, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	p = (char *)(((unsigned long)p + kind->align - 1) & -kind->align);
	if (mmap(p, length, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | kind->map_flags, -1,
		 0) == MAP_FAILED) {
		printf("# %s: %m\n", kind->name);
		return NULL;
	}
	if (kind->advice && madvise(p, length, kind->advice))
		err(1, "madvise");
	return p;
}

static void measure(const struct kind *kind, const char *what,
		    unsigned long cmd, char *p, unsigned long size,
		    unsigned int test_flags)
{
	unsigned long nr_pages = size / PAGE;
	struct gup_test gup;
	int round;

	/* The first round warms up. */
	for (round = 0; round < 2; round++) {
		gup = (struct gup_test){
			.addr = (unsigned long)p,
			.size = size,
			.nr_pages_per_call =
				cmd == PIN_FAST_BENCHMARK ? 512 : nr_pages,
			.gup_flags = FOLL_WRITE | kind->gup_flags,
			.test_flags = GUP_TEST_FLAG_NSEC | test_flags,
		};
		if (ioctl(gup_fd, cmd, &gup))
			err(1, "%s %s", kind->name, what);
		if (gup.size != size)
			errx(1, "%s %s: only %#llx bytes", kind->name, what,
			     gup.size);
	}
	printf("%s %lu %s %llu %llu\n", kind->name, size / MIB, what,
	       gup.get_delta_usec, gup.put_delta_usec);
}

static void measure_kind(const struct kind *kind, unsigned long size)
{
	char *p;

	set_thp(kind);
	p = map(kind, size);
	if (!p)
		return;
	touch_scattered(p, size,
			kind->map_flags		 ? PAGE :
			strcmp(kind->name, "4K") ? 64 * 1024 :
						   PAGE);

	measure(kind, "pin", PIN_FAST_BENCHMARK, p, size, 0);
	measure(kind, "base", PIN_FAST_BENCHMARK, p, size,
		GUP_TEST_FLAG_COALESCE);
	measure(kind, "packed", PIN_PACKED_BENCHMARK, p, size, 0);
	if (munmap(p, size > kind->align ? size : kind->align))
		err(1, "munmap");
}

static void start(void)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	if (mount("proc", "/proc", "proc", 0, NULL) ||
	    mount("sys", "/sys", "sysfs", 0, NULL) ||
	    mount("debug", "/sys/kernel/debug", "debugfs", 0, NULL))
		err(1, "mount");
	gup_fd = open("/sys/kernel/debug/gup_test", O_RDWR);
	if (gup_fd < 0)
		err(1, "gup_test");
}

static void all_kinds(void)
{
	unsigned int i;

	write_file("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages",
		   "512");
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		measure_kind(&kinds[i], 128 * MIB);
		measure_kind(&kinds[i], GIB);
	}
}

int main(void)
{
	pid_t pid = getpid();

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (pid == 1 && fork() == 0)
		pid = 0;
	if (pid == 1) {
		while (sleep(1) == 0)
			;
	}
	start();
	all_kinds();
	printf("# end\n");
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
