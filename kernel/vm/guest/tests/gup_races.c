// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Pins against everything that takes memory away while it is pinned: each
 * alone, then all side by side.  Every list must be valid, nothing may be
 * pinned that was never of this memory, and nothing may stay pinned.  Each has
 * to be seen at work, by the kernel's own counters where it has some.
 *
 * With PFNPACK_LONG in the environment they are side by side for 10 minutes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../gup.h"
#include "../oracle.h"
#include "../tap.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define NR_HUGE 4UL
#define AREA_BYTES (NR_HUGE * GUP_HUGE)
#define AREA_PAGES (AREA_BYTES / GUP_PAGE)
#define NR_PINNERS 2
#define STAMPS 4 /* before each pin */
#define KHUGEPAGED "/sys/kernel/mm/transparent_hugepage/khugepaged/"

/* Seconds side by side, and how many more until each was seen at work. */
#define SECONDS 6
#define SECONDS_LONG 600
#define SECONDS_MORE 60

static atomic_bool stop;
static struct area area;
static int mem_fd = -1;

static unsigned int seed(void)
{
	return (unsigned int)(uintptr_t)pthread_self() ^ (unsigned int)clock();
}

/* --- Pins ------------------------------------------------------------- */

struct pins {
	atomic_ulong nr, nr_os_pages, nr_failed, nr_wrong;
};

static struct pins pins;

#define STAMP 0x706163000000UL

static char *some_huge(unsigned int *state)
{
	return area.p + rand_r(state) % NR_HUGE * GUP_HUGE;
}

static char *some_page(unsigned int *state)
{
	return area.p + rand_r(state) % AREA_PAGES * GUP_PAGE;
}

/* Others may be unmapping it, so not by a store. */
static void stamp(unsigned int *state)
{
	const uint64_t word = STAMP + rand_r(state) % (1 << 24);

	(void)!pwrite(mem_fd, &word, sizeof(word), (uintptr_t)some_page(state));
}

/* Of this memory: only its first word may have been written, by a stamp. */
static bool contents_ours(const char *p, const char *contents,
			  unsigned long nr_os_pages)
{
	const uint64_t *page = (const uint64_t *)contents;
	const unsigned int nr = GUP_PAGE / sizeof(*page);
	unsigned long i;

	(void)p;
	for (i = 0; i < nr_os_pages; i++, page += nr) {
		if ((page[0] && page[0] >> 24 != STAMP >> 24) || page[1] ||
		    page[nr / 2] || page[nr - 1])
			return false;
	}
	return true;
}

/* Some of it may be gone, or all; and then there is nothing in it. */
static bool may_be(const struct packed_result *result)
{
	return result->nr_pinned >= 0 || result->nr_pinned == -EFAULT ||
	       result->nr_pinned == -ENOMEM || result->nr_pinned == -EBUSY;
}

static void pin_some(unsigned int *state)
{
	static const unsigned int flags[] = { FOLL_WRITE, 0,
					      FOLL_WRITE | FOLL_LONGTERM };
	const unsigned long first = rand_r(state) % AREA_PAGES;
	const unsigned long nr = 1 + rand_r(state) % (AREA_PAGES - first);
	const unsigned long room = 1 + rand_r(state) % 600;
	const struct packed_request request = {
		.nr_packed = 2,
		.nr_taken = 2 * GUP_SLOTS - room,
		.unpin_step = rand_r(state) % 3 * 100,
		.gup_flags = flags[rand_r(state) % 3],
		.contents = rand_r(state) % 4 ? NULL : contents_ours,
	};
	struct packed_result result =
		packed_pin(area.p + first * GUP_PAGE, nr * GUP_PAGE, request);

	pins.nr++;
	pins.nr_os_pages += result.nr_os_pages;
	pins.nr_failed += result.nr_pinned < 0;
	if (result.valid && result.nr_ranges <= room && may_be(&result))
		return;
	pins.nr_wrong++;
	tap_note("pinned %ld of %lu, in %lu ranges of %lu, %s",
		 result.nr_pinned, nr, result.nr_ranges, room,
		 result.valid ? "valid" : "not valid");
}

static void *pin_until_stopped(void *arg)
{
	unsigned int state = seed();
	int i;

	(void)arg;
	while (!stop) {
		for (i = 0; i < STAMPS; i++)
			stamp(&state);
		pin_some(&state);
	}
	return NULL;
}

/* --- What disturbs them ----------------------------------------------- */

static bool map_fresh(char *p, unsigned long size)
{
	return mmap(p, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		    0) != MAP_FAILED &&
	       !madvise(p, size, MADV_HUGEPAGE);
}

static bool remap_part(unsigned int *state)
{
	char *part = some_huge(state);

	return !munmap(part, GUP_HUGE / 2) && map_fresh(part, GUP_HUGE / 2);
}

/* Also when nothing is moved, what was there is gone. */
static bool move_part(unsigned int *state)
{
	char *part = some_huge(state), *other = some_huge(state);

	if (part == other)
		return false;
	if (mremap(part, GUP_HUGE, GUP_HUGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		   other) != MAP_FAILED)
		return map_fresh(part, GUP_HUGE);
	map_fresh(other, GUP_HUGE);
	return false;
}

static bool drop_part(unsigned int *state)
{
	return !madvise(some_page(state), GUP_PAGE, MADV_DONTNEED);
}

/* The mapping by mprotect(), the folio by request. */
static bool split_at(char *part)
{
	char request[80];

	mprotect(part + GUP_PAGE, GUP_PAGE, PROT_READ);
	mprotect(part + GUP_PAGE, GUP_PAGE, PROT_READ | PROT_WRITE);
	snprintf(request, sizeof(request), "%d,%p,%p", getpid(), (void *)part,
		 (void *)(part + GUP_HUGE));
	return write_file("/sys/kernel/debug/split_huge_pages", request);
}

static bool split(unsigned int *state)
{
	return split_at(some_huge(state));
}

static bool collapse(unsigned int *state)
{
	char *part = some_huge(state);

	return split_at(part) && !madvise(part, GUP_HUGE, MADV_COLLAPSE);
}

static bool page_out(unsigned int *state)
{
	return !madvise(some_huge(state), GUP_HUGE, MADV_PAGEOUT);
}

static bool compact(unsigned int *state)
{
	(void)state;
	return write_file("/proc/sys/vm/compact_memory", "1");
}

static bool fork_once(unsigned int *state)
{
	pid_t child = fork();

	(void)state;
	if (!child)
		_exit(0);
	return child > 0 && waitpid(child, NULL, 0) == child;
}

/* The kernel's own thread is to collapse what this splits. */
static bool wait_for_khugepaged(unsigned int *state)
{
	return split(state) && !usleep(rand_r(state) % 10000);
}

/* --- Races ------------------------------------------------------------ */

#define NR_COUNTERS 4

struct racer {
	const char *name;
	bool (*disturb)(unsigned int *state);
	/*
	 * Of /proc/vmstat, or files.  The first one has to grow; the others
	 * are of interest.
	 */
	const char *counters[NR_COUNTERS];
	unsigned long before[NR_COUNTERS];
	atomic_ulong nr, nr_done; /* tried, and succeeded */
	pthread_t thread;
};

static struct racer racers[] = {
	{ .name = "munmap", .disturb = remap_part },
	{ .name = "mremap", .disturb = move_part },
	{ .name = "MADV_DONTNEED", .disturb = drop_part },
	{
		.name = "split",
		.disturb = split,
		.counters = { "thp_split_page", "thp_split_page_failed",
			      "thp_split_pmd" },
	},
	{
		.name = "MADV_COLLAPSE",
		.disturb = collapse,
		.counters = { "thp_collapse_alloc",
			      "thp_collapse_alloc_failed" },
	},
	{
		.name = "khugepaged",
		.disturb = wait_for_khugepaged,
		.counters = { KHUGEPAGED "pages_collapsed",
			      KHUGEPAGED "full_scans" },
	},
	{
		.name = "MADV_PAGEOUT",
		.disturb = page_out,
		.counters = { "pswpout", "pswpin" },
	},
	{
		.name = "compaction",
		.disturb = compact,
		.counters = { "compact_isolated", "compact_migrate_scanned",
			      "pgmigrate_success", "pgmigrate_fail" },
	},
	{ .name = "fork", .disturb = fork_once },
};

#define NR_RACERS (sizeof(racers) / sizeof(racers[0]))

static unsigned long counter(const char *name)
{
	unsigned long value;
	FILE *f;

	if (*name != '/')
		return vmstat(name);
	f = fopen(name, "r");
	if (!f || fscanf(f, "%lu", &value) != 1)
		tap_bail(name);
	fclose(f);
	return value;
}

static unsigned long grown(const struct racer *racer, int i)
{
	return counter(racer->counters[i]) - racer->before[i];
}

static bool seen_at_work(const struct racer *racer)
{
	return racer->nr_done && (!racer->counters[0] || grown(racer, 0));
}

static bool all_seen_at_work(const struct racer *first, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!seen_at_work(&first[i]))
			return false;
	}
	return true;
}

static void *disturb_until_stopped(void *arg)
{
	struct racer *racer = arg;
	unsigned int state = seed();
	long begin;

	while (!stop) {
		begin = gup_now_us();
		racer->nr++;
		racer->nr_done += racer->disturb(&state);
		/* All of them want mmap_lock, and pins want it, too. */
		gup_rest(begin, 5, &state);
	}
	return NULL;
}

static void start_thread(pthread_t *thread, void *(*run)(void *arg), void *arg)
{
	if (pthread_create(thread, NULL, run, arg))
		tap_bail("pthread_create");
}

static void start_racer(struct racer *racer)
{
	int i;

	racer->nr = 0;
	racer->nr_done = 0;
	for (i = 0; i < NR_COUNTERS && racer->counters[i]; i++)
		racer->before[i] = counter(racer->counters[i]);
	start_thread(&racer->thread, disturb_until_stopped, racer);
}

static void report(const struct racer *racer)
{
	char text[300] = "";
	int i, used = 0;

	for (i = 0; i < NR_COUNTERS && racer->counters[i]; i++)
		used += snprintf(text + used, sizeof(text) - used, ", %s %lu",
				 basename(racer->counters[i]), grown(racer, i));
	tap_note("  %s: %lu of %lu%s", racer->name, racer->nr_done, racer->nr,
		 text);
}

/* Return: the seconds it took. */
static long let_them_race(const struct racer *first, unsigned int nr,
			  unsigned int seconds)
{
	const time_t begin = time(NULL);
	long passed;

	do {
		sleep(1);
		passed = time(NULL) - begin;
	} while (passed < seconds || (passed < seconds + SECONDS_MORE &&
				      !all_seen_at_work(first, nr)));
	return passed;
}

static void race(const char *name, struct racer *first, unsigned int nr,
		 unsigned int seconds)
{
	const unsigned long undone = gup_nr_undone();
	pthread_t pinners[NR_PINNERS];
	unsigned int i;
	long passed;

	pins = (struct pins){ 0 };
	stop = false;
	for (i = 0; i < NR_PINNERS; i++)
		start_thread(&pinners[i], pin_until_stopped, NULL);
	for (i = 0; i < nr; i++)
		start_racer(&first[i]);
	passed = let_them_race(first, nr, seconds);
	stop = true;
	for (i = 0; i < NR_PINNERS; i++)
		pthread_join(pinners[i], NULL);
	for (i = 0; i < nr; i++)
		pthread_join(first[i].thread, NULL);

	tap_note("%s: %ld s, %lu pins of %lu OS pages, %lu found nothing, "
		 "%lu undone by fork",
		 name, passed, pins.nr, pins.nr_os_pages, pins.nr_failed,
		 gup_nr_undone() - undone);
	for (i = 0; i < nr; i++)
		report(&first[i]);
	tap_ok(pins.nr_os_pages && !pins.nr_wrong, "%s: all pins are right",
	       name);
	tap_ok(all_seen_at_work(first, nr), "%s: seen at work", name);
}

/* Outside of this test it sleeps. */
static void set_khugepaged(const char *scan_sleep, const char *alloc_sleep)
{
	must_write(KHUGEPAGED "scan_sleep_millisecs", scan_sleep);
	must_write(KHUGEPAGED "alloc_sleep_millisecs", alloc_sleep);
}

int main(void)
{
	unsigned int i;

	gup_open();
	mem_fd = open("/proc/self/mem", O_RDWR);
	if (mem_fd < 0)
		tap_bail("/proc/self/mem");
	/* Nothing else may be mapped where there is a hole for a moment. */
	mallopt(M_MMAP_THRESHOLD, 2 * AREA_BYTES);
	area = area_map(AREA_BYTES, MAP_PRIVATE);
	madvise(area.p, AREA_BYTES, MADV_HUGEPAGE);
	set_khugepaged("20", "20");
	for (i = 0; i < NR_RACERS; i++)
		race(racers[i].name, &racers[i], 1, 1);
	race("side by side", racers, NR_RACERS,
	     gup_long_run() ? SECONDS_LONG : SECONDS);
	set_khugepaged("3600000", "60000");
	area_unmap(area);
	gup_check_released();
	return tap_done();
}
