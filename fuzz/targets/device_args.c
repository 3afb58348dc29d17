// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the module says of the arguments of an ioctl, against docs/device.md
 * done slowly.
 *
 * Input: a head, whose byte 0 chooses the ioctl; the structure.
 */
#include <errno.h>

#include "../input.h"
#include "dev_args.h"

#define OS_PAGE_BYTES 4096
#define NR_PFNS (1ULL << 44)

static bool is_capacity(uint64_t nr)
{
	return nr >= 1 && nr <= 65536;
}

static bool prepare_is_good(const struct pfnpack_dev_prepare *args)
{
	return is_capacity(args->pfn_packed) &&
	       is_capacity(args->addr_packed) && args->reserved == 0;
}

/* Does it end at or before 2^64, and below the OS pages a list can name? */
static bool is_memory(uint64_t addr, uint64_t length)
{
	uint64_t first = addr / OS_PAGE_BYTES;
	uint64_t nr = length / OS_PAGE_BYTES;

	if (addr != first * OS_PAGE_BYTES || length != nr * OS_PAGE_BYTES)
		return false;
	return nr && first + nr <= NR_PFNS;
}

static bool pin_is_good(const struct pfnpack_dev_pin *args)
{
	return is_memory(args->addr, args->length) && args->flags <= 3 &&
	       args->error == 0 && args->pinned == 0 && args->reserved == 0;
}

static bool unpin_is_good(const struct pfnpack_dev_unpin *args)
{
	if (args->reserved)
		return false;
	if (args->flags == 1)
		return args->first == 0 && args->nr == 0;
	return args->flags == 0 && args->nr > 0;
}

static void must_say(int status, bool good)
{
	MUST(status == (good ? 0 : -EINVAL));
}

static void check_any_prepare(struct input *in)
{
	struct pfnpack_dev_prepare args = { 0 };

	take_bytes(in, &args, sizeof(args));
	must_say(check_prepare(&args), prepare_is_good(&args));
}

static void check_any_pin(struct input *in)
{
	struct pfnpack_dev_pin args = { 0 };

	take_bytes(in, &args, sizeof(args));
	must_say(check_pin(&args), pin_is_good(&args));
}

static void check_any_unpin(struct input *in)
{
	struct pfnpack_dev_unpin args = { 0 };

	take_bytes(in, &args, sizeof(args));
	must_say(check_unpin(&args), unpin_is_good(&args));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);

	switch (take_unit(&in) % 3) {
	case 0:
		check_any_prepare(&in);
		break;
	case 1:
		check_any_pin(&in);
		break;
	default:
		check_any_unpin(&in);
		break;
	}
	return 0;
}
