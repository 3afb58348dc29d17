// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every kind of memory: the lists are what pagemap says, and stay so, with
 * the contents, over fork, copy-on-write and swapping out.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define NR 1024UL
#define WRITE PFNPACK_DEV_PIN_WRITE
#define LONGTERM PFNPACK_DEV_PIN_LONGTERM

struct held {
	int fd;
	struct memory memory;
	struct device_map map;
	__u64 pfns[NR]; /* by read(), when it was pinned */
};

static const char *flags_text(__u32 flags)
{
	switch (flags) {
	case 0:
		return "to read";
	case WRITE:
		return "to write";
	}
	return "to write, longterm";
}

static bool lists_are_pagemap(struct held *held)
{
	__u64 listed[NR], now[NR];
	__u32 generation = device_generation(&held->map);

	if (expand(device_pfns(&held->map, generation),
		   held->map.status->pfn_packed, listed, NR) != NR)
		return false;
	pagemap_pfns(held->memory.addr, NR, now);
	return !memcmp(listed, now, sizeof(now)) &&
	       !memcmp(listed, held->pfns, sizeof(listed));
}

static bool addresses_listed(const struct held *held)
{
	__u64 listed[NR], i;

	if (expand(device_addrs(&held->map, device_generation(&held->map)),
		   held->map.status->addr_packed, listed, NR) != NR)
		return false;
	for (i = 0; i < NR; i++) {
		if (listed[i] != (uintptr_t)held->memory.addr / OS_PAGE + i)
			return false;
	}
	return true;
}

/*
 * A child with a copy of the memory, that writes to it when @scribble, and
 * otherwise looks at it after its parent has written.
 * Return: whether it exited well.
 */
static bool with_child(struct held *held, bool scribble, bool shared)
{
	int ready[2], status;
	char byte;
	pid_t pid;

	if (pipe(ready))
		tap_bail("pipe");
	pid = fork();
	if (!pid) {
		close(ready[1]);
		if (scribble && !shared)
			memory_fill(&held->memory, 99);
		if (read(ready[0], &byte, 1) < 0)
			_exit(2);
		if (scribble)
			_exit(0);
		_exit(!memory_holds(&held->memory, shared ? 2 : 1));
	}
	close(ready[0]);
	if (!scribble)
		memory_fill(&held->memory, 2);
	close(ready[1]);
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static void check_survival(struct held *held, const struct memory_kind *kind)
{
	tap_ok(with_child(held, true, kind->shared) &&
		       memory_holds(&held->memory, 1) &&
		       lists_are_pagemap(held),
	       "%s: a child writes to its copy", kind->name);
	tap_ok(with_child(held, false, kind->shared) &&
		       memory_holds(&held->memory, 2) &&
		       lists_are_pagemap(held),
	       "%s: the parent writes beside a child", kind->name);
	madvise(held->memory.addr, NR * OS_PAGE, MADV_PAGEOUT);
	write_file("/proc/sys/vm/drop_caches", "3");
	write_file("/proc/sys/vm/compact_memory", "1");
	tap_ok(memory_holds(&held->memory, 2) && lists_are_pagemap(held),
	       "%s: swapping out, dropping caches, compaction", kind->name);
}

static void check_pinned(struct held *held, const struct memory_kind *kind,
			 __u32 flags)
{
	struct pfnpack_dev_info info = device_info(held->fd);

	tap_ok(read_pfns(held->fd, held->pfns, NR) == NR &&
		       lists_are_pagemap(held),
	       "%s, %s: the PFNs are those of pagemap", kind->name,
	       flags_text(flags));
	tap_ok(addresses_listed(held), "%s: the addresses", kind->name);
	tap_ok(info.nr_os_pages == NR && info.nr_ranges &&
		       info.nr_ranges <= NR / kind->run,
	       "%s: %llu ranges", kind->name,
	       (unsigned long long)info.nr_ranges);
	check_survival(held, kind);
}

/*
 * From 6.5 on the kernel refuses to let go of a shared file's memory for
 * writing: it could be written back meanwhile.
 */
static bool refused(struct held *held, __u32 flags)
{
	size_t pinned;
	__u32 error;
	int err = device_pin(held->fd, held->memory.addr, NR, flags, &pinned,
			     &error);

	if (!err)
		device_unpin_all(held->fd);
	return err;
}

static void check(const struct memory_kind *kind, __u32 flags)
{
	struct held held = { .fd = device_open(8, 8) };

	held.memory = kind->make(NR);
	if (!held.memory.addr) {
		tap_skip(kind->name, "not in this kernel");
		close(held.fd);
		return;
	}
	memory_fill(&held.memory, 1);
	held.map = device_map(held.fd);
	if (refused(&held, flags)) {
		tap_ok(flags & LONGTERM && kind->shared &&
			       !device_info(held.fd).nr_os_pages,
		       "%s, %s: refused", kind->name, flags_text(flags));
	} else {
		device_pin_all(held.fd, held.memory.addr, NR, flags);
		check_pinned(&held, kind, flags);
	}
	device_unmap(&held.map);
	close(held.fd);
	memory_free(&held.memory);
	check_no_pins(kind->name);
}

/* Else nothing of the above would have been swapped out anyway. */
static void check_that_swap_works(void)
{
	const char *name = "memory that is not pinned is swapped out";
	struct memory memory;

	if (!have_swap()) {
		tap_skip(name, "no swap");
		return;
	}
	memory = memory_plain(NR);
	memory_fill(&memory, 1);
	madvise(memory.addr, NR * OS_PAGE, MADV_PAGEOUT);
	tap_ok(pagemap_swapped(memory.addr, NR) > NR / 2, "%s", name);
	memory_free(&memory);
}

/* --- All of the machine's memory --------------------------------------- */

static unsigned long available_memory(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long kib = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "MemAvailable: %lu kB", &kib) == 1)
			break;
	}
	if (!kib)
		tap_bail("MemAvailable");
	fclose(file);
	return kib * 1024;
}

/* More memory than there is, so that some has to go to swap. */
static void press(void)
{
	size_t nr = (available_memory() + (64UL << 20)) / OS_PAGE, i;
	pid_t pid = fork();
	int status;

	if (!pid) {
		struct memory memory = memory_plain(nr);

		must_write("/proc/self/oom_score_adj", "1000");
		for (i = 0; i < nr; i++)
			memory.addr[i * OS_PAGE] = 1;
		_exit(0);
	}
	tap_ok(waitpid(pid, &status, 0) == pid && status == 0,
	       "a process takes %zu OS pages", nr);
}

static bool hold(struct held *held, const struct memory_kind *kind)
{
	held->memory = kind->make(NR);
	if (!held->memory.addr)
		return false;
	memory_fill(&held->memory, 2);
	held->fd = device_open(8, 8);
	held->map = device_map(held->fd);
	device_pin_all(held->fd, held->memory.addr, NR, WRITE);
	read_pfns(held->fd, held->pfns, NR);
	return true;
}

static void let_go(struct held *held, const struct memory_kind *kind)
{
	tap_ok(memory_holds(&held->memory, 2) && lists_are_pagemap(held),
	       "%s: memory is short", kind->name);
	device_unmap(&held->map);
	close(held->fd);
	memory_free(&held->memory);
}

static void check_pressure(void)
{
	static struct held held[16];
	unsigned long nr_swapped;
	size_t i;

	if (!have_swap()) {
		tap_skip("memory is short", "no swap");
		return;
	}
	for (i = 0; i < nr_memory_kinds; i++) {
		if (!hold(&held[i], &memory_kinds[i]))
			held[i].memory.addr = NULL;
	}
	nr_swapped = vmstat("pswpout");
	press();
	nr_swapped = vmstat("pswpout") - nr_swapped;
	tap_ok(nr_swapped > NR, "memory that is not pinned is swapped out: %lu",
	       nr_swapped);
	for (i = 0; i < nr_memory_kinds; i++) {
		if (held[i].memory.addr)
			let_go(&held[i], &memory_kinds[i]);
	}
	check_no_pins("memory is short");
}

int main(void)
{
	static const __u32 flags[] = { 0, WRITE, WRITE | LONGTERM };
	size_t kind, i;

	check_that_swap_works();
	for (kind = 0; kind < nr_memory_kinds; kind++) {
		for (i = 0; i < sizeof(flags) / sizeof(*flags); i++)
			check(&memory_kinds[kind], flags[i]);
	}
	check_pressure();
	return tap_done();
}
