// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The module in a kernel that is faked: what needs no real memory. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "pfnpack.h"

#include <linux/pfnpack_dev.h>

#include "fake.h"

#define PAGE FAKE_OS_PAGE_BYTES
#define MAX_PACKED 64

static struct file *file;

static long prepare(uint32_t pfn_packed, uint32_t addr_packed)
{
	struct pfnpack_dev_prepare args = {
		.pfn_packed = pfn_packed,
		.addr_packed = addr_packed,
	};

	return fake_ioctl(file, PFNPACK_DEV_PREPARE, &args);
}

/* Return: OS pages pinned, or an error; *@why is the errno of an early stop. */
static long pin(size_t vpn, size_t nr, uint32_t flags, uint32_t *why)
{
	struct pfnpack_dev_pin args = {
		.addr = vpn * PAGE,
		.length = nr * PAGE,
		.flags = flags,
	};
	long err = fake_ioctl(file, PFNPACK_DEV_PIN, &args);

	if (why)
		*why = args.error;
	return err ? err : (long)(args.pinned / PAGE);
}

static long unpin(uint64_t first, uint64_t nr)
{
	struct pfnpack_dev_unpin args = { .first = first, .nr = nr };

	return fake_ioctl(file, PFNPACK_DEV_UNPIN, &args);
}

static struct pfnpack_dev_info info(void)
{
	struct pfnpack_dev_info info;

	cr_assert_eq(fake_ioctl(file, PFNPACK_DEV_INFO, &info), 0);
	return info;
}

/* The ranges of the set.  Return: how many. */
static size_t ranges(struct pfnpack_range *range, size_t max)
{
	static struct pfnpack_page packed[MAX_PACKED];
	struct pfnpack_reader r;
	ssize_t bytes = fake_read(file, packed, sizeof(packed), 0);
	size_t nr = 0;

	cr_assert_eq(bytes % PFNPACK_PAGE_BYTES, 0);
	pfnpack_reader_init(&r, packed,
			    (unsigned long)bytes / PFNPACK_PAGE_BYTES);
	while (nr < max && pfnpack_next(&r, &range[nr]) == PFNPACK_OK)
		nr++;
	cr_assert_eq(pfnpack_next(&r, &range[nr ? nr - 1 : 0]), PFNPACK_END);
	return nr;
}

static void expect_range(const struct pfnpack_range *range, uint64_t pfn,
			 uint64_t nr, unsigned int tag)
{
	cr_expect_eq(range->pfn, pfn);
	cr_expect_eq(range->nr, nr);
	cr_expect_eq(range->tag, tag);
}

static void map_run(size_t vpn, long pfn, size_t nr)
{
	while (nr--)
		fake_map(vpn++, pfn++);
}

static void load(void)
{
	fake_load();
	file = fake_open();
	cr_assert_eq(prepare(2, 2), 0);
}

static void unload(void)
{
	fake_close(file);
	cr_expect(fake_unload(), "something was left behind");
}

/* Criterion does not count what fails in a fini function. */
#define KERNEL_TEST(name) \
	static void name(void); \
	Test(kernel_stub, name) \
	{ \
		load(); \
		name(); \
		unload(); \
	} \
	static void name(void)

KERNEL_TEST(arguments_of_pin)
{
	static const struct {
		struct pfnpack_dev_pin args;
		long want;
	} cases[] = {
		{ { .addr = 0, .length = PAGE }, 0 },
		{ { .addr = 1, .length = PAGE }, -EINVAL },
		{ { .addr = 0, .length = 0 }, -EINVAL },
		{ { .addr = PAGE, .length = 0 }, -EINVAL },
		{ { .addr = 0, .length = 100 }, -EINVAL },
		{ { .addr = PAGE, .length = -PAGE }, -EINVAL },
		{ { .addr = -PAGE, .length = 2 * PAGE }, -EINVAL },
		{ { .addr = 1ULL << 56, .length = PAGE }, -EINVAL },
		{ { .addr = (1ULL << 56) - PAGE, .length = PAGE }, -EFAULT },
		{ { .addr = (1ULL << 56) - PAGE, .length = 2 * PAGE },
		  -EINVAL },
		{ { .length = PAGE, .flags = 3 }, 0 },
		{ { .length = PAGE, .flags = 4 }, -EINVAL },
		{ { .length = PAGE, .error = 1 }, -EINVAL },
		{ { .length = PAGE, .pinned = 1 }, -EINVAL },
		{ { .length = PAGE, .reserved = 1 }, -EINVAL },
	};
	size_t i;

	fake_map(0, 7);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pfnpack_dev_pin args = cases[i].args;
		long pins = fake_all_pins();

		cr_expect_eq(fake_ioctl(file, PFNPACK_DEV_PIN, &args),
			     cases[i].want, "case %zu", i);
		cr_expect_eq(fake_all_pins(), pins + !cases[i].want, "case %zu",
			     i);
	}
	cr_expect_eq(fake_ioctl(file, PFNPACK_DEV_PIN, NULL), -EFAULT);
}

KERNEL_TEST(arguments_of_unpin)
{
	static const struct {
		struct pfnpack_dev_unpin args;
		long want;
	} cases[] = {
		{ { .first = 0, .nr = 0 }, -EINVAL },
		{ { .first = 0, .nr = 1, .flags = 2 }, -EINVAL },
		{ { .first = 0, .nr = 1, .reserved = 1 }, -EINVAL },
		{ { .first = 1, .flags = PFNPACK_DEV_UNPIN_ALL }, -EINVAL },
		{ { .nr = 1, .flags = PFNPACK_DEV_UNPIN_ALL }, -EINVAL },
		{ { .first = 0, .nr = 11 }, -ERANGE },
		{ { .first = 10, .nr = 1 }, -ERANGE },
		{ { .first = 11, .nr = 1 }, -ERANGE },
		{ { .first = 9, .nr = -1ULL }, -ERANGE },
		{ { .first = 9, .nr = 1 }, 0 },
		{ { .flags = PFNPACK_DEV_UNPIN_ALL }, 0 },
		{ { .flags = PFNPACK_DEV_UNPIN_ALL }, 0 },
	};
	size_t i;

	map_run(0, 100, 10);
	cr_assert_eq(pin(0, 10, 0, NULL), 10);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pfnpack_dev_unpin args = cases[i].args;

		cr_expect_eq(fake_ioctl(file, PFNPACK_DEV_UNPIN, &args),
			     cases[i].want, "case %zu", i);
	}
	cr_expect_eq(fake_all_pins(), 0);
	cr_expect_eq(fake_ioctl(file, PFNPACK_DEV_UNPIN, NULL), -EFAULT);
}

KERNEL_TEST(arguments_of_prepare)
{
	static const struct {
		struct pfnpack_dev_prepare args;
		long want;
	} cases[] = {
		{ { 0, 1, 0 }, -EINVAL },
		{ { 1, 0, 0 }, -EINVAL },
		{ { 1, 1, 1 }, -EINVAL },
		{ { PFNPACK_DEV_MAX_PACKED + 1, 1, 0 }, -EINVAL },
		{ { 1, PFNPACK_DEV_MAX_PACKED + 1, 0 }, -EINVAL },
		{ { 1, 1, 0 }, 0 },
		{ { 1, 1, 0 }, -EBUSY },
	};
	size_t i;

	fake_close(file);
	file = fake_open();
	cr_expect_eq(pin(0, 1, 0, NULL), -ENXIO);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pfnpack_dev_prepare args = cases[i].args;

		cr_expect_eq(fake_ioctl(file, PFNPACK_DEV_PREPARE, &args),
			     cases[i].want, "case %zu", i);
	}
	cr_expect_eq(fake_ioctl(file, PFNPACK_DEV_PREPARE, NULL), -EFAULT);
}

KERNEL_TEST(unknown_numbers)
{
	char args[64] = { 0 };

	cr_expect_eq(fake_ioctl(file, _IO(PFNPACK_DEV_TYPE, 0x04), args),
		     -ENOTTY);
	cr_expect_eq(fake_ioctl(file, _IO(PFNPACK_DEV_TYPE, 0x01), args),
		     -ENOTTY);
	cr_expect_eq(fake_ioctl(file, PFNPACK_DEV_INFO, NULL), -EFAULT);
}

KERNEL_TEST(runs_are_packed)
{
	struct pfnpack_range range[8];

	map_run(0, 1000, 600); /* more than a batch */
	map_run(600, 3000, 3);
	map_run(603, 3003, 2);
	cr_expect_eq(pin(0, 603, PFNPACK_DEV_PIN_WRITE, NULL), 603);
	cr_expect_eq(pin(603, 2, PFNPACK_DEV_PIN_WRITE, NULL), 2);
	cr_assert_eq(ranges(range, 8), 2);
	expect_range(&range[0], 1000, 600, PFNPACK_DEV_TAG_WRITE);
	expect_range(&range[1], 3000, 5, PFNPACK_DEV_TAG_WRITE);
	cr_expect_eq(info().nr_os_pages, 605);
	cr_expect_eq(info().nr_ranges, 2);
	cr_expect_eq(fake_locked(), 605);
}

/* Contiguous or not, and even when what is between them goes. */
KERNEL_TEST(devices_stay_apart)
{
	const unsigned int tag = PFNPACK_DEV_TAG_DEVICE;
	struct pfnpack_range range[8];
	size_t i;

	map_run(0, 100, 8);
	for (i = 102; i < 106; i++)
		fake_device(i, i < 104 ? 1 : 2);
	cr_expect_eq(pin(0, 8, 0, NULL), 8);
	cr_assert_eq(ranges(range, 8), 4);
	expect_range(&range[0], 100, 2, 0);
	expect_range(&range[1], 102, 2, tag);
	expect_range(&range[2], 104, 2, tag);
	expect_range(&range[3], 106, 2, 0);
	cr_expect_eq(unpin(0, 1), 0);
	cr_assert_eq(ranges(range, 8), 4);
	expect_range(&range[1], 102, 2, tag);
	expect_range(&range[2], 104, 2, tag);
}

KERNEL_TEST(written_pages_are_dirty)
{
	map_run(0, 100, 2);
	cr_expect_eq(pin(0, 1, 0, NULL), 1);
	cr_expect_eq(pin(1, 1, PFNPACK_DEV_PIN_WRITE, NULL), 1);
	cr_expect_eq(unpin(0, 2), 0);
	cr_expect_not(fake_dirty(100));
	cr_expect(fake_dirty(101));
}

KERNEL_TEST(a_range_is_cut)
{
	struct pfnpack_range range[8];
	size_t i;

	map_run(0, 100, 10);
	cr_expect_eq(pin(0, 10, 0, NULL), 10);
	cr_expect_eq(unpin(3, 4), 0);
	cr_assert_eq(ranges(range, 8), 2);
	expect_range(&range[0], 100, 3, 0);
	expect_range(&range[1], 107, 3, 0);
	for (i = 0; i < 10; i++)
		cr_expect_eq(fake_pins(100 + i), i < 3 || i >= 7);
	cr_expect_eq(info().generation, 1);
	cr_expect_eq(fake_locked(), 6);
}

/* Counts that are in a descriptor before the cut, and after it. */
KERNEL_TEST(a_long_range_is_cut)
{
	struct pfnpack_range range[8];

	map_run(0, 0, 200000);
	cr_expect_eq(pin(0, 200000, 0, NULL), 200000);
	cr_expect_eq(info().nr_ranges, 1);
	cr_expect_eq(unpin(65535, 60000), 0);
	cr_assert_eq(ranges(range, 8), 2);
	expect_range(&range[0], 0, 65535, 0);
	expect_range(&range[1], 125535, 74465, 0);
	cr_expect_eq(fake_pins(65534), 1);
	cr_expect_eq(fake_pins(65535), 0);
	cr_expect_eq(fake_pins(125534), 0);
	cr_expect_eq(fake_pins(125535), 1);
	cr_expect_eq(fake_all_pins(), 140000);
}

/* Random cuts, against a plain array. */
KERNEL_TEST(cuts_as_in_an_array)
{
	enum { NR = 700, MAX = 1 << 14 };
	static long model[MAX];
	static struct pfnpack_range range[MAX];
	size_t nr = 0, i, k, step, first, count;
	unsigned int seed = 1;

	for (i = 0; i < NR; i++)
		fake_map(i, (long)(i * 7 % NR / 3 * 5 + i * 7 % 3));
	for (step = 0; step < 300; step++) {
		first = (size_t)rand_r(&seed) % NR;
		count = 1 + (size_t)rand_r(&seed) % (NR - first);
		if (nr < 1000 - count &&
		    pin(first, count, 0, NULL) == (long)count) {
			for (i = first; i < first + count; i++)
				model[nr++] =
					(long)(i * 7 % NR / 3 * 5 + i * 7 % 3);
		}
		first = (size_t)rand_r(&seed) % nr;
		count = 1 + (size_t)rand_r(&seed) % ((nr - first) / 4 + 1);
		if (count > nr - first)
			count = nr - first;
		if (unpin(first, count))
			continue;
		nr -= count;
		memmove(&model[first], &model[first + count],
			(nr - first) * sizeof(*model));
		if (!nr)
			continue;
		count = ranges(range, MAX);
		for (i = 0, k = 0; k < count; k++) {
			while (range[k].nr--)
				cr_assert_eq((uint64_t)model[i++],
					     range[k].pfn++);
		}
		cr_assert_eq(i, nr);
		cr_assert_eq(fake_all_pins(), (long)nr);
	}
}

static void pin_every_other(size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		fake_map(2 * i, (long)i);
		cr_assert_eq(pin(2 * i, 1, 0, NULL), 1);
	}
}

KERNEL_TEST(no_room_for_addresses)
{
	pin_every_other(1024);
	cr_expect_eq(info().nr_ranges, 1);
	fake_map(5000, 6000);
	cr_expect_eq(pin(5000, 1, 0, NULL), -ENOSPC);
	cr_expect_eq(fake_pins(6000), 0);
}

KERNEL_TEST(no_room_for_pfns)
{
	size_t i;
	uint32_t why;

	for (i = 0; i < 1100; i++)
		fake_map(i, (long)(2 * i));
	cr_expect_eq(pin(0, 1100, 0, &why), 1024);
	cr_expect_eq(why, ENOSPC);
	cr_expect_eq(fake_all_pins(), 1024);
	cr_expect_eq(fake_locked(), 1024);
}

KERNEL_TEST(no_room_to_cut)
{
	static struct pfnpack_range before[1024], after[1024];
	uint32_t generation;

	map_run(0, 0, 3);
	cr_assert_eq(pin(0, 3, 0, NULL), 3);
	for (size_t i = 2; i < 1025; i++) {
		fake_map(2 * i, (long)(2 * i));
		cr_assert_eq(pin(2 * i, 1, 0, NULL), 1);
	}
	cr_assert_eq(ranges(before, 1024), 1024);
	generation = info().generation;
	cr_expect_eq(unpin(1, 1), -ENOSPC);
	cr_assert_eq(ranges(after, 1024), 1024);
	cr_expect_eq(memcmp(before, after, sizeof(before)), 0);
	cr_expect_eq(info().generation, generation);
	cr_expect_eq(fake_all_pins(), 1026);
	cr_expect_eq(unpin(0, 1), 0);
}

/* Of PFNs, while there is room for addresses. */
KERNEL_TEST(no_room_to_cut_pfns)
{
	size_t i;

	fake_close(file);
	file = fake_open();
	cr_assert_eq(prepare(1, 8), 0);
	map_run(0, 0, 3);
	for (i = 0; i < 511; i++)
		fake_map(3 + i, (long)(10 + 2 * i));
	cr_assert_eq(pin(0, 514, 0, NULL), 514);
	cr_expect_eq(unpin(1, 1), -ENOSPC);
	cr_expect_eq(info().nr_os_pages, 514);
	cr_expect_eq(unpin(513, 1), 0);
	cr_expect_eq(unpin(1, 1), 0);
}

KERNEL_TEST(stops_at_a_hole)
{
	uint32_t why;

	map_run(0, 100, 1000);
	fake_map(700, -1);
	cr_expect_eq(pin(0, 1000, 0, &why), 700);
	cr_expect_eq(why, EFAULT);
	cr_expect_eq(pin(700, 300, 0, NULL), -EFAULT);
	cr_expect_eq(fake_all_pins(), 700);
	cr_expect_eq(fake_locked(), 700);
}

KERNEL_TEST(stops_at_a_signal)
{
	const long restart = -512;
	uint32_t why;

	map_run(0, 100, 2000);
	fake.pins_before_signal = 2;
	cr_expect_eq(pin(0, 2000, 0, &why), 1024);
	cr_expect_eq(why, EINTR);
	cr_expect_eq(pin(0, 1, 0, NULL), restart);
	fake.pins_before_signal = -1;
}

KERNEL_TEST(stops_at_the_limit)
{
	uint32_t why;

	map_run(0, 100, 2000);
	fake.memlock = 600;
	cr_expect_eq(pin(0, 2000, 0, &why), 512);
	cr_expect_eq(why, ENOMEM);
	cr_expect_eq(pin(0, 89, 0, NULL), -ENOMEM);
	cr_expect_eq(pin(0, 88, 0, NULL), 88);
	cr_expect_eq(unpin(500, 100), 0);
	cr_expect_eq(pin(0, 100, 0, NULL), 100);
}

KERNEL_TEST(a_lost_result_is_undone)
{
	struct pfnpack_range range[4];

	map_run(0, 100, 20);
	cr_expect_eq(pin(0, 10, 0, NULL), 10);
	fake.results_lost = true;
	cr_expect_eq(pin(10, 10, 0, NULL), -EFAULT);
	fake.results_lost = false;
	cr_expect_eq(fake_all_pins(), 10);
	cr_assert_eq(ranges(range, 4), 1);
	expect_range(&range[0], 100, 10, 0);
}

KERNEL_TEST(allocations_fail)
{
	int left, refused = 0;

	fake_close(file);
	for (left = 0;; left++) {
		fake.allocations_left = left;
		file = fake_open();
		if (file && !prepare(1, 1))
			break;
		refused++;
		fake.allocations_left = -1;
		if (file) {
			cr_expect_eq(prepare(1, 1), 0, "it can be repeated");
			fake_close(file);
		}
	}
	cr_expect_eq(refused, 4); /* set, batch, packed pages, notifier */
	fake.allocations_left = 0;
	map_run(0, 100, 10);
	cr_expect_eq(pin(0, 10, 0, NULL), 10, "pinning allocates nothing");
	cr_expect_eq(unpin(2, 3), 0, "unpinning allocates nothing");
}

KERNEL_TEST(the_owner_goes)
{
	map_run(0, 100, 10);
	cr_expect_eq(pin(0, 10, 0, NULL), 10);
	fake.other_mm = true;
	cr_expect_eq(pin(0, 10, 0, NULL), -EPERM);
	fake_exit_mm();
	cr_expect_eq(fake_all_pins(), 0);
	cr_expect_eq(fake_locked(), 0);
	cr_expect_eq(info().nr_os_pages, 0);
	cr_expect_eq(unpin(0, 1), -ERANGE);
}

KERNEL_TEST(rights)
{
	char byte;

	map_run(0, 100, 1);
	cr_expect_eq(pin(0, 1, 0, NULL), 1);
	fake.opener_admin = false;
	cr_expect_eq(fake_read(file, &byte, 1, 0), -EPERM);
	cr_expect_eq(fake_mmap(file, 0, 1, false), -EPERM);
	fake.opener_admin = true;
	fake.reader_admin = false;
	cr_expect_eq(fake_read(file, &byte, 1, 0), -EPERM);
	cr_expect_eq(fake_mmap(file, 0, 1, false), -EPERM);
	fake.reader_admin = true;
	cr_expect_eq(fake_read(file, &byte, 1, 0), 1);
}

KERNEL_TEST(mappings)
{
	const size_t all = 1 + 2 * (2 + 2);

	cr_expect_eq(fake_mmap(file, 0, all, false), 0);
	cr_expect_eq(fake_mmap(file, all - 1, 1, false), 0);
	cr_expect_eq(fake_mmap(file, 0, all + 1, false), -EINVAL);
	cr_expect_eq(fake_mmap(file, all, 1, false), -EINVAL);
	cr_expect_eq(fake_mmap(file, -1, 2, false), -EINVAL);
	cr_expect_eq(fake_mmap(file, 0, 1, true), -EACCES);
}

/* Ranges that are dirtied and ranges that are not, side by side. */
KERNEL_TEST(only_written_pages_are_dirty)
{
	size_t i;

	map_run(0, 100, 12);
	for (i = 0; i < 12; i += 2)
		cr_expect_eq(pin(i, 2, i / 4 % 2 ? PFNPACK_DEV_PIN_WRITE : 0,
				 NULL),
			     2);
	cr_expect_eq(unpin(1, 10), 0);
	for (i = 0; i < 12; i++) {
		cr_expect_eq(fake_dirty(100 + i), i / 4 % 2);
		cr_expect_eq(fake_pins(100 + i), i == 0 || i == 11);
	}
}

KERNEL_TEST(steps_are_what_the_kernel_has)
{
	long long before = fake_stat("packed_steps");

	map_run(0, 100, 513);
	cr_expect_eq(pin(0, 513, 0, NULL), 513);
	cr_expect_eq(fake_stat("packed_steps") - before,
		     STEPS_ARE_PACKED ? 2 : 0);
}

KERNEL_TEST(statistics)
{
	long long before = fake_stat("os_pages_ever");

	map_run(0, 100, 10);
	fake_map(10, 500);
	cr_expect_eq(pin(0, 12, 0, NULL), 11);
	cr_expect_eq(fake_stat("sets"), 1);
	cr_expect_eq(fake_stat("packed_pages"), 9);
	cr_expect_eq(fake_stat("os_pages"), 11);
	cr_expect_eq(fake_stat("os_pages_ever"), before + 11);
	cr_expect_eq(unpin(0, 5), 0);
	cr_expect_eq(fake_stat("os_pages"), 6);
}
