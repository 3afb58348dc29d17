/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A copy of lib/pfnpack.c under other names, which calls back around every
 * access to a slot.  Whoever includes this calls the copy: include it first.
 */
#ifndef PFNPACK_HOOKED_H
#define PFNPACK_HOOKED_H

#define pfnpack_writer_init hooked_writer_init
#define pfnpack_writer_init_table hooked_writer_init_table
#define pfnpack_append hooked_append
#define pfnpack_append_words hooked_append_words
#define pfnpack_break hooked_break
#define pfnpack_room hooked_room
#define pfnpack_seal hooked_seal
/* There is a struct of this name. */
#define pfnpack_checkpoint(w, cp) hooked_checkpoint(w, cp)
#define pfnpack_rollback hooked_rollback
#define pfnpack_reader_init hooked_reader_init
#define pfnpack_reader_init_table hooked_reader_init_table
#define pfnpack_reader_join hooked_reader_join
#define pfnpack_reader_since hooked_reader_since
#define pfnpack_next hooked_next
#define pfnpack_next_max hooked_next_max
#define pfnpack_next_words hooked_next_words
#define pfnpack_skip hooked_skip
#define pfnpack_next_block hooked_next_block
#define pfnpack_check hooked_check
#define pfnpack_summarize hooked_summarize
#define pfnpack_decode hooked_decode
#define pfnpack_rule_text hooked_rule_text

#include "pfnpack.h"

/* After each store, and before each load; NULL for none. */
extern void (*hooked_after_store)(const __le64 *slot);
extern void (*hooked_before_load)(const __le64 *slot);

#endif /* PFNPACK_HOOKED_H */
