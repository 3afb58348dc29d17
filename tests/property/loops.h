/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The inner loops of the bulk codec by themselves, each of the codes that this
 * processor can run, against what is written plainly here.
 */
#ifndef PFNPACK_LOOPS_H
#define PFNPACK_LOOPS_H

#include "bulk_runs.h"
#include "property.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static inline bool by_every_code(struct property *p,
				 bool (*holds)(struct property *p,
					       const struct bulk_code *code))
{
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (bulk_codes[i]->is_usable() && !holds(p, bulk_codes[i]))
			return false;
	}
	return true;
}

#endif /* PFNPACK_LOOPS_H */
