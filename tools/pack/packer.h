/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writes lists of any length as packed pages and nothing else, holding one.
 */
#ifndef PACKER_H
#define PACKER_H

#include <stdbool.h>

#include "outfile.h"
#include "pfnpack.h"

/**
 * struct packer - a list being written; all fields are private
 */
struct packer {
	/* private: */
	struct outfile *out;
	bool merges;
	struct pfnpack_writer filling;
	struct pfnpack_page packed;
};

/*
 * Of what follows, those that return a bool return false when the file cannot
 * be written, after a message.
 */

/**
 * packer_init() - start a list
 * @p: filled in; must stay where it is
 * @out: where to write
 * @merges: a range that continues the last one is merged into it (F-16)
 */
void packer_init(struct packer *p, struct outfile *out, bool merges);

/**
 * packer_add() - add a range
 * @p: the list
 * @range: a valid range
 */
bool packer_add(struct packer *p, const struct pfnpack_range *range);

/**
 * packer_end_packed() - write the packed page being filled
 * @p: the list
 *
 * Even without ranges.
 */
bool packer_end_packed(struct packer *p);

/**
 * packer_finish() - write what is left
 * @p: the list
 */
bool packer_finish(struct packer *p);

#endif /* PACKER_H */
