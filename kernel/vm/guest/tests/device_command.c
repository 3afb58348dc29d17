// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* pfnpack capture --device, and what the other subcommands make of it. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define FILE_NAME "/tmp/pinned.pfncap"
#define WRITE PFNPACK_DEV_PIN_WRITE

/* Return: the exit status of a command line. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int run(const char *format, ...)
{
	char line[256];
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	status = system(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What a listing says of this process. */
struct listing {
	size_t nr_os_pages;
	size_t nr_wrong; /* that pagemap has elsewhere */
	size_t nr_writable;
	size_t nr_anon;
};

static void look_at(struct listing *listing, const char *line)
{
	uint64_t va, va_end, pfn, pfn_end, nr, i;
	char kind[8], permissions[8];
	__u64 pfns[4096];
	int pid;

	if (sscanf(line,
		   "%d,%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64
		   ",%*u,%7[a-z],%*u,%*u,%7[-rwxps],",
		   &pid, &va, &va_end, &pfn, &pfn_end, &nr, kind,
		   permissions) != 8)
		return;
	if (pid != getpid() || nr > 4096 || !strstr(line, "\"/dev/pfnpack\"")) {
		listing->nr_wrong++;
		return;
	}
	pagemap_pfns((void *)(uintptr_t)va, nr, pfns);
	for (i = 0; i < nr; i++)
		listing->nr_wrong += pfns[i] != pfn + i;
	listing->nr_os_pages += nr;
	listing->nr_writable += permissions[1] == 'w' ? nr : 0;
	listing->nr_anon += strcmp(kind, "anon") ? 0 : nr;
}

static struct listing list_file(void)
{
	FILE *list = popen("pfnpack list --csv " FILE_NAME, "r");
	struct listing listing = { 0 };
	char line[512];

	while (fgets(line, sizeof(line), list))
		look_at(&listing, line);
	if (pclose(list))
		listing.nr_wrong++;
	return listing;
}

/* Two sets, in one of them a region below and one at the same addresses. */
static void check_sets(void)
{
	struct memory plain = memory_plain(600);
	struct memory scattered = memory_scattered(500);
	int first = device_open(8, 8), second = device_open(8, 8);
	int empty = device_open(1, 1);
	struct listing listing;

	device_pin_all(first, plain.addr + 100 * OS_PAGE, 500, WRITE);
	device_pin_all(first, plain.addr, 100, WRITE);
	device_pin_all(first, plain.addr, 7, WRITE);
	device_pin_all(second, scattered.addr, 500, 0);
	device_unpin(second, 200, 50);
	tap_ok(run("pfnpack capture --device --pid %d -o " FILE_NAME,
		   getpid()) == 0,
	       "the sets of a process are captured");
	tap_ok(run("pfnpack verify " FILE_NAME " >/dev/null") == 0,
	       "it is a good capture");
	listing = list_file();
	tap_ok(listing.nr_os_pages == 607 + 450, "OS pages: %zu",
	       listing.nr_os_pages);
	tap_ok(!listing.nr_wrong, "where pagemap has them");
	tap_ok(listing.nr_writable == 607, "those for writing: %zu",
	       listing.nr_writable);
	tap_ok(listing.nr_anon == listing.nr_os_pages, "all of them anonymous");
	close(first);
	close(second);
	close(empty);
	memory_free(&plain);
	memory_free(&scattered);
}

static void check_kind(const struct memory_kind *kind)
{
	struct memory memory = kind->make(1024);
	struct listing listing;
	int fd;

	if (!memory.addr) {
		tap_skip(kind->name, "not in this kernel");
		return;
	}
	fd = device_open(8, 8);
	memory_fill(&memory, 1);
	device_pin_all(fd, memory.addr, 1024, WRITE);
	run("pfnpack capture --device --pid %d -o " FILE_NAME, getpid());
	listing = list_file();
	tap_ok(listing.nr_os_pages == 1024 && !listing.nr_wrong &&
		       listing.nr_anon == (kind->shared ? 0 : 1024),
	       "%s: as it is", kind->name);
	memory_free(&memory);
	close(fd);
}

int main(void)
{
	size_t kind;

	check_sets();
	for (kind = 0; kind < nr_memory_kinds; kind++)
		check_kind(&memory_kinds[kind]);
	tap_ok(run("pfnpack capture --device --pid %d -o " FILE_NAME
		   " 2>/tmp/message",
		   getpid()) == 2 &&
		       run("grep -q 'has pinned nothing' /tmp/message") == 0,
	       "without a set: it says so");
	tap_ok(run("pfnpack capture --device --self -o " FILE_NAME) == 0 &&
		       run("pfnpack verify " FILE_NAME " >/dev/null") == 0 &&
		       run("pfnpack list --csv " FILE_NAME
			   " | grep -q ',anon,'") == 0,
	       "a process pins and captures itself");
	check_no_pins("capture --device");
	return tap_done();
}
