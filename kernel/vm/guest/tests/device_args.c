// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Malformed calls: each has its errno, and changes nothing. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define NR 16UL
#define MAX PFNPACK_DEV_MAX_PACKED

static struct memory memory;
static int fd;

/* Everything that can be seen of a set. */
struct picture {
	struct pfnpack_dev_info info;
	__u64 pfns[NR];
	long long pins;
};

static struct picture take_picture(void)
{
	struct picture picture;

	memset(&picture, 0, sizeof(picture));
	picture.info = device_info(fd);
	read_pfns(fd, picture.pfns, NR);
	picture.pins = foll_pins();
	return picture;
}

static void refuse(int want, unsigned long number, void *args, const char *what)
{
	struct picture before = take_picture(), after;
	int err = ioctl(fd, number, args) ? errno : 0;

	after = take_picture();
	tap_ok(err == want && !memcmp(&before, &after, sizeof(before)),
	       "%s: %s", what, strerror(want));
	if (err != want)
		tap_note("it was: %s", strerror(err));
}

static void refuse_pin(int want, struct pfnpack_dev_pin args, const char *what)
{
	struct pfnpack_dev_pin before = args;

	refuse(want, PFNPACK_DEV_PIN, &args, what);
	tap_ok(!memcmp(&before, &args, sizeof(args)),
	       "%s: the arguments are as they were", what);
}

static void refuse_unpin(int want, struct pfnpack_dev_unpin args,
			 const char *what)
{
	refuse(want, PFNPACK_DEV_UNPIN, &args, what);
}

/* Of memory that could be pinned. */
static void check_pin_numbers(void)
{
	static const struct {
		const char *what;
		int want;
		struct pfnpack_dev_pin args;
	} cases[] = {
		{ "PIN, length 0", EINVAL, { .length = 0 } },
		{ "PIN, length odd", EINVAL, { .length = OS_PAGE + 1 } },
		{ "PIN, length 1", EINVAL, { .length = 1 } },
		{ "PIN, length at the end of numbers",
		  EINVAL,
		  { .length = -OS_PAGE } },
		{ "PIN, length odd at the end of numbers",
		  EINVAL,
		  { .length = ~0ULL } },
		{ "PIN, flag 4", EINVAL, { .length = OS_PAGE, .flags = 4 } },
		{ "PIN, flag 2^31",
		  EINVAL,
		  { .length = OS_PAGE, .flags = 1U << 31 } },
		{ "PIN, error set", EINVAL, { .length = OS_PAGE, .error = 1 } },
		{ "PIN, pinned set",
		  EINVAL,
		  { .length = OS_PAGE, .pinned = 1 } },
		{ "PIN, reserved set",
		  EINVAL,
		  { .length = OS_PAGE, .reserved = 1ULL << 63 } },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pfnpack_dev_pin args = cases[i].args;

		args.addr = (uintptr_t)memory.addr;
		refuse_pin(cases[i].want, args, cases[i].what);
	}
}

static void refuse_memory(int want, __u64 addr, __u64 length, const char *what)
{
	refuse_pin(want,
		   (struct pfnpack_dev_pin){ .addr = addr, .length = length },
		   what);
}

static void check_pin_memory(void)
{
	const __u64 addr = (uintptr_t)memory.addr;
	const __u64 hole = addr + NR * OS_PAGE;

	refuse_memory(EINVAL, addr + 1, OS_PAGE, "PIN, address odd");
	refuse_memory(EINVAL, -2 * OS_PAGE, 3 * OS_PAGE, "PIN, wraps around");
	refuse_memory(EFAULT, hole, OS_PAGE, "PIN, nothing mapped");
	refuse_memory(EFAULT, 1ULL << 55, OS_PAGE,
		      "PIN, not an address of a process");
	refuse_memory(EINVAL, 1ULL << 56, OS_PAGE,
		      "PIN, beyond what a list can name");
	refuse_memory(EINVAL, 0xffffffff80000000, OS_PAGE,
		      "PIN, the kernel's memory");
}

static void check_prepare(void)
{
	static const struct {
		const char *what;
		int want;
		struct pfnpack_dev_prepare args;
	} cases[] = {
		{ "PREPARE, no PFNs", EINVAL, { 0, 1, 0 } },
		{ "PREPARE, no addresses", EINVAL, { 1, 0, 0 } },
		{ "PREPARE, too many PFNs", EINVAL, { MAX + 1, 1, 0 } },
		{ "PREPARE, too many addresses", EINVAL, { 1, MAX + 1, 0 } },
		{ "PREPARE, 2^32 - 1", EINVAL, { -1, -1, 0 } },
		{ "PREPARE, reserved set", EINVAL, { 1, 1, 1 } },
		{ "PREPARE, again", EBUSY, { 1, 1, 0 } },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		refuse(cases[i].want, PFNPACK_DEV_PREPARE,
		       (void *)&cases[i].args, cases[i].what);
}

static void check_unpin(void)
{
	static const struct {
		const char *what;
		int want;
		struct pfnpack_dev_unpin args;
	} cases[] = {
		{ "UNPIN, nothing", EINVAL, { 0, 0, 0, 0 } },
		{ "UNPIN, flag 2", EINVAL, { 0, 1, 2, 0 } },
		{ "UNPIN, reserved set", EINVAL, { 0, 1, 0, 1 } },
		{ "UNPIN, all and a first", EINVAL, { 1, 0, 1, 0 } },
		{ "UNPIN, all and a count", EINVAL, { 0, 1, 1, 0 } },
		{ "UNPIN, one too many", ERANGE, { 0, NR / 2 + 1, 0, 0 } },
		{ "UNPIN, behind the end", ERANGE, { NR / 2, 1, 0, 0 } },
		{ "UNPIN, far behind", ERANGE, { ~0ULL, 1, 0, 0 } },
		{ "UNPIN, wraps around", ERANGE, { 1, ~0ULL, 0, 0 } },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		refuse_unpin(cases[i].want, cases[i].args, cases[i].what);
}

static void check_numbers(void)
{
	char args[256] = { 0 };

	refuse(ENOTTY, _IO(PFNPACK_DEV_TYPE, 0x04), args, "number 4");
	refuse(ENOTTY, _IOWR(PFNPACK_DEV_TYPE, 0x0f, struct pfnpack_dev_pin),
	       args, "number 15");
	refuse(ENOTTY, _IOWR('g', 0x01, struct pfnpack_dev_pin), args,
	       "another type");
	refuse(ENOTTY, _IOC(_IOC_READ | _IOC_WRITE, PFNPACK_DEV_TYPE, 0x01, 32),
	       args, "PIN with a smaller structure");
	refuse(ENOTTY, _IOC(_IOC_READ | _IOC_WRITE, PFNPACK_DEV_TYPE, 0x01, 48),
	       args, "PIN with a larger structure");
	refuse(ENOTTY, _IOW(PFNPACK_DEV_TYPE, 0x01, struct pfnpack_dev_pin),
	       args, "PIN in one direction");
	refuse(ENOTTY, _IOC(_IOC_WRITE, PFNPACK_DEV_TYPE, 0x02, 16), args,
	       "UNPIN with a smaller structure");
	refuse(ENOTTY, _IO(PFNPACK_DEV_TYPE, 0x03), args,
	       "INFO without a structure");
}

static void check_pointers(void)
{
	struct pfnpack_dev_pin pin = {
		.addr = (uintptr_t)memory.addr,
		.length = OS_PAGE,
	};
	struct pfnpack_dev_pin *read_only;

	refuse(EFAULT, PFNPACK_DEV_PREPARE, NULL, "PREPARE, no structure");
	refuse(EFAULT, PFNPACK_DEV_PIN, NULL, "PIN, no structure");
	refuse(EFAULT, PFNPACK_DEV_UNPIN, (void *)8, "UNPIN, no structure");
	refuse(EFAULT, PFNPACK_DEV_INFO, NULL, "INFO, no structure");

	read_only = mmap(NULL, OS_PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*read_only = pin;
	mprotect(read_only, OS_PAGE, PROT_READ);
	refuse(EFAULT, PFNPACK_DEV_INFO, read_only,
	       "INFO, structure read-only");
}

/* It is pinned, and then cannot be said: so it is unpinned. */
static void check_lost_result(void)
{
	struct pfnpack_dev_pin *pin = mmap(NULL, OS_PAGE,
					   PROT_READ | PROT_WRITE,
					   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct picture before, after;
	int err;

	*pin = (struct pfnpack_dev_pin){
		.addr = (uintptr_t)memory.addr,
		.length = OS_PAGE,
	};
	mprotect(pin, OS_PAGE, PROT_READ);
	before = take_picture();
	err = ioctl(fd, PFNPACK_DEV_PIN, pin) ? errno : 0;
	after = take_picture();
	after.info.generation = before.info.generation;
	tap_ok(err == EFAULT && !memcmp(&before, &after, sizeof(before)),
	       "PIN, structure read-only: %s", strerror(EFAULT));
}

static void check_mmap(int prot, int flags, size_t bytes, off_t offset,
		       int want, const char *what)
{
	void *at = mmap(NULL, bytes, prot, flags, fd, offset);

	tap_ok(at == MAP_FAILED && errno == want, "mmap, %s: %s", what,
	       strerror(want));
	if (at != MAP_FAILED)
		munmap(at, bytes);
}

static void check_mappings(void)
{
	struct device_map map = device_map(fd);
	void *at = (void *)map.status;

	check_mmap(PROT_READ, MAP_SHARED, map.bytes + 1, 0, EINVAL, "too long");
	check_mmap(PROT_READ, MAP_SHARED, OS_PAGE, map.bytes, EINVAL,
		   "behind the end");
	check_mmap(PROT_READ, MAP_SHARED, 2 * OS_PAGE, map.bytes - OS_PAGE,
		   EINVAL, "across the end");
	check_mmap(PROT_READ | PROT_WRITE, MAP_SHARED, OS_PAGE, 0, EACCES,
		   "to write");
	check_mmap(PROT_WRITE, MAP_PRIVATE, OS_PAGE, 0, EACCES,
		   "to write, private");
	tap_ok(mprotect(at, map.bytes, PROT_READ | PROT_WRITE) &&
		       errno == EACCES,
	       "a mapping cannot be made writable");
	tap_ok(mremap(at, map.bytes, map.bytes + OS_PAGE, MREMAP_MAYMOVE) ==
			       MAP_FAILED &&
		       errno == EFAULT,
	       "a mapping cannot grow");
	device_unmap(&map);
}

/* A set that has not been prepared. */
static void check_unprepared(void)
{
	int prepared = fd;
	char byte;

	fd = open("/dev/pfnpack", O_RDWR);
	refuse_pin(ENXIO,
		   (struct pfnpack_dev_pin){ .addr = (uintptr_t)memory.addr,
					     .length = OS_PAGE },
		   "PIN, not prepared");
	refuse_unpin(ERANGE, (struct pfnpack_dev_unpin){ .nr = 1 },
		     "UNPIN, not prepared");
	tap_ok(device_unpin_all(fd) == 0, "UNPIN all, not prepared");
	tap_ok(read(fd, &byte, 1) < 0 && errno == ENXIO, "read, not prepared");
	check_mmap(PROT_READ, MAP_SHARED, OS_PAGE, 0, ENXIO, "not prepared");
	close(fd);
	fd = prepared;
}

int main(void)
{
	memory = memory_plain(NR + 1);
	memory_fill(&memory, 1);
	munmap(memory.addr + NR * OS_PAGE, OS_PAGE);
	memory.nr = NR;
	fd = device_open(1, 1);
	device_pin_all(fd, memory.addr, NR / 2, 0);

	check_prepare();
	check_pin_numbers();
	check_pin_memory();
	check_unpin();
	check_numbers();
	check_pointers();
	check_lost_result();
	check_mappings();
	check_unprepared();

	close(fd);
	check_no_pins("malformed calls");
	return tap_done();
}
