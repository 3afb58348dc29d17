// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "scope.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

_Static_assert(PFNPACK_SLOTS == MODEL_SLOTS, "one size of packed page");
_Static_assert(PFNPACK_PFN_END == MODEL_END, "one number of PFNs");
_Static_assert(PFNPACK_TAG_MAX == MODEL_TAGS - 1, "one number of tags");
_Static_assert(PFNPACK_SIZE_DESC == MODEL_ESCAPE, "one number of sizes");

struct pfnpack_page scope_packed[SCOPE_PACKED];
const uint8_t *const scope_bytes[SCOPE_PACKED] = {
	(const uint8_t *)&scope_packed[0],
	(const uint8_t *)&scope_packed[1],
	(const uint8_t *)&scope_packed[2],
};
const struct model_list *scope_list;
unsigned int scope_nr_packed;

static void show_list(const struct model_list *list)
{
	unsigned int i;

	for (i = 0; i < list->nr; i++)
		fprintf(stderr,
			"  packed page %u: %" PRIu64 " +%" PRIu64 " tag %u\n",
			list->ranges[i].packed, list->ranges[i].pfn,
			list->ranges[i].nr, list->ranges[i].tag);
}

static void show_packed(void)
{
	unsigned int i;

	for (i = 0; i < SCOPE_PACKED * MODEL_SLOTS; i++)
		fprintf(stderr, " %" PRIx64, model_get_slot(scope_bytes[0], i));
	fputc('\n', stderr);
}

void scope_must(bool holds, const char *file, int line, const char *text)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: does not hold: %s\nslots:", file, line, text);
	show_packed();
	if (scope_list) {
		fputs("list:\n", stderr);
		show_list(scope_list);
	}
	exit(1);
}

void scope_is_inside(const __le64 *slot)
{
	MUST(slot >= scope_packed[0].slot);
	MUST(slot < scope_packed[scope_nr_packed - 1].slot + MODEL_SLOTS);
}

bool scope_range(unsigned int number, struct model_range *range)
{
	uint64_t pfn;

	range->tag = number % MODEL_TAGS;
	number /= MODEL_TAGS;
	for (pfn = 0; pfn < MODEL_END; pfn++) {
		if (number < MODEL_END - pfn) {
			range->pfn = pfn;
			range->nr = number + 1;
			return true;
		}
		number -= (unsigned int)(MODEL_END - pfn);
	}
	return false;
}
