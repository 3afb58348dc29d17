// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Pins against fork(), which write-protects what GUP-fast may have pinned a
 * moment ago: then that is undone.  It has to be seen to happen.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../gup.h"
#include "../tap.h"

/* How often; one fork() is begun with each pin.  How long that may take. */
#define UNDONE_SHARED 10
#define UNDONE_PRIVATE 10
#define SECONDS_MAX 100

static atomic_bool stop, forking;
static atomic_ulong nr_forks;

static void fork_once(void)
{
	pid_t child = fork();

	if (child < 0)
		tap_bail("fork");
	if (!child)
		_exit(0);
	waitpid(child, NULL, 0);
	nr_forks++;
}

/* At some moment after having been told. */
static void *fork_when_told(void *arg)
{
	unsigned int state = 1, delay;

	(void)arg;
	for (;;) {
		while (!forking && !stop)
			sched_yield();
		if (stop)
			return NULL;
		for (delay = rand_r(&state) % 20000; delay; delay--)
			atomic_thread_fence(memory_order_seq_cst);
		fork_once();
		forking = false;
	}
}

static void wait_for_fork(void)
{
	while (forking)
		sched_yield();
}

static pthread_t start(void)
{
	pthread_t thread;

	stop = false;
	forking = false;
	nr_forks = 0;
	if (pthread_create(&thread, NULL, fork_when_told, NULL))
		tap_bail("pthread_create");
	return thread;
}

static void finish(pthread_t forker)
{
	stop = true;
	pthread_join(forker, NULL);
}

static void check_undone(const char *memory, unsigned long nr_undone,
			 unsigned long wanted, unsigned long nr_pins)
{
	tap_note("%s: %lu times undone, in %lu pins and %lu forks", memory,
		 nr_undone, nr_pins, nr_forks);
	tap_ok(nr_undone >= wanted, "%s: fork undoes pins", memory);
}

/*
 * Any fork() undoes what is being pinned of a process, also memory that it
 * leaves alone.  Nothing moves, so each list is the same as if there were none.
 */
static void shared_memory(void)
{
	const struct packed_request request = {
		.nr_packed = 8,
		.gup_flags = FOLL_WRITE,
		.pagemap = true,
	};
	struct area area = area_map(4 * GUP_HUGE, MAP_SHARED);
	const unsigned long before = gup_nr_undone();
	const time_t end = time(NULL) + SECONDS_MAX;
	unsigned long nr_pins = 0;
	bool good = true;
	pthread_t forker;

	area_fill(area);
	forker = start();
	while (time(NULL) < end && gup_nr_undone() < before + UNDONE_SHARED) {
		forking = true;
		good &= packed_whole(area, request);
		nr_pins++;
		wait_for_fork();
	}
	finish(forker);
	check_undone("shared memory", gup_nr_undone() - before, UNDONE_SHARED,
		     nr_pins);
	tap_ok(good, "shared memory: all lists are right");
	area_unmap(area);
}

static void write_all(struct area area, unsigned long value)
{
	unsigned long at;

	for (at = 0; at < area.size; at += GUP_PAGE)
		*(unsigned long *)(area.p + at) = value + at;
}

/* What is pinned stays what is mapped, so that it sees what is written. */
static bool written_is_pinned(struct area area, char *contents,
			      unsigned long value)
{
	bool good;

	/* Mapped to be written, and so pinned by GUP-fast. */
	write_all(area, value);
	forking = true;
	gup_hold(area);
	write_all(area, value + 1);
	gup_held_contents(contents);
	good = contents_same(area.p, contents, area.size / GUP_PAGE);
	gup_let_go();
	wait_for_fork();
	return good;
}

/*
 * fork() leaves private memory write-protected, and pinning that takes the
 * slow path, so all of it is written to before the next one.
 */
static void private_memory(void)
{
	struct area area = area_map(2 * GUP_HUGE, MAP_PRIVATE);
	char *contents = malloc(area.size);
	const unsigned long before = gup_nr_undone();
	const time_t end = time(NULL) + SECONDS_MAX;
	unsigned long nr_pins = 0;
	bool good = true;
	pthread_t forker;

	if (!contents)
		tap_bail("malloc");
	madvise(area.p, area.size, MADV_NOHUGEPAGE);
	forker = start();
	while (time(NULL) < end && gup_nr_undone() < before + UNDONE_PRIVATE)
		good &= written_is_pinned(area, contents, nr_pins++);
	finish(forker);
	check_undone("private memory", gup_nr_undone() - before, UNDONE_PRIVATE,
		     nr_pins);
	tap_ok(good, "private memory: what is pinned is what is mapped");
	free(contents);
	area_unmap(area);
}

int main(void)
{
	gup_open();
	shared_memory();
	private_memory();
	gup_check_released();
	return tap_done();
}
