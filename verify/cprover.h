/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What cbmc declares by itself, for a compiler that does not. */
#ifndef PFNPACK_CPROVER_H
#define PFNPACK_CPROVER_H

void __CPROVER_assume(_Bool assumption);
void __CPROVER_assert(_Bool assertion, const char *description);

#endif /* PFNPACK_CPROVER_H */
