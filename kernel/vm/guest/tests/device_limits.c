// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Where pinning stops early, and who may do what. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define BATCH 512UL
#define WRITE PFNPACK_DEV_PIN_WRITE

/* The lists hold the first @nr OS pages of @memory and no other. */
static bool holds_first(int fd, const struct memory *memory, size_t nr)
{
	__u64 *want = malloc((nr + 1) * sizeof(*want));
	__u64 *listed = malloc((nr + 1) * sizeof(*listed));
	bool good;

	pagemap_pfns(memory->addr, nr, want);
	good = device_info(fd).nr_os_pages == nr &&
	       read_pfns(fd, listed, nr + 1) == (long)nr &&
	       !memcmp(want, listed, nr * sizeof(*want));
	free(want);
	free(listed);
	return good;
}

static void check_hole(void)
{
	const size_t nr = 2000, hole = 1234;
	struct memory memory = memory_plain(nr);
	long long stops = device_stat("early_stops");
	int fd = device_open(8, 8);
	size_t pinned;
	__u32 error;
	int err;

	munmap(memory.addr + hole * OS_PAGE, OS_PAGE);
	err = device_pin(fd, memory.addr, nr, WRITE, &pinned, &error);
	tap_ok(!err && pinned == hole && error == EFAULT,
	       "a hole: pinned up to it");
	tap_ok(holds_first(fd, &memory, hole), "a hole: listed up to it");
	tap_ok(device_stat("early_stops") == stops + 1,
	       "a hole: counted as an early stop");
	err = device_pin(fd, memory.addr + hole * OS_PAGE, 2, WRITE, &pinned,
			 &error);
	tap_ok(err == EFAULT && device_info(fd).nr_os_pages == hole,
	       "a hole: from there on nothing is pinned");
	close(fd);
	memory_free(&memory);
	check_no_pins("a hole");
}

static void check_room_for_pfns(void)
{
	struct memory memory = memory_scattered(4096);
	int fd = device_open(1, 8);
	struct pfnpack_dev_info info;
	size_t pinned, before;
	__u32 error;
	int err;

	err = device_pin(fd, memory.addr, memory.nr, 0, &pinned, &error);
	info = device_info(fd);
	tap_ok(!err && pinned < memory.nr && error == ENOSPC &&
		       info.nr_ranges == PFNPACK_SLOTS && info.pfn_used == 1,
	       "room for PFNs: %zu OS pages in 512 slots", pinned);
	tap_ok(holds_first(fd, &memory, pinned), "room for PFNs: all listed");
	tap_ok(foll_pins() == (long long)pinned,
	       "room for PFNs: what has no room is not pinned");
	before = pinned;
	err = device_pin(fd, memory.addr + before * OS_PAGE, 1, 0, &pinned,
			 &error);
	tap_ok(err == ENOSPC && holds_first(fd, &memory, before),
	       "room for PFNs: one more does not fit");
	close(fd);
	memory_free(&memory);
	check_no_pins("room for PFNs");
}

static void check_room_for_addresses(void)
{
	const size_t nr = 2 * PFNPACK_SLOTS + 2;
	struct memory memory = memory_plain(nr);
	int fd = device_open(8, 1);
	size_t pinned, i;
	__u32 error;
	int err;

	for (i = 0; i < PFNPACK_SLOTS; i++)
		device_pin_all(fd, memory.addr + 2 * i * OS_PAGE, 1, 0);
	err = device_pin(fd, memory.addr + 2 * i * OS_PAGE, 1, 0, &pinned,
			 &error);
	tap_ok(err == ENOSPC && device_info(fd).nr_os_pages == PFNPACK_SLOTS,
	       "room for addresses: 512 regions");
	close(fd);
	memory_free(&memory);
	check_no_pins("room for addresses");
}

/* Cutting one range in two needs a slot, here of the addresses. */
static void check_room_to_cut(void)
{
	const size_t nr = 2 * PFNPACK_SLOTS + 3;
	struct memory memory = memory_plain(nr);
	int fd = device_open(8, 1);
	__u64 before[PFNPACK_SLOTS + 2], after[PFNPACK_SLOTS + 2];
	struct pfnpack_dev_info info;
	size_t i;

	device_pin_all(fd, memory.addr, 3, WRITE);
	for (i = 2; i < PFNPACK_SLOTS + 1; i++)
		device_pin_all(fd, memory.addr + 2 * i * OS_PAGE, 1, WRITE);
	info = device_info(fd);
	read_pfns(fd, before, PFNPACK_SLOTS + 2);
	tap_ok(device_unpin(fd, 1, 1) == ENOSPC, "no room to cut: ENOSPC");
	read_pfns(fd, after, PFNPACK_SLOTS + 2);
	tap_ok(device_info(fd).generation == info.generation &&
		       !memcmp(before, after, sizeof(before)) &&
		       foll_pins() == (long long)info.nr_os_pages,
	       "no room to cut: nothing has changed");
	tap_ok(device_unpin(fd, PFNPACK_SLOTS + 1, 1) == 0 &&
		       device_unpin(fd, 1, 1) == 0,
	       "no room to cut: there is when one has gone");
	close(fd);
	memory_free(&memory);
	check_no_pins("no room to cut");
}

static void on_alarm(int signal)
{
	(void)signal;
}

static void check_signal(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval timer = { .it_value.tv_usec = 20000 };
	struct memory memory = memory_plain(65536);
	int fd = device_open(256, 8);
	size_t pinned;
	__u32 error;
	int err;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	err = device_pin(fd, memory.addr, memory.nr, WRITE, &pinned, &error);
	tap_ok(!err && pinned && pinned < memory.nr && error == EINTR,
	       "a signal: stops after %zu OS pages", pinned);
	tap_ok(holds_first(fd, &memory, pinned), "a signal: listed up to it");
	close(fd);
	memory_free(&memory);
	check_no_pins("a signal");
}

/* --- In a child without a right ---------------------------------------- */

static void drop_capability(unsigned int capability)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		_exit(2);
	data[capability / 32].effective &= ~(1U << capability % 32);
	data[capability / 32].permitted &= ~(1U << capability % 32);
	if (syscall(SYS_capset, &header, data))
		_exit(2);
}

static bool in_child(bool (*check)(int fd), int fd)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(!check(fd));
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static void limit_memlock(size_t nr)
{
	struct rlimit limit = { nr * OS_PAGE, nr * OS_PAGE };

	setrlimit(RLIMIT_MEMLOCK, &limit);
	drop_capability(CAP_IPC_LOCK);
}

static bool memlock_stops(int unused)
{
	struct memory memory = memory_plain(2000);
	int fd = device_open(8, 8);
	size_t pinned;
	__u32 error;

	(void)unused;
	limit_memlock(2 * BATCH + 10);
	return !device_pin(fd, memory.addr, memory.nr, WRITE, &pinned,
			   &error) &&
	       pinned == 2 * BATCH && error == ENOMEM &&
	       holds_first(fd, &memory, pinned) &&
	       device_pin(fd, memory.addr, 11, WRITE, &pinned, &error) ==
		       ENOMEM &&
	       !device_pin(fd, memory.addr, 10, WRITE, &pinned, &error) &&
	       device_pin(fd, memory.addr, 1, WRITE, &pinned, &error) == ENOMEM;
}

/* Early stops, unpinning and closing give back exactly what was taken. */
static bool memlock_is_given_back(int unused)
{
	struct memory memory = memory_plain(100);
	size_t pinned;
	__u32 error;
	int i, fd;

	(void)unused;
	limit_memlock(100);
	munmap(memory.addr + 99 * OS_PAGE, OS_PAGE);
	for (i = 0; i < 3; i++) {
		fd = device_open(8, 8);
		if (device_pin(fd, memory.addr, 100, WRITE, &pinned, &error) ||
		    pinned != 99 || error != EFAULT)
			return false;
		if (device_pin(fd, memory.addr, 2, WRITE, &pinned, &error) !=
		    ENOMEM)
			return false;
		if (device_unpin(fd, 7, 30) ||
		    device_pin(fd, memory.addr, 31, WRITE, &pinned, &error) ||
		    device_pin(fd, memory.addr, 1, WRITE, &pinned, &error) !=
			    ENOMEM)
			return false;
		close(fd);
	}
	return true;
}

static bool readable(int fd)
{
	void *at = mmap(NULL, OS_PAGE, PROT_READ, MAP_SHARED, fd, 0);
	char byte;

	if (at != MAP_FAILED)
		munmap(at, OS_PAGE);
	return at != MAP_FAILED && pread(fd, &byte, 1, 0) == 1;
}

static bool refuses_to_be_read(int fd)
{
	char byte;

	return pread(fd, &byte, 1, 0) < 0 && errno == EPERM &&
	       mmap(NULL, OS_PAGE, PROT_READ, MAP_SHARED, fd, 0) ==
		       MAP_FAILED &&
	       errno == EPERM;
}

static bool reader_needs_right(int fd)
{
	drop_capability(CAP_SYS_ADMIN);
	return refuses_to_be_read(fd);
}

/* Opened without the right, then used by a process that has it. */
static bool opener_needs_right(int unused)
{
	struct memory memory = memory_plain(10);
	int to_parent[2], fd, its, opened, pidfd;
	pid_t pid;

	(void)unused;
	if (pipe(to_parent))
		return false;
	pid = fork();
	if (!pid) {
		drop_capability(CAP_SYS_ADMIN);
		fd = device_open(1, 1);
		device_pin_all(fd, memory.addr, 10, WRITE);
		if (write(to_parent[1], &fd, sizeof(fd)) != sizeof(fd))
			_exit(1);
		pause();
		_exit(0);
	}
	if (read(to_parent[0], &its, sizeof(its)) != sizeof(its))
		return false;
	pidfd = syscall(SYS_pidfd_open, pid, 0);
	opened = syscall(SYS_pidfd_getfd, pidfd, its, 0);
	if (opened < 0 || device_info(opened).nr_os_pages != 10 ||
	    !refuses_to_be_read(opened))
		return false;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return device_info(opened).nr_os_pages == 0;
}

static bool mapping_is_not_inherited(int fd)
{
	struct device_map map = device_map(fd);
	unsigned char resident;
	pid_t pid;
	int status;

	pid = fork();
	if (!pid)
		_exit(!(mincore((void *)map.status, OS_PAGE, &resident) &&
			errno == ENOMEM));
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static bool other_process_cannot_pin(int fd)
{
	struct memory memory = memory_plain(1);
	size_t pinned;
	__u32 error;

	return device_pin(fd, memory.addr, 1, WRITE, &pinned, &error) ==
		       EPERM &&
	       device_info(fd).nr_os_pages == 10;
}

static void check_rights(void)
{
	struct memory memory = memory_plain(10);
	int fd = device_open(1, 1);
	struct stat stat;

	device_pin_all(fd, memory.addr, 10, WRITE);
	tap_ok(!fstat(fd, &stat) && (stat.st_mode & 07777) == 0600,
	       "the device is its owner's only");
	tap_ok(in_child(readable, fd), "a child with all rights reads");
	tap_ok(in_child(reader_needs_right, fd),
	       "the reader needs CAP_SYS_ADMIN");
	tap_ok(in_child(opener_needs_right, -1),
	       "the opener needs CAP_SYS_ADMIN");
	tap_ok(in_child(mapping_is_not_inherited, fd),
	       "a child does not inherit a mapping");
	tap_ok(in_child(other_process_cannot_pin, fd),
	       "another process cannot add to a set");
	close(fd);
	memory_free(&memory);
	check_no_pins("rights");
}

int main(void)
{
	check_hole();
	check_room_for_pfns();
	check_room_for_addresses();
	check_room_to_cut();
	check_signal();
	tap_ok(in_child(memlock_stops, -1), "RLIMIT_MEMLOCK: stops there");
	tap_ok(in_child(memlock_is_given_back, -1),
	       "RLIMIT_MEMLOCK: given back exactly");
	check_no_pins("RLIMIT_MEMLOCK");
	check_rights();
	return tap_done();
}
