// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sets of pinned memory that /dev/pfnpack holds (docs/device.md).
 */
#include "device_set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pfnpack_dev.h>

#include "va_ranges.h"
#include "wanted_segments.h"

/* --- Reading ----------------------------------------------------------- */

/* How often a set may change while it is read. */
#define ATTEMPTS 1000

static bool add(struct range_list *list, const struct pfnpack_range *range)
{
	size_t nr = list->nr_allocated ? 2 * list->nr_allocated : 512;
	struct pfnpack_range *larger;

	if (list->nr == list->nr_allocated) {
		larger = reallocarray(list->range, nr, sizeof(*larger));
		if (!larger)
			return false;
		list->range = larger;
		list->nr_allocated = nr;
	}
	list->range[list->nr++] = *range;
	return true;
}

static bool read_list(struct range_list *list, const struct pfnpack_page *first,
		      uint32_t nr_packed)
{
	struct pfnpack_reader r;
	struct pfnpack_range range;
	enum pfnpack_status status;

	list->nr = 0;
	pfnpack_reader_init(&r, first, nr_packed);
	while ((status = pfnpack_next(&r, &range)) == PFNPACK_OK) {
		if (!add(list, &range))
			return false;
	}
	errno = EBADMSG;
	return status == PFNPACK_END;
}

static uint64_t nr_os_pages(const struct range_list *list)
{
	uint64_t nr = 0;
	size_t i;

	for (i = 0; i < list->nr; i++)
		nr += list->range[i].nr;
	return nr;
}

static uint32_t generation_of(const struct pfnpack_dev_status *status)
{
	return __atomic_load_n(&status->generation, __ATOMIC_ACQUIRE);
}

static bool read_side(struct device_set *set,
		      const struct pfnpack_dev_status *status,
		      uint32_t generation)
{
	size_t nr_side = (size_t)status->pfn_packed + status->addr_packed;
	const struct pfnpack_page *pfns = (const struct pfnpack_page *)status +
					  1 + (generation & 1) * nr_side;

	return read_list(&set->addrs, pfns + status->pfn_packed,
			 status->addr_packed) &&
	       read_list(&set->pfns, pfns, status->pfn_packed) &&
	       nr_os_pages(&set->addrs) <= nr_os_pages(&set->pfns);
}

static bool read_mapping(struct device_set *set,
			 const struct pfnpack_dev_status *status)
{
	uint32_t generation;
	unsigned int i;
	bool good;

	for (i = 0; i < ATTEMPTS; i++) {
		generation = generation_of(status);
		good = read_side(set, status, generation);
		if (generation_of(status) == generation)
			return good;
	}
	errno = EAGAIN;
	return false;
}

bool device_set_read(struct device_set *set, int fd)
{
	struct pfnpack_dev_info info;
	size_t nr_bytes;
	void *at;
	bool good;

	*set = (struct device_set){ 0 };
	if (ioctl(fd, PFNPACK_DEV_INFO, &info))
		return false;
	if (!info.pfn_packed)
		return true;
	nr_bytes = (1 + 2 * ((size_t)info.pfn_packed + info.addr_packed)) *
		   PFNPACK_PAGE_BYTES;
	at = mmap(NULL, nr_bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return false;
	good = read_mapping(set, at);
	munmap(at, nr_bytes);
	return good;
}

void device_set_free(struct device_set *set)
{
	free(set->addrs.range);
	free(set->pfns.range);
}

/* --- Pinning ----------------------------------------------------------- */

static struct wanted_segments segments;
static struct capture_segment segment;
static const struct va_ranges everything;

static bool start_segments(int *maps_fd)
{
	*maps_fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	if (*maps_fd < 0)
		return false;
	wanted_segments_init(&segments, *maps_fd, &everything);
	return true;
}

static bool next_segment(void)
{
	return wanted_segments_next(&segments, &segment) == MAPS_SEGMENT;
}

/* Twice what is there now is surely enough for what is there later. */
static bool prepare(int fd)
{
	struct pfnpack_dev_prepare args = { 0 };
	uint64_t nr_bytes = 0, nr_segments = 0;
	long os_page_bytes = sysconf(_SC_PAGESIZE);
	int maps_fd;

	if (!start_segments(&maps_fd))
		return false;
	for (; next_segment(); nr_segments++)
		nr_bytes += segment.end_va - segment.start_va;
	close(maps_fd);
	args.pfn_packed = (uint32_t)(2 * nr_bytes / (uint64_t)os_page_bytes /
				     PFNPACK_SLOTS) +
			  1;
	args.addr_packed = (uint32_t)(2 * nr_segments / PFNPACK_SLOTS) + 1;
	return !ioctl(fd, PFNPACK_DEV_PREPARE, &args);
}

/* Part of a segment may be such as cannot be pinned. */
static bool pin_segment(int fd)
{
	struct pfnpack_dev_pin args = {
		.addr = segment.start_va,
		.length = segment.end_va - segment.start_va,
	};

	if (ioctl(fd, PFNPACK_DEV_PIN, &args))
		return errno == EFAULT;
	errno = (int)args.error;
	return !args.error || args.error == EFAULT;
}

static bool pin_segments(int fd)
{
	bool good = true;
	int maps_fd, error;

	if (!prepare(fd) || !start_segments(&maps_fd))
		return false;
	while (good && next_segment()) {
		if (segment.flags & CAPTURE_READ)
			good = pin_segment(fd);
	}
	error = errno;
	close(maps_fd);
	errno = error;
	return good;
}

int device_pin_self(void)
{
	int fd = open(DEVICE_PATH, O_RDWR | O_CLOEXEC);
	int error;

	if (fd >= 0 && !pin_segments(fd)) {
		error = errno;
		close(fd);
		errno = error;
		fd = -1;
	}
	return fd;
}
