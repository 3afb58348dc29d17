// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * F-14: a reader beside a writer sees a prefix of the list.
 *
 * The list is known beforehand: range i is expected(i).  A thread writes it,
 * each range in pieces that merge, while the test reads it again and again.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/pfnpack.h>
#include <linux/sched.h>

#include "beside.h"

#define NR_PACKED 4
/*
 * They fill the packed pages.  One in eight takes two slots, and it never
 * comes to the last slot of a packed page, where it would be split.
 */
#define NR_RANGES (NR_PACKED * PFNPACK_SLOTS * 8 / 9 - NR_PACKED)
#define NR_ROUNDS 50

struct beside {
	struct pfnpack_page packed[NR_PACKED];
	struct pfnpack_writer writer;
	bool written; /* by the thread, all of it */
	unsigned int nr_refused;
};

static struct pfnpack_range expected(unsigned int i)
{
	return (struct pfnpack_range){
		.pfn = (u64)i << 17,
		.nr = i % 8 ? 2 + i % 5 : PFNPACK_INLINE_MAX + 2,
		.tag = i & PFNPACK_TAG_MAX,
	};
}

/* As long as some steps of the other side take: so they come in between. */
static void pause(void)
{
	udelay(1);
}

/* The last two OS pages alone: the range grows while it is the last. */
static void append_in_pieces(struct beside *b, struct pfnpack_range range)
{
	u64 pieces[] = { range.nr - 2, 1, 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		if (!pieces[i])
			continue;
		if (pfnpack_append(&b->writer, range.pfn, pieces[i],
				   range.tag) != PFNPACK_OK)
			b->nr_refused++;
		range.pfn += pieces[i];
		pause();
	}
}

static int write_list(void *data)
{
	struct beside *b = data;
	unsigned int i;

	for (i = 0; i < NR_RANGES; i++) {
		append_in_pieces(b, expected(i));
		if (i % 64 == 0)
			cond_resched();
	}
	/* Who sees this sees the whole list. */
	smp_store_release(&b->written, true);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static bool is_prefix_of(const struct pfnpack_range *got,
			 const struct pfnpack_range *want)
{
	return got->pfn == want->pfn && got->tag == want->tag &&
	       got->nr <= want->nr;
}

/* Somewhere in the list: before its range @nr. */
struct place {
	struct pfnpack_reader reader;
	unsigned int nr;
};

static void go_to_the_start(struct place *at, const struct beside *b)
{
	pfnpack_reader_init(&at->reader, b->packed, NR_PACKED);
	at->nr = 0;
}

/*
 * Read to the end, and leave @from before the last range, so that the next
 * call comes to where the writer is without delay.  Only that range may still
 * be growing.  Returns how many ranges there are up to the end.
 */
static unsigned int read_on(struct kunit *test, struct place *from)
{
	struct place at = *from;
	bool whole = true;

	for (;;) {
		struct pfnpack_range want = expected(at.nr);
		struct place before = at;
		enum pfnpack_status status;
		struct pfnpack_range got;

		status = pfnpack_next(&at.reader, &got);
		if (status != PFNPACK_OK) {
			KUNIT_ASSERT_EQ(test, status, PFNPACK_END);
			return at.nr;
		}
		KUNIT_ASSERT_TRUE(test, whole);
		KUNIT_ASSERT_TRUE(test, is_prefix_of(&got, &want));
		whole = got.nr == want.nr;
		pause();
		KUNIT_ASSERT_LT(test, at.nr++, NR_RANGES);
		*from = before;
	}
}

/* How often the list was read, and how often it had grown meanwhile. */
struct counts {
	unsigned int nr_reads;
	unsigned int nr_grown;
};

static void read_until_written(struct kunit *test, const struct beside *b,
			       struct counts *counts)
{
	unsigned int i, nr, nr_before = 0;
	struct place place;
	bool written;

	for (i = 0; !i || !written; i++) {
		/* Before the list is read: if set, all of it is there. */
		written = smp_load_acquire(&b->written);
		/* A reader does not see packed pages that came after it. */
		if (i % 64 == 0 || written)
			go_to_the_start(&place, b);
		nr = read_on(test, &place);
		KUNIT_ASSERT_GE(test, nr, nr_before);
		counts->nr_reads++;
		counts->nr_grown += nr > nr_before;
		nr_before = nr;
		cond_resched();
	}
	KUNIT_EXPECT_EQ(test, nr, NR_RANGES);
}

static void stop(void *thread)
{
	kthread_stop(thread);
}

static void read_beside(struct kunit *test, struct beside *b,
			struct counts *counts)
{
	struct task_struct *thread;

	memset(b, 0, sizeof(*b));
	pfnpack_writer_init(&b->writer, b->packed, NR_PACKED);
	thread = kthread_run(write_list, b, "pfnpack_writer");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, thread);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, stop, thread), 0);
	read_until_written(test, b, counts);
	KUNIT_EXPECT_EQ(test, b->nr_refused, 0);
	kunit_release_action(test, stop, thread);
}

void test_reader_beside_a_writer(struct kunit *test)
{
	struct beside *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct counts counts = { 0 };
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, b);
	for (i = 0; i < NR_ROUNDS; i++)
		read_beside(test, b, &counts);
	kunit_info(test, "%u reads, %u of them saw the list grow",
		   counts.nr_reads, counts.nr_grown);
}
