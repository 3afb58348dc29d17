// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writes lists of any length as packed pages and nothing else, holding one.
 */
#include "packer.h"

#include <string.h>

static void start_packed(struct packer *p)
{
	memset(&p->packed, 0, sizeof(p->packed));
	pfnpack_writer_init(&p->filling, &p->packed, 1);
}

void packer_init(struct packer *p, struct outfile *out, bool merges)
{
	p->out = out;
	p->merges = merges;
	start_packed(p);
}

static enum pfnpack_status append(struct packer *p,
				  const struct pfnpack_range *range)
{
	if (!p->merges)
		pfnpack_break(&p->filling);
	return pfnpack_append(&p->filling, range->pfn, range->nr, range->tag);
}

bool packer_add(struct packer *p, const struct pfnpack_range *range)
{
	if (append(p, range) == PFNPACK_OK)
		return true;
	/* No room: any range fits in an empty packed page. */
	return packer_end_packed(p) && append(p, range) == PFNPACK_OK;
}

bool packer_end_packed(struct packer *p)
{
	if (!outfile_write(p->out, &p->packed, sizeof(p->packed)))
		return false;
	start_packed(p);
	return true;
}

bool packer_finish(struct packer *p)
{
	return !pfnpack_seal(&p->filling) || packer_end_packed(p);
}
