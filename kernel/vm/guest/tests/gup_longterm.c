// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Long-term pins of memory that may not be pinned for long, because it is in
 * ZONE_MOVABLE or in the contiguous memory allocator's area: it is moved out
 * first, with its contents.  Where memory is, its PFNs say.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../gup.h"
#include "../oracle.h"
#include "../tap.h"

#define AREA_PAGES 4096UL
#define CMA "/sys/kernel/debug/cma/reserved/"
#define NR_HUGETLB "/proc/sys/vm/nr_hugepages"

/* --- Places ----------------------------------------------------------- */

struct place {
	const char *name;
	unsigned long begin, end; /* PFNs */
};

static struct place movable_zone = { .name = "ZONE_MOVABLE" };
static struct place cma = { .name = "CMA" };

static unsigned long number_in(const char *path)
{
	FILE *f = fopen(path, "r");
	unsigned long number;

	if (!f || fscanf(f, "%lu", &number) != 1)
		tap_bail(path);
	fclose(f);
	return number;
}

/* The machine has one node. */
static void find_movable_zone(void)
{
	FILE *f = fopen("/proc/zoneinfo", "r");
	unsigned long spanned = 0;
	bool inside = false;
	char line[200];

	while (f && fgets(line, sizeof(line), f)) {
		if (strstr(line, ", zone"))
			inside = strstr(line, " Movable");
		if (inside) {
			sscanf(line, " spanned %lu", &spanned);
			sscanf(line, " start_pfn: %lu", &movable_zone.begin);
		}
	}
	if (!spanned)
		tap_bail("no ZONE_MOVABLE in /proc/zoneinfo");
	movable_zone.end = movable_zone.begin + spanned;
	fclose(f);
}

static void find_places(void)
{
	find_movable_zone();
	cma.begin = number_in(CMA "base_pfn");
	cma.end = cma.begin + number_in(CMA "count");
	tap_note("ZONE_MOVABLE: PFNs [%#lx, %#lx), CMA: [%#lx, %#lx)",
		 movable_zone.begin, movable_zone.end, cma.begin, cma.end);
	if (cma.begin < movable_zone.end && movable_zone.begin < cma.end)
		tap_bail("CMA is in ZONE_MOVABLE");
}

static unsigned long nr_in(const struct place *place, const __u64 *pfns)
{
	unsigned long i, nr = 0;

	for (i = 0; i < AREA_PAGES; i++)
		nr += pfns[i] >= place->begin && pfns[i] < place->end;
	return nr;
}

/* --- Memory ----------------------------------------------------------- */

struct kind {
	const char *name;
	int map_flags;
	int advice;
};

static const struct kind kinds[] = {
	{ "4K pages", MAP_PRIVATE, MADV_NOHUGEPAGE },
	{ "THP", MAP_PRIVATE, MADV_HUGEPAGE },
	{ "shared memory", MAP_SHARED, MADV_NORMAL },
	{ "hugetlb", MAP_PRIVATE | MAP_HUGETLB, MADV_NORMAL },
};

static const struct packed_request request = {
	.nr_packed = AREA_PAGES / GUP_SLOTS,
	.gup_flags = FOLL_WRITE | FOLL_LONGTERM,
	.contents = contents_same,
	.pagemap = true,
};

static bool stays_as_it_is(struct area area, const char *contents)
{
	static __u64 before[AREA_PAGES], after[AREA_PAGES];

	pagemap_pfns(area.p, AREA_PAGES, before);
	if (!packed_whole(area, request))
		return false;
	pagemap_pfns(area.p, AREA_PAGES, after);
	return !memcmp(before, after, sizeof(before)) &&
	       !memcmp(area.p, contents, area.size);
}

static void pin_moved(const struct kind *kind, const struct place *from)
{
	static __u64 pfns[AREA_PAGES];
	struct area area = area_map(AREA_PAGES * GUP_PAGE, kind->map_flags);
	char *contents = malloc(area.size);
	unsigned long nr;

	if (!contents)
		tap_bail("malloc");
	madvise(area.p, area.size, kind->advice);
	area_fill(area);
	memcpy(contents, area.p, area.size);
	pagemap_pfns(area.p, AREA_PAGES, pfns);
	nr = nr_in(from, pfns);
	tap_ok(nr, "%s in %s: %lu OS pages of %lu", kind->name, from->name, nr,
	       AREA_PAGES);

	tap_ok(packed_whole(area, request) &&
		       !memcmp(area.p, contents, area.size),
	       "%s in %s: pinned, and the same", kind->name, from->name);
	pagemap_pfns(area.p, AREA_PAGES, pfns);
	tap_ok(!nr_in(&movable_zone, pfns) && !nr_in(&cma, pfns),
	       "%s in %s: moved out of there", kind->name, from->name);
	tap_ok(stays_as_it_is(area, contents), "%s in %s: not moved again",
	       kind->name, from->name);
	free(contents);
	area_unmap(area);
}

/* --- Memory of CMA ---------------------------------------------------- */

#define HOG_BYTES (16 * GUP_HUGE)
#define HOGS_MAX 48

static struct area hogs[HOGS_MAX];
static unsigned int nr_hogs;

static unsigned long nr_free_cma(void)
{
	return vmstat("nr_free_cma");
}

/*
 * CMA serves movable allocations when more is free of it than of the rest of
 * its zone: so have the rest taken until it does.
 */
static void take_memory(void)
{
	const unsigned long before = nr_free_cma();

	while (nr_hogs < HOGS_MAX &&
	       nr_free_cma() + HOG_BYTES / GUP_PAGE > before) {
		hogs[nr_hogs] = area_map(HOG_BYTES, MAP_PRIVATE);
		madvise(hogs[nr_hogs].p, HOG_BYTES, MADV_HUGEPAGE);
		area_fill(hogs[nr_hogs++]);
	}
	tap_note("%lu MiB taken, %lu of them of CMA", nr_hogs * HOG_BYTES >> 20,
		 (before - nr_free_cma()) * GUP_PAGE >> 20);
}

static void give_memory_back(void)
{
	while (nr_hogs)
		area_unmap(hogs[--nr_hogs]);
}

static void set_nr_hugetlb(unsigned long nr)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", nr);
	must_write(NR_HUGETLB, text);
}

static void pin_moved_of_cma(void)
{
	const unsigned long nr_hugetlb = number_in(NR_HUGETLB);
	unsigned int i;

	take_memory();
	/* Those that are made last are used first. */
	set_nr_hugetlb(nr_hugetlb + AREA_PAGES * GUP_PAGE / GUP_HUGE);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		/* What was moved out of there last has changed the balance. */
		take_memory();
		pin_moved(&kinds[i], &cma);
	}
	set_nr_hugetlb(nr_hugetlb);
	give_memory_back();
}

int main(void)
{
	unsigned int i;

	gup_open();
	find_places();
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		pin_moved(&kinds[i], &movable_zone);
	pin_moved_of_cma();
	gup_check_released();
	return tap_done();
}
