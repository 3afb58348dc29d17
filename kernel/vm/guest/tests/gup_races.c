// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Pins against everything that takes memory away while it is pinned: nothing
 * may be lost, and every list must be valid.  fork() must be seen to undo a
 * pin.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../gup.h"
#include "../tap.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define NR_HUGE 4UL
#define AREA_BYTES (NR_HUGE * GUP_HUGE)
#define UNDONE_WANTED 3

static atomic_bool stop;
static struct area area;

static unsigned int seed(void)
{
	return (unsigned int)(uintptr_t)pthread_self() ^ (unsigned int)clock();
}

/* Seconds for each race; the whole test has to end in time. */
static unsigned int seconds(void)
{
	const char *text = getenv("GUP_RACE_SECONDS");

	return text ? (unsigned int)atoi(text) : 4;
}

static bool pin_some(unsigned int *state)
{
	static const unsigned int flags[] = { FOLL_WRITE, 0,
					      FOLL_WRITE | FOLL_LONGTERM };
	const unsigned long first =
		rand_r(state) % (AREA_BYTES / GUP_PAGE / 2) * GUP_PAGE;
	const unsigned long nr_slots = 1 + rand_r(state) % 600;
	const struct packed_request request = {
		.nr_packed = 2,
		.nr_taken = 2 * GUP_SLOTS - nr_slots,
		.unpin_step = rand_r(state) % 3 * 100,
		.gup_flags = flags[rand_r(state) % 3],
	};
	struct packed_result result =
		packed_pin(area.p + first, AREA_BYTES - first, request);

	/* Some of it may be gone, or all; and then there is nothing in it. */
	return result.valid && result.nr_ranges <= nr_slots &&
	       (result.nr_pinned >= 0 || result.nr_pinned == -EFAULT ||
		result.nr_pinned == -ENOMEM || result.nr_pinned == -EBUSY);
}

static void *pin_until_stopped(void *good)
{
	unsigned int state = seed();

	while (!stop) {
		if (!pin_some(&state))
			*(bool *)good = false;
	}
	return NULL;
}

static void remap_part(unsigned int *state)
{
	char *part = area.p + rand_r(state) % NR_HUGE * GUP_HUGE;

	munmap(part, GUP_HUGE / 2);
	mmap(part, GUP_HUGE / 2, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	madvise(part, GUP_HUGE / 2, MADV_HUGEPAGE);
}

static void move_part(unsigned int *state)
{
	char *part = area.p + rand_r(state) % NR_HUGE * GUP_HUGE;
	char *other = area.p + rand_r(state) % NR_HUGE * GUP_HUGE;

	if (part == other)
		return;
	mremap(part, GUP_HUGE, GUP_HUGE, MREMAP_MAYMOVE | MREMAP_FIXED, other);
	mmap(part, GUP_HUGE, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	madvise(part, GUP_HUGE, MADV_HUGEPAGE);
}

static void drop_part(unsigned int *state)
{
	madvise(area.p + rand_r(state) % (AREA_BYTES / GUP_PAGE) * GUP_PAGE,
		GUP_PAGE, MADV_DONTNEED);
}

static void split_and_collapse(unsigned int *state)
{
	char *part = area.p + rand_r(state) % NR_HUGE * GUP_HUGE;

	mprotect(part + GUP_PAGE, GUP_PAGE, PROT_READ);
	madvise(part + 2 * GUP_PAGE, GUP_PAGE, MADV_DONTNEED);
	mprotect(part + GUP_PAGE, GUP_PAGE, PROT_READ | PROT_WRITE);
	madvise(part, GUP_HUGE, MADV_COLLAPSE);
}

static void page_out(unsigned int *state)
{
	madvise(area.p + rand_r(state) % NR_HUGE * GUP_HUGE, GUP_HUGE,
		MADV_PAGEOUT);
}

static void compact(unsigned int *state)
{
	int fd = open("/proc/sys/vm/compact_memory", O_WRONLY);

	(void)state;
	if (fd < 0 || write(fd, "1", 1) != 1)
		tap_bail("compact_memory");
	close(fd);
}

static void fork_once(unsigned int *state)
{
	pid_t child = fork();

	(void)state;
	if (child < 0)
		tap_bail("fork");
	if (!child)
		_exit(0);
	waitpid(child, NULL, 0);
}

static void race(const char *name, void (*disturb)(unsigned int *state))
{
	bool good[2] = { true, true };
	pthread_t pinners[2];
	unsigned int state = seed();
	time_t end = time(NULL) + seconds();
	int i;

	stop = false;
	for (i = 0; i < 2; i++) {
		if (pthread_create(&pinners[i], NULL, pin_until_stopped,
				   &good[i]))
			tap_bail("pthread_create");
	}
	while (time(NULL) < end)
		disturb(&state);
	stop = true;
	for (i = 0; i < 2; i++)
		pthread_join(pinners[i], NULL);
	tap_ok(good[0] && good[1], "%s", name);
}

static unsigned long nr_undone(void)
{
	FILE *f = fopen("/sys/kernel/debug/gup_fast_nr_undone", "r");
	unsigned long nr;

	if (!f || fscanf(f, "%lu", &nr) != 1)
		tap_bail("gup_fast_nr_undone");
	fclose(f);
	return nr;
}

static void *fork_until_stopped(void *arg)
{
	unsigned int state = 0;

	(void)arg;
	while (!stop)
		fork_once(&state);
	return NULL;
}

/* Walks of many page table entries, for fork() to begin meanwhile. */
static bool pin_all(struct area forked, bool look)
{
	const struct packed_request request = {
		.nr_packed = forked.size / GUP_PAGE / GUP_SLOTS,
		.gup_flags = FOLL_WRITE,
		.contents = look,
		.pagemap = look,
	};
	struct packed_result result =
		packed_pin(forked.p, forked.size, request);

	return result.valid &&
	       result.nr_pinned == (long)(forked.size / GUP_PAGE);
}

/* What is pinned is what is mapped, although children come and go. */
static void fork_race(void)
{
	struct area forked = area_map(16 * GUP_HUGE, MAP_PRIVATE);
	const unsigned long before = nr_undone();
	time_t end = time(NULL) + 15 * seconds();
	unsigned int round = 0;
	bool good = true;
	pthread_t forker;

	madvise(forked.p, forked.size, MADV_NOHUGEPAGE);
	area_fill(forked);
	stop = false;
	if (pthread_create(&forker, NULL, fork_until_stopped, NULL))
		tap_bail("pthread_create");
	while (time(NULL) < end && nr_undone() < before + UNDONE_WANTED)
		good &= pin_all(forked, ++round % 16 == 0);
	good &= pin_all(forked, true);
	stop = true;
	pthread_join(forker, NULL);
	area_unmap(forked);
	tap_note("%lu pins undone", nr_undone() - before);
	tap_ok(good, "fork, all pinned is right");
	tap_ok(nr_undone() >= before + UNDONE_WANTED, "fork undoes pins");
}

int main(void)
{
	unsigned long pinned;

	gup_open();
	pinned =
		vmstat("nr_foll_pin_acquired") - vmstat("nr_foll_pin_released");
	area = area_map(AREA_BYTES, MAP_PRIVATE);
	madvise(area.p, AREA_BYTES, MADV_HUGEPAGE);
	area_fill(area);
	race("munmap", remap_part);
	race("mremap", move_part);
	race("MADV_DONTNEED", drop_part);
	race("THP split and collapse", split_and_collapse);
	race("MADV_PAGEOUT", page_out);
	race("compaction", compact);
	race("fork", fork_once);
	fork_race();
	tap_ok(vmstat("nr_foll_pin_acquired") -
			       vmstat("nr_foll_pin_released") ==
		       pinned,
	       "all unpinned");
	return tap_done();
}
