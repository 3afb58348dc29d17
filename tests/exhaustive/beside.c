// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * F-14: a reader beside a writer, in every interleaving of single stores with
 * single loads.
 *
 * The writer runs first; its stores lead from one moment to the next.  Each
 * call of the reader is then done again and again, with another choice of
 * moments for its loads each time.  A load may wait for any store to its own
 * slot; to wait for one to another slot changes nothing before the load that
 * looks there.  That is also all that acquire and release allow where only
 * one thread stores.
 */
#include "scope.h"

#include <stdio.h>
#include <string.h>

#define MAX_MOMENTS 64
#define MAX_LOADS 64
#define MAX_SPOTS 4096
#define MAX_OS_PAGES (SCOPE_PACKED * MODEL_SLOTS * MODEL_END)

struct moment {
	struct pfnpack_page packed[SCOPE_PACKED];
	unsigned int slot; /* the one stored to */
	uint64_t nr_os_pages; /* in the list */
};

static struct moment moments[MAX_MOMENTS];
static unsigned int nr_moments;
static unsigned int now;

static struct pfnpack_page written[SCOPE_PACKED];
/* The first packed page is the last in memory: nothing follows it there. */
static struct pfnpack_page *written_table[SCOPE_PACKED];
static struct pfnpack_page *seen_table[SCOPE_PACKED];
static const uint8_t *bytes_table[SCOPE_PACKED];
static struct pfnpack_writer writer;
static struct model_writer model;
static unsigned int nr_packed;

static unsigned long nr_programs, nr_schedules;

/* --- The writer's stores ------------------------------------------------- */

static void note_moment(const __le64 *slot)
{
	struct moment *moment = &moments[nr_moments++];
	static struct model_list list;

	MUST(nr_moments < MAX_MOMENTS);
	memcpy(moment->packed, written, sizeof(written));
	memcpy(scope_packed, written, sizeof(written));
	moment->slot = slot ? (unsigned int)(slot - written[0].slot) : 0;
	MUST(!model_read(bytes_table, nr_packed, &list).rule);
	moment->nr_os_pages = 0;
	while (list.nr)
		moment->nr_os_pages += list.ranges[--list.nr].nr;
}

static void go_to(unsigned int moment)
{
	now = moment;
	memcpy(scope_packed, moments[now].packed, sizeof(scope_packed));
}

/* --- All choices of moments for the loads of a call ---------------------- */

static struct {
	unsigned int chosen;
	unsigned int nr; /* stores to wait for */
} choices[MAX_LOADS];
static unsigned int nr_choices, nr_loads;

static void wait_for_store(const __le64 *slot)
{
	unsigned int index = (unsigned int)(slot - scope_packed[0].slot);
	unsigned int load = nr_loads++;
	unsigned int moment, nr = 0;

	MUST(load < MAX_LOADS);
	scope_is_inside(slot);
	if (load == nr_choices)
		choices[nr_choices++].chosen = 0;
	moment = now;
	while (++moment < nr_moments) {
		if (moments[moment].slot == index &&
		    ++nr == choices[load].chosen)
			go_to(moment);
	}
	choices[load].nr = nr;
}

static bool choose_again(void)
{
	nr_schedules++;
	while (nr_choices &&
	       choices[nr_choices - 1].chosen == choices[nr_choices - 1].nr)
		nr_choices--;
	if (nr_choices)
		choices[nr_choices - 1].chosen++;
	return nr_choices;
}

/* --- The reader ---------------------------------------------------------- */

struct spot {
	struct pfnpack_reader r;
	unsigned int now;
	uint64_t passed; /* OS pages */
	bool shorter; /* the last range was not all of it */
};

static bool ranges_are_whole;

static struct spot spots[MAX_SPOTS];
static unsigned int nr_spots;

/* The list at the end, OS page by OS page. */
static struct model_range os_pages[MAX_OS_PAGES];
static uint64_t nr_os_pages;

static bool same_spot(const struct spot *a, const struct spot *b)
{
	return a->now == b->now && a->passed == b->passed &&
	       a->shorter == b->shorter && !memcmp(&a->r, &b->r, sizeof(a->r));
}

static void come_to(const struct spot *spot)
{
	unsigned int i;

	for (i = 0; i < nr_spots; i++) {
		if (same_spot(&spots[i], spot))
			return;
	}
	MUST(nr_spots < MAX_SPOTS);
	spots[nr_spots++] = *spot;
}

static void flatten(const struct model_list *list)
{
	unsigned int i;
	uint64_t j;

	nr_os_pages = 0;
	for (i = 0; i < list->nr; i++) {
		for (j = 0; j < list->ranges[i].nr; j++)
			os_pages[nr_os_pages++] = (struct model_range){
				.pfn = list->ranges[i].pfn + j,
				.nr = list->ranges[i].nr - j,
				.tag = list->ranges[i].tag,
			};
	}
}

/* All that the reader is given is the list, cut off somewhere. */
static void take(struct spot *spot, const struct pfnpack_range *range)
{
	const struct model_range *first = &os_pages[spot->passed];
	uint64_t i;

	MUST(range->nr && spot->passed + range->nr <= nr_os_pages);
	/* Only the last range may have been cut off. */
	MUST(!ranges_are_whole || !spot->shorter);
	spot->shorter = first->nr != range->nr;
	for (i = 0; i < range->nr; i++) {
		MUST(first[i].pfn == range->pfn + i);
		MUST(first[i].tag == range->tag);
	}
	spot->passed += range->nr;
}

static void take_words(struct spot *spot)
{
	struct pfnpack_range range;
	unsigned int i, nr;
	__u64 words[2];
	__u64 max = 3;

	nr = pfnpack_next_words(&spot->r, &max, words, 2);
	for (i = 0; i < nr; i++) {
		range = pfnpack_word_range(words[i]);
		take(spot, &range);
	}
}

/* The first two give ranges as they are. */
enum call { NEXT, WORDS, BLOCK, SKIP };

static enum pfnpack_status do_call(struct spot *spot, enum call call)
{
	struct pfnpack_range range = { .nr = 0 };
	enum pfnpack_status status;

	switch (call) {
	case NEXT:
		status = pfnpack_next(&spot->r, &range);
		break;
	case WORDS:
		take_words(spot);
		return PFNPACK_OK;
	case BLOCK:
		status = pfnpack_next_block(&spot->r, 1, &range);
		break;
	default:
		status = pfnpack_skip(&spot->r, 2);
		if (status == PFNPACK_OK)
			spot->passed += 2;
		return status;
	}
	if (status == PFNPACK_OK)
		take(spot, &range);
	return status;
}

/* @least: OS pages in the list when the reader was set up. */
static void try_call(unsigned int index, enum call call, uint64_t least)
{
	enum pfnpack_status status;
	struct spot spot;

	do {
		spot = spots[index];
		go_to(spot.now);
		nr_loads = 0;
		status = do_call(&spot, call);
		spot.now = now;
		if (status == PFNPACK_OK) {
			come_to(&spot);
		} else {
			MUST(status == PFNPACK_END);
			MUST(call == SKIP || spot.passed >= least);
		}
	} while (choose_again());
}

static void start_reader(unsigned int moment, bool joins)
{
	struct spot spot;

	nr_spots = 0;
	do {
		memset(&spot, 0, sizeof(spot));
		go_to(moment);
		nr_loads = 0;
		pfnpack_reader_init_table(&spot.r, seen_table, nr_packed);
		if (joins)
			pfnpack_reader_join(&spot.r);
		spot.now = now;
		come_to(&spot);
	} while (choose_again());
}

static void read_from(unsigned int moment, bool joins, enum call last)
{
	enum call call;
	unsigned int i;

	ranges_are_whole = !joins && last == WORDS;
	start_reader(moment, joins);
	for (i = 0; i < nr_spots; i++)
		for (call = NEXT; call <= last; call++)
			try_call(i, call, moments[moment].nr_os_pages);
}

static void try_program(void)
{
	unsigned int moment;

	nr_programs++;
	flatten(&model.list);
	scope_list = &model.list;
	hooked_after_store = NULL;
	hooked_before_load = wait_for_store;
	for (moment = 0; moment < nr_moments; moment++) {
		read_from(moment, false, WORDS);
		read_from(moment, true, SKIP);
	}
	hooked_before_load = NULL;
	hooked_after_store = note_moment;
}

/* --- The writer's programs ----------------------------------------------- */

static void try_programs(unsigned int nr_appends);

static bool append_and_go_on(const struct model_range *range, bool broken,
			     unsigned int nr_appends)
{
	struct pfnpack_writer writer_then = writer;
	unsigned int nr_moments_then = nr_moments;
	static struct model_writer models[MAX_MOMENTS];
	struct model_writer *model_then = &models[nr_appends];
	bool appended;

	model_copy(model_then, &model);
	if (broken) {
		pfnpack_break(&writer);
		model.broken = true;
	}
	appended = pfnpack_append(&writer, range->pfn, range->nr, range->tag) ==
		   PFNPACK_OK;
	if (appended) {
		model_append(&model, range->pfn, range->nr, range->tag);
		try_programs(nr_appends - 1);
	}
	model_copy(&model, model_then);
	writer = writer_then;
	nr_moments = nr_moments_then;
	memcpy(written, moments[nr_moments - 1].packed, sizeof(written));
	return appended;
}

/* A program that can go on contains what it is now. */
static void try_programs(unsigned int nr_appends)
{
	struct model_range range = { 0 };
	bool goes_on = false;
	unsigned int i;

	for (i = 0; nr_appends && scope_range(i, &range); i++) {
		goes_on |= append_and_go_on(&range, false, nr_appends);
		if (model.list.nr)
			goes_on |= append_and_go_on(&range, true, nr_appends);
	}
	if (!goes_on)
		try_program();
}

static void make_tables(void)
{
	unsigned int i;

	for (i = 0; i < nr_packed; i++) {
		written_table[i] = &written[nr_packed - 1 - i];
		seen_table[i] = &scope_packed[nr_packed - 1 - i];
		bytes_table[i] = scope_bytes[nr_packed - 1 - i];
	}
}

void try_beside(unsigned int packed, unsigned int nr_appends)
{
	nr_packed = packed;
	scope_nr_packed = packed;
	MUST(nr_appends < MAX_MOMENTS);
	make_tables();
	pfnpack_writer_init_table(&writer, written_table, nr_packed);
	model_start(&model, nr_packed);
	note_moment(NULL);
	hooked_after_store = note_moment;
	try_programs(nr_appends);
	hooked_after_store = NULL;
	printf("readers beside writers of %u packed pages, %u appends: "
	       "%lu programs, %lu schedules of a call's loads\n",
	       nr_packed, nr_appends, nr_programs, nr_schedules);
}
