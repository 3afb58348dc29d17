// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Long-term pins of memory that may not be pinned for long: it is moved away
 * first, with its contents.  The kernel itself complains of what is pinned
 * and may not be.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>

#include "../gup.h"
#include "../tap.h"

#define AREA_BYTES (16 * GUP_HUGE)

static const struct packed_request request = {
	.nr_packed = 16,
	.gup_flags = FOLL_WRITE | FOLL_LONGTERM,
	.contents = true,
	.pagemap = true,
};

static void pin_moved(const char *name, int map_flags, int advice)
{
	struct area area = area_map(AREA_BYTES, map_flags);
	unsigned long moved = vmstat("pgmigrate_success");
	struct packed_result result;

	if (advice)
		madvise(area.p, area.size, advice);
	area_fill(area);
	result = packed_pin(area.p, area.size, request);
	moved = vmstat("pgmigrate_success") - moved;
	tap_note("%s: %lu moved, %lu ranges", name, moved, result.nr_ranges);
	tap_ok(result.valid &&
		       result.nr_pinned == (long)(AREA_BYTES / GUP_PAGE),
	       "%s", name);
	if (moved)
		tap_ok(true, "%s was moved", name);
	else
		tap_skip(name, "none of it was movable");

	/* Now it need not be moved any more. */
	moved = vmstat("pgmigrate_success");
	result = packed_pin(area.p, area.size, request);
	tap_ok(result.valid && vmstat("pgmigrate_success") == moved,
	       "%s, again", name);
	area_unmap(area);
}

int main(void)
{
	unsigned long pinned;

	gup_open();
	pinned =
		vmstat("nr_foll_pin_acquired") - vmstat("nr_foll_pin_released");
	pin_moved("4K pages", MAP_PRIVATE, MADV_NOHUGEPAGE);
	pin_moved("THP", MAP_PRIVATE, MADV_HUGEPAGE);
	pin_moved("shared memory", MAP_SHARED, 0);
	tap_ok(vmstat("nr_foll_pin_acquired") -
			       vmstat("nr_foll_pin_released") ==
		       pinned,
	       "all unpinned");
	return tap_done();
}
