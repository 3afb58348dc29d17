// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Memory that comes late, while it is being pinned: by userfaultfd. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../gup.h"
#include "../tap.h"

#define HUGE_PAGES (GUP_HUGE / GUP_PAGE)
#define DELAY_US 20000

struct late {
	struct area area;
	void (*answer)(struct late *late, unsigned long address);
	int uffd;
	unsigned int nr_faults;
};

/* Without userfaultfd, the fault gets what it always gets: a THP. */
static void answer_huge(struct late *late, unsigned long address)
{
	struct uffdio_range range = { address & -GUP_HUGE, GUP_HUGE };

	ioctl(late->uffd, UFFDIO_UNREGISTER, &range);
	ioctl(late->uffd, UFFDIO_WAKE, &range);
}

static unsigned long contents_of(unsigned long address)
{
	return address ^ 0x5a5a5a5a5a5a5a5a;
}

static void answer_small(struct late *late, unsigned long address)
{
	unsigned long page[GUP_PAGE / sizeof(unsigned long)];
	struct uffdio_copy copy = {
		.dst = address & -GUP_PAGE,
		.src = (unsigned long)page,
		.len = GUP_PAGE,
	};
	unsigned int i;

	for (i = 0; i < sizeof(page) / sizeof(page[0]); i++)
		page[i] = contents_of(copy.dst);
	ioctl(late->uffd, UFFDIO_COPY, &copy);
}

static void *answer_late(void *arg)
{
	struct late *late = arg;
	struct pollfd ready = { .fd = late->uffd, .events = POLLIN };
	struct uffd_msg msg;

	while (poll(&ready, 1, -1) == 1 &&
	       read(late->uffd, &msg, sizeof(msg)) == sizeof(msg)) {
		usleep(DELAY_US);
		late->nr_faults++;
		late->answer(late, msg.arg.pagefault.address);
	}
	return NULL;
}

static void watch(struct late *late)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = {
		.range = { (unsigned long)late->area.p, late->area.size },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	late->uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (late->uffd < 0 || ioctl(late->uffd, UFFDIO_API, &api) ||
	    ioctl(late->uffd, UFFDIO_REGISTER, &reg))
		tap_bail("userfaultfd");
}

static struct packed_result pin_late(struct late *late,
				     struct packed_request request)
{
	struct packed_result result;
	pthread_t thread;

	watch(late);
	if (pthread_create(&thread, NULL, answer_late, late))
		tap_bail("pthread_create");
	result = packed_pin(late->area.p, late->area.size, request);
	pthread_cancel(thread);
	pthread_join(thread, NULL);
	close(late->uffd);
	tap_note("%lu ranges, %u faults that waited", result.nr_ranges,
		 late->nr_faults);
	return result;
}

/* The fault gives one OS page of each huge page: 1 + 511 have to merge. */
static bool huge_pages(unsigned int flags)
{
	struct late late = {
		.area = area_map(2 * GUP_HUGE, MAP_PRIVATE),
		.answer = answer_huge,
	};
	const struct packed_request request = {
		.nr_packed = 1,
		.gup_flags = FOLL_WRITE | flags,
		.contents = contents_same,
		.pagemap = true,
	};
	struct packed_result result;

	madvise(late.area.p, late.area.size, MADV_HUGEPAGE);
	result = pin_late(&late, request);
	area_unmap(late.area);
	return result.valid && result.nr_pinned == 2 * HUGE_PAGES &&
	       result.nr_ranges <= 2 && late.nr_faults == 2;
}

static bool small_pages(unsigned int flags)
{
	const unsigned long nr = 24;
	struct late late = {
		.area = area_map(nr * GUP_PAGE, MAP_PRIVATE),
		.answer = answer_small,
	};
	const struct packed_request request = {
		.nr_packed = 1,
		.gup_flags = FOLL_WRITE | flags,
		.contents = contents_same,
		.pagemap = true,
	};
	struct packed_result result = pin_late(&late, request);
	bool good = result.valid && result.nr_pinned == (long)nr &&
		    late.nr_faults == nr;
	unsigned long i;

	for (i = 0; i < nr; i++) {
		char *p = late.area.p + i * GUP_PAGE;

		good = good &&
		       *(unsigned long *)p == contents_of((unsigned long)p);
	}
	area_unmap(late.area);
	return good;
}

int main(void)
{
	gup_open();
	tap_ok(huge_pages(0), "1 + 511 OS pages merge");
	tap_ok(huge_pages(FOLL_LONGTERM), "1 + 511 OS pages merge, long-term");
	tap_ok(small_pages(0), "4K pages one by one");
	tap_ok(small_pages(FOLL_LONGTERM), "4K pages one by one, long-term");
	gup_check_released();
	return tap_done();
}
