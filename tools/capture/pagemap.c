// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads /proc/PID/pagemap.
 */
#include "pagemap.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "capture_format.h"

/* Bits of an entry: admin-guide/mm/pagemap.rst of the kernel. */
#define PM_PFN_MASK ((1ULL << 55) - 1)
#define PM_FILE_OR_SHARED (1ULL << 61)
#define PM_SWAP (1ULL << 62)
#define PM_PRESENT (1ULL << 63)

static bool read_own_entry(uint64_t *entry)
{
	/* On the stack, and touched: it is in memory. */
	volatile char here = 1;
	uintptr_t va = (uintptr_t)&here;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	ssize_t nr;

	if (fd < 0)
		return false;
	errno = 0;
	nr = pagemap_read(fd, va / (uintptr_t)sysconf(_SC_PAGESIZE), entry, 1);
	close(fd);
	return nr == 1;
}

enum pfn_visibility pagemap_visibility(void)
{
	uint64_t entry;

	if (!read_own_entry(&entry))
		return PFNS_UNKNOWN;
	return (entry & PM_PFN_MASK) ? PFNS_SHOWN : PFNS_HIDDEN;
}

ssize_t pagemap_read(int fd, uint64_t first, uint64_t *entries, size_t nr)
{
	size_t nr_bytes = nr * sizeof(*entries);
	off_t offset = (off_t)(first * sizeof(*entries));
	ssize_t nr_read;

	do {
		nr_read = pread(fd, entries, nr_bytes, offset);
	} while (nr_read < 0 && errno == EINTR);
	/* The kernel reads whole entries. */
	return nr_read < 0 ? -1 : nr_read / (ssize_t)sizeof(*entries);
}

bool pagemap_is_hole(uint64_t entry)
{
	return !(entry & (PM_PRESENT | PM_SWAP));
}

/* Compiled for several processors by gcc; the fitting one is chosen at start. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define WITH_WIDE_VECTORS \
	__attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define WITH_WIDE_VECTORS
#endif

/* Looked at together, without a branch for each: compilers vectorize it. */
#define NR_TOGETHER 16

static inline bool are_alike(const uint64_t entries[NR_TOGETHER], uint64_t mask,
			     uint64_t value, uint64_t step)
{
	uint64_t differing = 0;
	size_t i;

	for (i = 0; i < NR_TOGETHER; i++)
		differing |= (entries[i] & mask) ^ (value + i * step);
	return !differing;
}

/* How many have @value in the bits of @mask; it grows by @step for each. */
WITH_WIDE_VECTORS
static size_t nr_alike(const uint64_t *entries, size_t nr, uint64_t mask,
		       uint64_t value, uint64_t step)
{
	size_t i = 1;

	if (nr < 2 || (entries[1] & mask) != value + step)
		return 1;
	while (nr - i >= NR_TOGETHER &&
	       are_alike(entries + i, mask, value + i * step, step))
		i += NR_TOGETHER;
	while (i < nr && (entries[i] & mask) == value + i * step)
		i++;
	return i;
}

static void decode_memory(const uint64_t *entries, size_t nr,
			  struct pfnpack_range *range)
{
	const uint64_t mask = PM_PRESENT | PM_FILE_OR_SHARED | PM_PFN_MASK;
	bool is_file = *entries & PM_FILE_OR_SHARED;

	range->pfn = *entries & PM_PFN_MASK;
	range->nr = nr_alike(entries, nr, mask, *entries & mask, 1);
	range->tag = is_file ? CAPTURE_FILE : CAPTURE_ANON;
}

void pagemap_decode(const uint64_t *entries, size_t nr, uint64_t nr_os_page,
		    struct pfnpack_range *range)
{
	const uint64_t mask = PM_PRESENT | PM_SWAP;

	if (*entries & PM_PRESENT) {
		decode_memory(entries, nr, range);
		return;
	}
	range->pfn = nr_os_page;
	range->nr = nr_alike(entries, nr, mask, *entries & mask, 0);
	range->tag = pagemap_is_hole(*entries) ? CAPTURE_HOLE : CAPTURE_SWAP;
}

#define TAGGED(tag) ((uint64_t)(tag) << PFNPACK_PFN_BITS)

static_assert(CAPTURE_ANON == 0 && CAPTURE_FILE == 1 &&
		      CAPTURE_SWAP == CAPTURE_HOLE - 1,
	      "one bit of an entry tells the two tags of a kind apart");

/* From a bit of an entry to the lowest of the tag. */
static inline uint64_t tag_bit(uint64_t entry, uint64_t bit)
{
	return (entry & bit) / (bit / TAGGED(1));
}

/* Without a branch: in small pieces, one would be mispredicted. */
WITH_WIDE_VECTORS
bool pagemap_tag(const uint64_t *entries, size_t nr, uint64_t nr_os_page,
		 struct pagemap_tags *tags)
{
	const uint64_t beyond = PM_PFN_MASK & ~(PFNPACK_PFN_END - 1);
	uint64_t hole = TAGGED(CAPTURE_HOLE) + nr_os_page;
	uint64_t nr_memory = 0;
	uint64_t seen = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		uint64_t entry = entries[i];
		bool present = entry & PM_PRESENT;
		uint64_t memory = (entry & PM_PFN_MASK) |
				  tag_bit(entry, PM_FILE_OR_SHARED);
		uint64_t other = hole + i - tag_bit(entry, PM_SWAP);

		tags->tagged[i] = present ? memory : other;
		nr_memory += present;
		seen |= present ? entry : 0;
	}
	tags->nr_memory = nr_memory;
	return !(seen & beyond);
}
