// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every allocation of every call fails in turn: an error, and no change. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define DEBUGFS "/sys/kernel/debug/"
#define NR 64UL
/* More allocations than any of the calls makes. */
#define MAX_NTH 400

static struct memory memory;
static int fd;
static int fail_nth_file;

/*
 * Open all the time: to open it allocates.  Have allocation @nth from now on
 * fail, counted from 1; 0 for none.
 */
static void fail_nth(unsigned int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(fail_nth_file, text, length, 0) != length)
		tap_bail("fail-nth");
}

/* Disarm.  Return: whether the allocation that was to fail was reached. */
static bool has_failed(void)
{
	char text[16] = "";

	if (pread(fail_nth_file, text, sizeof(text) - 1, 0) < 1)
		tap_bail("fail-nth");
	fail_nth(0);
	return atoi(text) == 0;
}

static int try_open(void)
{
	fd = open("/dev/pfnpack", O_RDWR);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int try_prepare(void)
{
	return device_prepare(fd, 8, 8);
}

/* 0 when all is pinned, else why not. */
static int try_pin(void)
{
	size_t pinned;
	__u32 error;
	int err = device_pin(fd, memory.addr, NR, PFNPACK_DEV_PIN_WRITE,
			     &pinned, &error);

	return err ?: (int)error;
}

static int try_unpin(void)
{
	return device_unpin(fd, 3, NR - 10);
}

static int try_mmap(void)
{
	void *at = mmap(NULL, OS_PAGE, PROT_READ, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		return errno;
	munmap(at, OS_PAGE);
	return 0;
}

static void start_unprepared(void)
{
	fd = open("/dev/pfnpack", O_RDWR);
}

static void start_empty(void)
{
	fd = device_open(8, 8);
	madvise(memory.addr, NR * OS_PAGE, MADV_DONTNEED);
}

static void start_pinned(void)
{
	start_empty();
	device_pin_all(fd, memory.addr, NR, PFNPACK_DEV_PIN_WRITE);
}

static void start_nothing(void)
{
	fd = -1;
}

static const struct call {
	const char *name;
	void (*start)(void);
	int (*try)(void);
	bool allocates;
} calls[] = {
	{ "open", start_nothing, try_open, true },
	{ "PREPARE", start_unprepared, try_prepare, true },
	{ "PIN", start_empty, try_pin, true },
	{ "PIN of what is there", start_pinned, try_pin, false },
	{ "UNPIN", start_pinned, try_unpin, false },
	{ "mmap", start_pinned, try_mmap, true },
};

/* What is listed is pinned, and what is pinned is listed. */
static bool consistent(void)
{
	long long pins = foll_pins();

	return pins == device_stat("os_pages") &&
	       (fd < 0 || pins == (long long)device_info(fd).nr_os_pages);
}

struct tally {
	int failed; /* calls in which an allocation failed */
	int errors; /* of them, with ENOMEM */
	int wrong; /* with another errno, or left inconsistent */
};

/* Return: whether the call has made as many as @nth allocations. */
static bool try_nth(const struct call *call, unsigned int nth,
		    struct tally *tally)
{
	bool reached;
	int err;

	call->start();
	fail_nth(nth);
	err = call->try();
	reached = has_failed();
	tally->failed += reached;
	tally->errors += err == ENOMEM;
	tally->wrong += (err && err != ENOMEM) || (err && !reached);
	if (call->try != try_open) {
		tally->wrong += !consistent();
		close(fd);
	}
	fd = -1;
	tally->wrong += !consistent();
	return reached;
}

static void check_call(const struct call *call)
{
	struct tally tally = { 0 };
	unsigned int nth = 1;

	while (nth < MAX_NTH && try_nth(call, nth, &tally))
		nth++;
	tap_ok(nth < MAX_NTH && !tally.wrong,
	       "%s: %d failed allocations, %d errors", call->name, tally.failed,
	       tally.errors);
	tap_ok(!call->allocates == !tally.failed, "%s: %s", call->name,
	       call->allocates ? "allocates" : "allocates nothing");
	check_no_pins(call->name);
}

static bool inject(void)
{
	if (!write_file(DEBUGFS "failslab/ignore-gfp-wait", "N"))
		return false;
	must_write(DEBUGFS "failslab/verbose", "0");
	must_write(DEBUGFS "fail_page_alloc/ignore-gfp-wait", "N");
	must_write(DEBUGFS "fail_page_alloc/ignore-gfp-highmem", "N");
	must_write(DEBUGFS "fail_page_alloc/min-order", "0");
	must_write(DEBUGFS "fail_page_alloc/verbose", "0");
	return true;
}

int main(void)
{
	size_t i;

	if (!inject())
		tap_skip_all("no fault injection in this kernel");
	fail_nth_file = open("/proc/thread-self/fail-nth", O_RDWR);
	memory = memory_plain(NR);
	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		check_call(&calls[i]);
	return tap_done();
}
