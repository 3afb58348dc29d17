// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A program of this file and the library alone: no libc, no start files.  It
 * calls every public function, so it links only when the library needs
 * nothing else.  Linux on x86; the exit status is the line that failed.
 */
#include "pfnpack.h"

#define NR_PACKED 2
#define EXPECT(condition) \
	do { \
		if (!(condition)) \
			return __LINE__; \
	} while (0)

static struct pfnpack_page packed[NR_PACKED];
static struct pfnpack_page *const table[NR_PACKED] = { &packed[1], &packed[0] };

static int write_list(struct pfnpack_writer *w)
{
	const __u64 word = pfnpack_word(100, 3, 0);
	struct pfnpack_checkpoint cp;
	struct pfnpack_range range;
	struct pfnpack_reader r;

	EXPECT(pfnpack_room(w) == NR_PACKED * PFNPACK_SLOTS);
	EXPECT(pfnpack_append(w, 8, 4, 1) == PFNPACK_OK);
	pfnpack_checkpoint(w, &cp);
	EXPECT(pfnpack_append_words(w, &word, 1) == 1);
	pfnpack_reader_since(&r, w, &cp);
	EXPECT(pfnpack_next_max(&r, 2, &range) == PFNPACK_OK);
	EXPECT(range.pfn == 100 && range.nr == 2);
	pfnpack_rollback(w, &cp);
	pfnpack_break(w);
	EXPECT(pfnpack_append(w, 12, PFNPACK_SIZE_DESC, 1) == PFNPACK_OK);
	EXPECT(pfnpack_seal(w) == 1);
	return 0;
}

static int read_list(struct pfnpack_reader *r)
{
	struct pfnpack_range range;
	__u64 max = 5;
	__u64 word;

	EXPECT(pfnpack_next_words(r, &max, &word, 1) == 1);
	EXPECT(pfnpack_word_range(word).pfn == 8 && max == 1);
	EXPECT(pfnpack_next_max(r, 1, &range) == PFNPACK_OK);
	EXPECT(range.pfn == 12);
	EXPECT(pfnpack_skip(r, PFNPACK_SIZE_DESC - 1) == PFNPACK_OK);
	EXPECT(pfnpack_next(r, &range) == PFNPACK_END);
	return 0;
}

static int read_parts(struct pfnpack_reader *r)
{
	struct pfnpack_range range;

	pfnpack_reader_join(r);
	EXPECT(pfnpack_skip(r, 1) == PFNPACK_OK);
	EXPECT(pfnpack_next_block(r, 9, &range) == PFNPACK_OK);
	EXPECT(range.pfn == 9 && range.nr == 1 && range.tag == 1);
	EXPECT(pfnpack_next(r, &range) == PFNPACK_OK);
	EXPECT(range.pfn == 10 && range.nr == 2 && range.tag == 1);
	EXPECT(pfnpack_next(r, &range) == PFNPACK_OK);
	EXPECT(range.pfn == 12 && range.nr == PFNPACK_SIZE_DESC);
	EXPECT(pfnpack_next(r, &range) == PFNPACK_END);
	return 0;
}

static int check_list(const struct pfnpack_page *page)
{
	static struct pfnpack_range ranges[PFNPACK_SLOTS];
	struct pfnpack_summary summary;
	struct pfnpack_fault fault;

	EXPECT(pfnpack_check(page, &fault) == PFNPACK_OK);
	EXPECT(pfnpack_summarize(page, &summary, &fault) == PFNPACK_OK);
	EXPECT(summary.nr_ranges == 2 && summary.nr_descs == 1);
	EXPECT(pfnpack_decode(page, ranges, &summary, &fault) == PFNPACK_OK);
	EXPECT(ranges[1].pfn == 12 && ranges[1].nr == PFNPACK_SIZE_DESC);
	EXPECT(pfnpack_rule_text(PFNPACK_F05)[0]);
	return 0;
}

static int run(void)
{
	struct pfnpack_writer w;
	struct pfnpack_reader r;
	int line;

	pfnpack_writer_init(&w, packed, NR_PACKED);
	line = write_list(&w);
	pfnpack_reader_init(&r, packed, 1);
	line = line ? line : read_list(&r);
	pfnpack_reader_init(&r, packed, 1);
	line = line ? line : read_parts(&r);
	line = line ? line : check_list(&packed[0]);

	/* The first packed page of the table is not the one used above. */
	pfnpack_writer_init_table(&w, table, NR_PACKED);
	line = line ? line : write_list(&w);
	pfnpack_reader_init_table(&r, table, 1);
	line = line ? line : read_list(&r);
	return line ? line : check_list(&packed[1]);
}

/* Called by _start with the stack that the kernel has set up. */
__attribute__((noreturn, used)) void start_in_c(void);

void start_in_c(void)
{
#ifdef __x86_64__
	__asm__ volatile("syscall" : : "a"(60L), "D"((long)run()));
#else
	__asm__ volatile("int $0x80" : : "a"(1), "b"(run()));
#endif
	__builtin_unreachable();
}

__asm__(".globl _start\n"
	"_start:\n"
	"	call start_in_c\n");
