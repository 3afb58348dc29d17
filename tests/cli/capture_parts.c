// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Parts of capture, with kernels and command lines that are not at hand.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "interrupt.h"
#include "pagemap.h"
#include "pagemap_walk.h"
#include "pfn_set.h"
#include "print.h"
#include "tally.h"
#include "va_ranges.h"
#include "wanted_segments.h"

/* --- Walking through pagemap ------------------------------------------- */

#define OS_PAGE 4096ULL
/* What a story of OS pages can be told in, if no two adjoin. */
#define RUNS_MAX (1 << 17)

struct story {
	size_t nr_runs;
	uint64_t nr_parts;
	uint64_t nr_read; /* entries */
	struct pfnpack_range run[RUNS_MAX];
};

static bool pfns_are_shown(void)
{
	if (pagemap_visibility() == PFNS_SHOWN &&
	    sysconf(_SC_PAGESIZE) == (long)OS_PAGE)
		return true;
	printf("*** NOT TESTED: the kernel hides PFNs ***\n");
	return false;
}

static void tell(struct story *story, struct pfnpack_range range)
{
	struct pfnpack_range *last = story->run;

	if (story->nr_runs)
		last += story->nr_runs - 1;
	if (last->nr && last->tag == range.tag &&
	    last->pfn + last->nr == range.pfn) {
		last->nr += range.nr;
		return;
	}
	cr_assert(story->nr_runs < RUNS_MAX);
	story->run[story->nr_runs++] = range;
}

static void tell_part(struct story *story, const struct pagemap_part *part,
		      uint64_t nr_done)
{
	struct pfnpack_range range = { .pfn = nr_done,
				       .nr = part->nr,
				       .tag = CAPTURE_HOLE };
	size_t i;

	story->nr_parts++;
	if (!part->entries) {
		tell(story, range);
		return;
	}
	story->nr_read += part->nr;
	for (i = 0; i < part->nr; i += range.nr) {
		pagemap_decode(part->entries + i, part->nr - i, nr_done + i,
			       &range);
		tell(story, range);
	}
}

static void walk(struct story *story, const char *at, uint64_t nr_os_pages,
		 bool can_scan)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t va = (uintptr_t)at;
	struct pagemap_part part;
	struct pagemap_walk w;
	uint64_t nr_done = 0;

	memset(story, 0, sizeof(*story));
	pagemap_walk_init(&w, fd, OS_PAGE);
	cr_assert(w.can_scan);
	w.can_scan = can_scan;
	pagemap_walk_start(&w, va, va + nr_os_pages * OS_PAGE);
	while (pagemap_walk_next(&w, &part) == WALK_PART) {
		cr_assert(part.nr > 0);
		tell_part(story, &part, nr_done);
		nr_done += part.nr;
	}
	cr_assert_eq(pagemap_walk_next(&w, &part), WALK_END);
	cr_assert_eq(nr_done, nr_os_pages);
	close(fd);
}

static char *map(uint64_t nr_os_pages, int prot)
{
	char *at = mmap(NULL, nr_os_pages * OS_PAGE, prot,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	cr_assert_neq(at, MAP_FAILED);
	madvise(at, nr_os_pages * OS_PAGE, MADV_NOHUGEPAGE);
	return at;
}

static void touch(char *at, uint64_t first, uint64_t nr)
{
	for (; nr--; first++)
		*(volatile char *)(at + first * OS_PAGE) = 1;
}

static struct story asked, plain;

/* Asking the kernel and reading all give the same. */
static void compare(const char *at, uint64_t nr_os_pages)
{
	unsigned int tries;

	/* The kernel may move memory between the two. */
	for (tries = 0; tries < 5; tries++) {
		walk(&asked, at, nr_os_pages, true);
		walk(&plain, at, nr_os_pages, false);
		if (asked.nr_runs == plain.nr_runs &&
		    !memcmp(asked.run, plain.run,
			    asked.nr_runs * sizeof(asked.run[0])))
			return;
	}
	cr_assert(false, "runs: %zu when asking, %zu when reading",
		  asked.nr_runs, plain.nr_runs);
}

Test(walk, memory_here_and_there)
{
	static const uint64_t lengths[] = { 1,	  2,	511,  512,   513,
					    1024, 1025, 5000, 70000, 200000 };
	uint64_t nr, k;
	size_t i;
	char *at;

	if (!pfns_are_shown())
		return;
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		nr = lengths[i];
		at = map(nr, PROT_READ | PROT_WRITE);
		compare(at, nr);
		cr_assert_eq(plain.nr_runs, 1);
		cr_assert_eq(plain.run[0].tag, CAPTURE_HOLE);
		for (k = 1; k < nr; k = k * 3 + 1)
			touch(at, k, 1 + k % 5 < nr - k ? 1 + k % 5 : 1);
		compare(at, nr);
		touch(at, nr - 1, 1);
		compare(at, nr);
		touch(at, 0, 1);
		compare(at, nr);
		munmap(at, nr * OS_PAGE);
	}
}

/* Odd starts within a page table; more than one batch of memory. */
Test(walk, parts_of_memory)
{
	const uint64_t nr = 300000;
	uint64_t k;
	char *at;

	if (!pfns_are_shown())
		return;
	at = map(nr, PROT_READ | PROT_WRITE);
	touch(at, 140000, 1200);
	touch(at, 299000, 5);
	for (k = 0; k < 20; k++)
		compare(at + k * 7901 * OS_PAGE, nr - k * 8017);
	for (k = 139990; k < 140010; k++)
		compare(at + k * OS_PAGE, 3000);
	munmap(at, nr * OS_PAGE);
}

Test(walk, all_of_it_is_memory)
{
	const uint64_t nr = 1 << 18;
	char *at;

	if (!pfns_are_shown())
		return;
	/* One zero page in all places would be too many runs. */
	at = mmap(NULL, nr * OS_PAGE, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(at, MAP_FAILED);
	madvise(at, nr * OS_PAGE, MADV_HUGEPAGE);
	touch(at, 0, 100000);
	walk(&asked, at, nr, true);
	/* 512, 1024 ... entries at a time, not 512 each time. */
	cr_assert(asked.nr_parts < 30, "parts: %" PRIu64, asked.nr_parts);
	munmap(at, nr * OS_PAGE);
}

/* 2^32 OS pages of which 3 are there. */
Test(walk, holes_cost_nothing)
{
	const uint64_t nr = 1ULL << 32;
	struct pagemap_walk w;
	char *at;

	if (!pfns_are_shown())
		return;
	at = map(nr, PROT_READ | PROT_WRITE);
	touch(at, 1ULL << 20, 1);
	touch(at, (1ULL << 31) + 7, 2);
	walk(&asked, at, nr, true);
	pagemap_walk_init(&w, -1, OS_PAGE);
	cr_assert_eq(asked.run[0].nr, 1ULL << 20);
	cr_assert_eq(asked.run[asked.nr_runs - 1].tag, CAPTURE_HOLE);
	cr_assert_eq(asked.run[asked.nr_runs - 1].nr, (1ULL << 31) - 9);
	cr_assert(asked.nr_read < 4096, "entries: %" PRIu64, asked.nr_read);
	munmap(at, nr * OS_PAGE);
}

/* Neither the question nor the reading is answered. */
Test(walk, errors)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct pagemap_part part;
	struct pagemap_walk w;

	pagemap_walk_init(&w, fd, OS_PAGE);
	pagemap_walk_start(&w, 0, 100000 * OS_PAGE);
	/* As of a process that has exited: nothing to be read. */
	cr_assert_eq(pagemap_walk_next(&w, &part), WALK_EXITED);
	cr_assert_not(w.can_scan);
	close(fd);
	pagemap_walk_init(&w, -1, OS_PAGE);
	pagemap_walk_start(&w, 0, 10 * OS_PAGE);
	cr_assert_eq(pagemap_walk_next(&w, &part), WALK_ERROR);
}

/* --- Entries that follow one another ----------------------------------- */

static void expect_run(const uint64_t *entries, size_t nr, unsigned int tag,
		       uint64_t pfn, uint64_t nr_run)
{
	struct pfnpack_range range;

	pagemap_decode(entries, nr, 77, &range);
	cr_assert_eq(range.tag, tag);
	cr_assert_eq(range.pfn, pfn);
	cr_assert_eq(range.nr, nr_run);
}

/* Runs of every length, ended by each thing that can end one. */
Test(pagemap, runs)
{
	const uint64_t present = 1ULL << 63, swap = 1ULL << 62;
	const uint64_t file = 1ULL << 61, dirty = 1ULL << 55;
	uint64_t e[100];
	size_t nr, i;

	for (nr = 1; nr < 99; nr++) {
		for (i = 0; i < 100; i++)
			e[i] = present | (0x1000 + i) | (i % 3 ? dirty : 0);
		expect_run(e, nr, CAPTURE_ANON, 0x1000, nr);
		e[nr]++;
		expect_run(e, 100, CAPTURE_ANON, 0x1000, nr);
		e[nr] = present | file | (0x1000 + nr);
		expect_run(e, 100, CAPTURE_ANON, 0x1000, nr);
		e[nr] = 0x1000 + nr;
		expect_run(e, 100, CAPTURE_ANON, 0x1000, nr);
		for (i = 0; i < nr; i++)
			e[i] = swap | (i * 31);
		expect_run(e, 100, CAPTURE_SWAP, 77, nr);
		for (i = 0; i < nr; i++)
			e[i] = i % 2 ? file : 0;
		expect_run(e, nr, CAPTURE_HOLE, 77, nr);
		e[nr] = swap;
		expect_run(e, 100, CAPTURE_HOLE, 77, nr);
	}
	/* PFNs end at bit 55. */
	e[0] = present | ((1ULL << 55) - 1);
	e[1] = present;
	expect_run(e, 2, CAPTURE_ANON, (1ULL << 55) - 1, 1);
}

/* --- Ranges of addresses ----------------------------------------------- */

static struct va_ranges ranges;

static void expect_ranges(const char *text)
{
	char got[512] = "";
	size_t nr = 0;
	size_t i;

	for (i = 0; i < ranges.nr; i++)
		nr += (size_t)snprintf(got + nr, sizeof(got) - nr,
				       "%" PRIx64 "-%" PRIx64 " ",
				       ranges.range[i].start_va,
				       ranges.range[i].end_va);
	cr_assert_eq(strcmp(got, text), 0, "%s, not %s", got, text);
}

static void add(const char *text)
{
	const char *wrong = va_ranges_add(&ranges, text, 4096);

	cr_assert_null(wrong, "%s: %s", text, wrong);
}

Test(ranges, in_order_and_joined)
{
	add("0x5000-0x6000");
	add("4096-8192");
	expect_ranges("1000-2000 5000-6000 ");
	add("0x8000-0xA000");
	add("0x9000-0xb000");
	expect_ranges("1000-2000 5000-6000 8000-b000 ");
	add("0x6000-0x7000");
	expect_ranges("1000-2000 5000-7000 8000-b000 ");
	add("0x8000-0x9000");
	expect_ranges("1000-2000 5000-7000 8000-b000 ");
	add("0-0xfffffffffffff000");
	expect_ranges("0-fffffffffffff000 ");
}

Test(ranges, that_are_none)
{
	static const char *const texts[] = {
		"",
		"0x1000",
		"0x1000-",
		"-0x1000",
		"0x1000-0x2000x",
		"0x1000-0x2000-0x3000",
		"1000-2000",
		"0x1000-0x1000",
		"0x2000-0x1000",
		"0x1000-0x2001",
		"0x1001-0x2000",
		" 0x1000-0x2000",
		"0x1000- 0x2000",
		"0x1000-+0x2000",
		"0x-0x2000",
		"1f000-20000",
		"0x1000-0x10000000000000000",
		"0x0x1000-0x2000",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		cr_assert_not_null(va_ranges_add(&ranges, texts[i], 4096), "%s",
				   texts[i]);
		cr_assert_eq(ranges.nr, 0);
	}
	/* OS pages of another size. */
	cr_assert_not_null(va_ranges_add(&ranges, "0x1000-0x4000", 16384));
	cr_assert_null(va_ranges_add(&ranges, "0x4000-0x8000", 16384));
}

Test(ranges, too_many)
{
	char text[64];
	unsigned int i;

	for (i = 0; i < VA_RANGES_MAX; i++) {
		snprintf(text, sizeof(text), "0x%x-0x%x", 0x2000 * i,
			 0x2000 * i + 0x1000);
		add(text);
	}
	cr_assert_not_null(
		va_ranges_add(&ranges, "0xf0000000-0xf0001000", 4096));
	cr_assert_eq(ranges.nr, VA_RANGES_MAX);
}

Test(ranges, clipping)
{
	static struct capture_segment whole = {
		.start_va = 0x10000,
		.end_va = 0x20000,
		.offset = 0x3000,
		.inode = 7,
		.nr_name_bytes = 1,
		.name = "n",
	};
	static struct capture_segment part;

	cr_assert_not(va_range_clip(&(struct va_range){ 0xf000, 0x10000 },
				    &whole, &part));
	cr_assert_not(va_range_clip(&(struct va_range){ 0x20000, 0x30000 },
				    &whole, &part));
	cr_assert(va_range_clip(&(struct va_range){ 0xf000, 0x11000 }, &whole,
				&part));
	cr_assert_eq(part.start_va, 0x10000);
	cr_assert_eq(part.end_va, 0x11000);
	cr_assert_eq(part.offset, 0x3000);
	cr_assert(va_range_clip(&(struct va_range){ 0x1f000, 0x30000 }, &whole,
				&part));
	cr_assert_eq(part.start_va, 0x1f000);
	cr_assert_eq(part.end_va, 0x20000);
	cr_assert_eq(part.offset, 0x12000);
	cr_assert_eq(part.name[0], 'n');
	whole.inode = 0;
	whole.offset = 0;
	cr_assert(va_range_clip(&(struct va_range){ 0x11000, 0x12000 }, &whole,
				&part));
	cr_assert_eq(part.offset, 0);
}

static struct wanted_segments wanted;

/* Of a text as in /proc/PID/maps; starts of the segments, and their sum. */
static uint64_t expect_wanted(const char *text, const char *starts)
{
	static struct capture_segment segment;
	int fd = memfd_create("maps", 0);
	char got[256] = "";
	size_t nr = 0;

	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	/* Wherever the file stands. */
	wanted_segments_init(&wanted, fd, &ranges);
	while (wanted_segments_next(&wanted, &segment) == MAPS_SEGMENT)
		nr += (size_t)snprintf(got + nr, sizeof(got) - nr,
				       "%" PRIx64 " ", segment.start_va);
	close(fd);
	cr_assert_eq(strcmp(got, starts), 0, "%s, not %s", got, starts);
	return wanted.sum;
}

Test(ranges, wanted_segments)
{
	static const char maps[] = "1000-9000 rw-p 0 0:0 0 /a\n"
				   "9000-a000 r--p 0 0:0 0 /b\n"
				   "f000-10000 r--p 0 0:0 0 [vsyscall]\n";
	static const char other[] = "1000-9000 rw-p 0 0:0 0 /a\n"
				    "9000-a000 r--p 0 0:0 0 /c\n";
	uint64_t sum = expect_wanted(maps, "1000 9000 ");

	cr_assert_eq(wanted.nr_seen, 3);
	cr_assert_eq(sum, expect_wanted(maps, "1000 9000 "));
	cr_assert_neq(sum, expect_wanted(other, "1000 9000 "));
	add("0x2000-0x3000");
	add("0x4000-0x5000");
	sum = expect_wanted(maps, "2000 4000 ");
	cr_assert_eq(wanted.nr_seen, 3);
	/* What is not wanted may change. */
	cr_assert_eq(sum, expect_wanted(other, "2000 4000 "));
	add("0x8000-0x10000");
	sum = expect_wanted(maps, "2000 4000 8000 9000 ");
	cr_assert_neq(sum, expect_wanted(other, "2000 4000 8000 9000 "));
	expect_wanted("", "");
	cr_assert_eq(wanted.nr_seen, 0);
}

/* --- Sets of PFNs ------------------------------------------------------ */

Test(pfn_set, each_is_counted_once)
{
	struct pfn_set set = { 0 };

	pfn_set_add(&set, 5, 1);
	pfn_set_add(&set, 5, 1);
	cr_assert_eq(set.nr, 1);
	pfn_set_add(&set, 0, 64);
	cr_assert_eq(set.nr, 64);
	pfn_set_add(&set, 63, 2);
	cr_assert_eq(set.nr, 65);
	pfn_set_add(&set, 10, 200);
	cr_assert_eq(set.nr, 210);
	pfn_set_add(&set, PFN_SET_PART - 3, 6);
	pfn_set_add(&set, PFN_SET_PART, 1);
	pfn_set_add(&set, PFN_SET_PART - 1, 1);
	cr_assert_eq(set.nr, 216);
	pfn_set_add(&set, PFNPACK_PFN_END - 1, 1);
	pfn_set_add(&set, PFNPACK_PFN_END - 2, 2);
	cr_assert_eq(set.nr, 218);
	cr_assert_not(set.overflow);
	pfn_set_free(&set);
}

/* As a file that means no good may have it. */
Test(pfn_set, too_many)
{
	struct pfn_set set = { 0 };
	uint64_t i;

	for (i = 0; i < PFN_SET_PARTS_MAX; i++)
		pfn_set_add(&set, 3 * i * PFN_SET_PART, 1);
	cr_assert_not(set.overflow);
	cr_assert_eq(set.nr, PFN_SET_PARTS_MAX);
	pfn_set_add(&set, PFN_SET_PART, 1);
	cr_assert(set.overflow);
	pfn_set_add(&set, 0, PFNPACK_PFN_END);
	cr_assert(set.overflow);
	pfn_set_free(&set);
}

/* --- Signals ----------------------------------------------------------- */

static volatile sig_atomic_t nr_before;

static void count(int sig)
{
	(void)sig;
	nr_before++;
}

Test(interrupt, the_second_is_not_caught)
{
	signal(SIGINT, count);
	signal(SIGTERM, SIG_IGN);
	interrupt_catch();
	cr_assert_eq(interrupted(), 0);
	raise(SIGTERM);
	cr_assert_eq(interrupted(), 0);
	raise(SIGINT);
	cr_assert_eq(interrupted(), SIGINT);
	cr_assert_eq(nr_before, 0);
	raise(SIGINT);
	cr_assert_eq(nr_before, 1);
	raise(SIGTERM);
	cr_assert_eq(interrupted(), SIGINT);
}

/* --- Many processes ---------------------------------------------------- */

Test(tally, bounded)
{
	struct tally tally = { 0 };
	long pid;

	cr_redirect_stderr();
	tally_add(&tally, 3, FATE_CAPTURED);
	tally_add(&tally, 7, FATE_CHANGED);
	tally_add(&tally, 8, FATE_NO_MEMORY);
	tally_add(&tally, 9, FATE_GONE);
	for (pid = 10; pid < 15; pid++)
		tally_add(&tally, pid, FATE_EXITED);
	for (pid = 20; pid < 40; pid++)
		tally_add(&tally, pid, FATE_DENIED);
	tally_say(&tally);
	fflush(stderr);
	cr_assert_stderr_eq_str(
		"pfnpack: captured: processes 2\n"
		"pfnpack: maps changed meanwhile: processes 1 (7)\n"
		"pfnpack: exited meanwhile, the rest is missing: processes 5 "
		"(10, 11, 12, 13, 14)\n"
		"pfnpack: not permitted: processes 20 "
		"(20, 21, 22, 23, 24 ...)\n");
}

/* --- Words ------------------------------------------------------------- */

Test(print, ends_and_kinds)
{
	cr_assert_eq(strcmp(print_end(0), ""), 0);
	cr_assert_eq(strcmp(print_end(1), "interrupted"), 0);
	cr_assert_eq(strcmp(print_end(2), "something was missed"), 0);
	cr_assert_eq(strcmp(print_end(3), "interrupted, something was missed"),
		     0);
	cr_assert_eq(strcmp(print_kind(CAPTURE_UNREAD), "unread"), 0);
	cr_assert_eq(strcmp(print_kind(CAPTURE_SWAP), "swap"), 0);
}
