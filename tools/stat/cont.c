// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory that page-table entries of a certain size could map.
 */
#include "cont.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool cont_parse(const char *text, uint64_t *size)
{
	static const char units[] = "KMGT";
	const char *unit;
	unsigned int shift = 0;
	char *end;

	errno = 0;
	*size = strtoull(text, &end, 10);
	if (errno || !isdigit((unsigned char)*text))
		return false;
	if (*end) {
		unit = strchr(units, *end++);
		if (!unit || *end)
			return false;
		shift = 10 * (unsigned int)(unit - units + 1);
	}
	if (!*size || *size & (*size - 1) || *size > UINT64_MAX >> shift)
		return false;
	*size <<= shift;
	return true;
}

/* Bytes of a run that lie in whole blocks. */
static uint64_t bytes_in_blocks(uint64_t va, uint64_t pa, uint64_t nr_bytes,
				uint64_t size)
{
	uint64_t before = -va & (size - 1);

	if ((va ^ pa) & (size - 1) || nr_bytes < before)
		return 0;
	return (nr_bytes - before) & ~(size - 1);
}

void cont_add(struct cont *c, const struct capture_run *run,
	      uint32_t os_page_bytes)
{
	uint64_t pa = run->range.pfn * os_page_bytes;
	uint64_t nr_bytes = run->range.nr * os_page_bytes;
	uint64_t size;
	unsigned int i;

	for (i = 0; i < c->nr_sizes; i++) {
		/* An OS page is a block of any smaller size, too. */
		size = c->size[i] > os_page_bytes ? c->size[i] : os_page_bytes;
		c->os_pages[i] +=
			bytes_in_blocks(run->start_va, pa, nr_bytes, size) /
			os_page_bytes;
	}
}
