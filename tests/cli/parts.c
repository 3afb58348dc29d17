// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Parts of the command that no process at hand shows: odd names of mappings,
 * swap, files of many chunks.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture_writer.h"
#include "outfile.h"
#include "pagemap.h"
#include "print.h"
#include "proc_maps.h"
#include "runs.h"

/* --- /proc/PID/maps ---------------------------------------------------- */

static struct proc_maps maps;
static struct capture_segment segment;

/* The tests write what the kernel would. */
static void start_maps(const char *text, size_t nr_bytes)
{
	int fd = memfd_create("maps", 0);

	cr_assert(fd >= 0);
	cr_assert_eq(write(fd, text, nr_bytes), (ssize_t)nr_bytes);
	lseek(fd, 0, SEEK_SET);
	proc_maps_init(&maps, fd);
}

static void start_text(const char *text)
{
	start_maps(text, strlen(text));
}

static void expect_name(const char *name)
{
	cr_assert_eq(proc_maps_next(&maps, &segment), MAPS_SEGMENT);
	cr_assert_eq(segment.nr_name_bytes, strlen(name));
	cr_assert_eq(memcmp(segment.name, name, strlen(name)), 0, "%s", name);
}

Test(maps, fields)
{
	start_text("55d0c5a0a000-55d0c5a0c000 rwxs 00012000 fe:1a 247134"
		   "                     /usr/bin/cat\n");
	expect_name("/usr/bin/cat");
	cr_assert_eq(segment.start_va, 0x55d0c5a0a000);
	cr_assert_eq(segment.end_va, 0x55d0c5a0c000);
	cr_assert_eq(segment.flags, CAPTURE_READ | CAPTURE_WRITE |
					    CAPTURE_EXEC | CAPTURE_SHARED);
	cr_assert_eq(segment.offset, 0x12000);
	cr_assert_eq(segment.dev_major, 0xfe);
	cr_assert_eq(segment.dev_minor, 0x1a);
	cr_assert_eq(segment.inode, 247134);
	cr_assert_eq(proc_maps_next(&maps, &segment), MAPS_END);
	cr_assert_eq(proc_maps_next(&maps, &segment), MAPS_END);
}

Test(maps, permissions)
{
	start_text("1000-2000 ---p 0 0:0 0 \n"
		   "2000-3000 r--p 0 0:0 0 \n"
		   "3000-4000 -w-p 0 0:0 0 \n"
		   "4000-5000 --xp 0 0:0 0 \n"
		   "5000-6000 ---s 0 0:0 0 \n");
	expect_name("");
	cr_assert_eq(segment.flags, 0);
	expect_name("");
	cr_assert_eq(segment.flags, CAPTURE_READ);
	expect_name("");
	cr_assert_eq(segment.flags, CAPTURE_WRITE);
	expect_name("");
	cr_assert_eq(segment.flags, CAPTURE_EXEC);
	expect_name("");
	cr_assert_eq(segment.flags, CAPTURE_SHARED);
}

Test(maps, odd_names)
{
	start_text("1000-2000 r--p 0 0:0 0\n"
		   "2000-3000 r--p 0 0:0 0 \n"
		   "3000-4000 r--p 0 0:0 0     /a b  c (deleted)\n"
		   "4000-5000 r--p 0 0:0 0     /line\\012feed\n"
		   "5000-6000 r--p 0 0:0 0     [anon:a name]\n"
		   "6000-7000 r--p 0 0:0 0     /blank at the end \n"
		   "7000-8000 r--p 0 0:0 0     /\303\244\377\n");
	expect_name("");
	expect_name("");
	expect_name("/a b  c (deleted)");
	expect_name("/line\\012feed");
	expect_name("[anon:a name]");
	expect_name("/blank at the end ");
	expect_name("/\303\244\377");
	cr_assert_eq(proc_maps_next(&maps, &segment), MAPS_END);
}

static const char line_start[] = "1000-2000 r--p 0 0:0 0 ";

/* A line with a name of 'n', then a short one. */
static void start_long(size_t nr_name)
{
	size_t nr_start = sizeof(line_start) - 1;
	static const char rest[] = "\n2000-3000 rw-p 0 0:0 0 /short\n";
	char *text = malloc(nr_start + nr_name + sizeof(rest));

	memcpy(text, line_start, nr_start);
	memset(text + nr_start, 'n', nr_name);
	memcpy(text + nr_start + nr_name, rest, sizeof(rest));
	start_maps(text, nr_start + nr_name + sizeof(rest) - 1);
	free(text);
}

Test(maps, long_names)
{
	static const size_t lengths[] = { 3967,	 3968,	3969, 16384,
					  65535, 65536, 70000 };
	size_t i, nr;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		nr = lengths[i];
		start_long(nr);
		cr_assert_eq(proc_maps_next(&maps, &segment), MAPS_SEGMENT);
		cr_assert_eq(segment.nr_name_bytes, nr < 3968 ? nr : 3968);
		cr_assert_eq(segment.flags,
			     CAPTURE_READ | (nr > 3968 ? CAPTURE_NAME_CUT : 0));
		expect_name("/short");
		cr_assert_eq(segment.flags, CAPTURE_READ | CAPTURE_WRITE);
	}
}

Test(maps, not_what_the_kernel_writes)
{
	static const char *const texts[] = {
		"\n",
		"x\n",
		"1000-2000\n",
		"1000-2000 r--p 0 0:0\n",
		"1000-2000 r--p 0 0:0 x\n",
		"2000-1000 r--p 0 0:0 0 backwards\n",
		"1000-1000 r--p 0 0:0 0 empty\n",
		"1000-2000 r--p 0 0:0 0 without a newline",
		"1000-2000 r--p 0 0:0 0",
		"1000-20",
		"000000000000000000000000000000000000000000000000000000000000"
		"000000000000000000000000000000000000000000000000000000000000"
		"000000000000000000000000000000000000000000000000000000000000"
		"1000-2000 r--p 0 0:0 0 \n",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		start_text(texts[i]);
		cr_assert_eq(proc_maps_next(&maps, &segment), MAPS_ERROR, "%s",
			     texts[i]);
		cr_assert_eq(errno, EBADMSG, "%s", texts[i]);
	}
}

Test(maps, cannot_be_read)
{
	proc_maps_init(&maps, -1);
	cr_assert_eq(proc_maps_next(&maps, &segment), MAPS_ERROR);
	cr_assert_eq(errno, EBADF);
}

/* --- /proc/PID/pagemap ------------------------------------------------- */

static void expect_entry(uint64_t entry, unsigned int tag, uint64_t pfn)
{
	struct pfnpack_range range;

	pagemap_decode(&entry, 1, 77, &range);
	cr_assert_eq(range.nr, 1);
	cr_assert_eq(range.tag, tag);
	cr_assert_eq(range.pfn, pfn);
}

Test(pagemap, entries)
{
	const uint64_t present = 1ULL << 63, swap = 1ULL << 62;
	const uint64_t file = 1ULL << 61, others = 0x1f80000000000000ULL;

	expect_entry(0, CAPTURE_HOLE, 77);
	expect_entry(file, CAPTURE_HOLE, 77);
	expect_entry(others | 0x1234, CAPTURE_HOLE, 77);
	expect_entry(swap | 0x1234, CAPTURE_SWAP, 77);
	expect_entry(swap | file | 0x1234, CAPTURE_SWAP, 77);
	expect_entry(present | 0x1234, CAPTURE_ANON, 0x1234);
	expect_entry(present | file | 0x1234, CAPTURE_FILE, 0x1234);
	/* Bit 63 counts when both are set. */
	expect_entry(present | swap | 0x1234, CAPTURE_ANON, 0x1234);
	expect_entry(present | others | 0x1234, CAPTURE_ANON, 0x1234);
	expect_entry(present | ((1ULL << 55) - 1), CAPTURE_ANON,
		     (1ULL << 55) - 1);
}

Test(pagemap, holes_that_follow_one_another)
{
	const uint64_t entries[] = { 0, 1ULL << 61, 5, 1ULL << 62, 0, 0 };
	struct pfnpack_range range;

	pagemap_decode(entries, 6, 10, &range);
	cr_assert_eq(range.nr, 3);
	cr_assert_eq(range.pfn, 10);
	cr_assert_eq(range.tag, CAPTURE_HOLE);
	pagemap_decode(entries + 3, 3, 13, &range);
	cr_assert_eq(range.nr, 1);
	cr_assert_eq(range.tag, CAPTURE_SWAP);
	pagemap_decode(entries + 4, 2, 14, &range);
	cr_assert_eq(range.nr, 2);
	pagemap_decode(entries + 4, 1, 14, &range);
	cr_assert_eq(range.nr, 1);
}

/* --- Files of many chunks ---------------------------------------------- */

/* Ranges come back in order and are joined only within a packed page. */
struct sum {
	uint64_t nr_segments;
	uint64_t nr_os_pages;
	uint64_t next_pfn;
	bool wrong;
};

static void add_range_to_sum(struct sum *sum, const struct pfnpack_range *range)
{
	sum->nr_os_pages += range->nr;
	sum->wrong |= range->pfn != sum->next_pfn;
	sum->next_pfn = range->pfn + range->nr + 1;
}

static void add_event(void *context, const struct capture_event *event)
{
	struct sum *sum = context;
	unsigned int i;

	if (event->type == CAPTURE_EVENT_SEGMENT)
		sum->nr_segments++;
	if (event->type != CAPTURE_EVENT_RANGES)
		return;
	for (i = 0; i < event->ranges->nr; i++)
		add_range_to_sum(sum, &event->ranges->range[i]);
}

static struct capture_writer writer;
static struct outfile out;
static char path[] = "/tmp/pfnpack-parts-XXXXXX";

static void start_file(void)
{
	struct capture_header header = { .os_page_bytes = 4096 };
	struct capture_process process = { .pid = 1, .comm = "parts" };
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	close(fd);
	cr_assert(outfile_open(&out, path));
	cr_assert(capture_writer_start(&writer, &out, &header));
	cr_assert(capture_writer_process(&writer, &process));
}

/* Every second PFN, from @first on. */
static void write_scattered(uint64_t first, uint64_t nr)
{
	struct pfnpack_range range = { .nr = 1, .tag = CAPTURE_ANON };
	uint64_t i;

	for (i = 0; i < nr; i++) {
		range.pfn = first + 2 * i;
		cr_assert(capture_writer_append(&writer, &range));
	}
}

static struct capture_totals decode_file(struct sum *sum)
{
	static struct capture_decoder d;
	static union capture_block block;
	FILE *file = fopen(path, "r");

	cr_assert_not_null(file);
	capture_decoder_init(&d, add_event, sum);
	while (fread(&block, sizeof(block), 1, file))
		cr_assert(capture_decode_block(&d, &block), "block %lu: %s",
			  (unsigned long)d.fault.block, d.fault.text);
	cr_assert(capture_decode_eof(&d, &block, 0));
	fclose(file);
	unlink(path);
	return d.totals;
}

/* 600 packed pages: more than a directory has room for. */
Test(writer, many_packed_pages)
{
	const uint64_t nr = 600 * 512;
	struct capture_totals totals;
	struct sum sum = { 0 };

	start_file();
	segment.end_va = nr * 4096;
	cr_assert(capture_writer_segment(&writer, &segment));
	write_scattered(0, nr);
	cr_assert(capture_writer_end(&writer, 0));
	cr_assert(outfile_commit(&out));
	totals = decode_file(&sum);
	cr_assert_eq(totals.nr_packed, 600);
	cr_assert_eq(totals.nr_chunks, 2);
	cr_assert_eq(sum.nr_os_pages, nr);
	cr_assert_not(sum.wrong);
}

/*
 * Directories that are full of names, at every fill of the packed page: a
 * segment's record and its first OS page have to stay together.
 */
Test(writer, many_long_names)
{
	struct capture_totals totals;
	struct sum sum = { 0 };
	uint64_t nr_os_pages = 0;
	uint64_t i, nr;

	start_file();
	for (i = 0; i < 3000; i++) {
		nr = 1 + i * 37 % 300;
		segment.start_va = nr_os_pages * 4096;
		segment.end_va = segment.start_va + nr * 4096;
		segment.nr_name_bytes = (uint32_t)(i * 1237 % 3969);
		cr_assert(capture_writer_segment(&writer, &segment));
		write_scattered(2 * nr_os_pages, nr);
		nr_os_pages += nr;
	}
	cr_assert(capture_writer_end(&writer, 0));
	cr_assert(outfile_commit(&out));
	totals = decode_file(&sum);
	cr_assert_eq(totals.nr_segments, 3000);
	cr_assert(totals.nr_chunks > 1000);
	cr_assert_eq(sum.nr_segments, 3000);
	cr_assert_eq(sum.nr_os_pages, nr_os_pages);
	cr_assert_not(sum.wrong);
}

Test(writer, pfn_beyond_the_format)
{
	struct pfnpack_range range = { .pfn = PFNPACK_PFN_END, .nr = 1 };

	start_file();
	segment.end_va = 4096;
	cr_assert(capture_writer_segment(&writer, &segment));
	/* It may go on yet. */
	cr_assert(capture_writer_append(&writer, &range));
	cr_assert_not(capture_writer_end(&writer, 0));
	outfile_abandon(&out);
	/* It had been there, empty, before. */
	cr_assert_eq(unlink(path), 0);
}

/* --- Runs -------------------------------------------------------------- */

static unsigned int nr_runs;
static struct pfnpack_range last_run;

static void take_run(void *context, const struct capture_run *run)
{
	(void)context;
	nr_runs++;
	last_run = run->range;
}

static void add_range(struct runs *runs, uint64_t pfn, uint64_t nr,
		      unsigned int tag)
{
	const struct pfnpack_range range = { .pfn = pfn, .nr = nr, .tag = tag };
	const struct capture_ranges ranges = {
		.segment = &segment,
		.os_page_bytes = 4096,
		.nr = 1,
		.range = &range,
	};

	runs_add(runs, &ranges);
}

Test(runs, joined_when_all_continues)
{
	struct runs runs;

	runs_init(&runs, take_run, NULL);
	runs_finish(&runs);
	cr_assert_eq(nr_runs, 0);
	add_range(&runs, 10, 5, CAPTURE_ANON);
	add_range(&runs, 15, 1, CAPTURE_ANON);
	cr_assert_eq(nr_runs, 0);
	add_range(&runs, 16, 1, CAPTURE_FILE);
	cr_assert_eq(nr_runs, 1);
	cr_assert_eq(last_run.nr, 6);
	add_range(&runs, 18, 1, CAPTURE_FILE);
	cr_assert_eq(nr_runs, 2);
	cr_assert_eq(last_run.nr, 1);
	runs_finish(&runs);
	runs_finish(&runs);
	cr_assert_eq(nr_runs, 3);
	cr_assert_eq(last_run.pfn, 18);
	add_range(&runs, 19, 1, CAPTURE_FILE);
	runs_finish(&runs);
	cr_assert_eq(last_run.nr, 1);
}

/* --- Amounts ----------------------------------------------------------- */

Test(print, sizes)
{
	static const struct {
		uint64_t nr_bytes;
		const char *text;
	} sizes[] = {
		{ 0, "0B" },	     { 1, "1B" },
		{ 1023, "1023B" },   { 1024, "1K" },
		{ 1535, "1.4K" },    { 1536, "1.5K" },
		{ 4096, "4K" },	     { 1048575, "1023.9K" },
		{ 1048576, "1M" },   { 2UL << 30, "2G" },
		{ 3UL << 40, "3T" }, { UINT64_MAX, "15.9E" },
	};
	char text[PRINT_SIZE_BYTES];
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		cr_assert_eq(strcmp(print_size(text, sizes[i].nr_bytes),
				    sizes[i].text),
			     0, "%s", text);
}

Test(print, names)
{
	char *text = NULL;
	size_t nr;
	FILE *stream = open_memstream(&text, &nr);

	print_name(stream, "a b\n\033[31m\177\303\244\\x", 14);
	fclose(stream);
	cr_assert_eq(strcmp(text, "a b\\012\\033[31m\\177\303\244\\x"), 0, "%s",
		     text);
	free(text);
}

Test(print, spans)
{
	char text[PRINT_SPAN_BYTES];

	print_span(text, 0, UINT64_MAX);
	cr_assert_eq(strcmp(text, "[0x0, 0xffffffffffffffff)"), 0, "%s", text);
}
