// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What lib/pfnpack.c offers to other modules. */
#include <linux/export.h>
#include <linux/pfnpack.h>

EXPORT_SYMBOL_GPL(pfnpack_append);
EXPORT_SYMBOL_GPL(pfnpack_append_words);
EXPORT_SYMBOL_GPL(pfnpack_break);
EXPORT_SYMBOL_GPL(pfnpack_check);
EXPORT_SYMBOL_GPL(pfnpack_checkpoint);
EXPORT_SYMBOL_GPL(pfnpack_decode);
EXPORT_SYMBOL_GPL(pfnpack_next);
EXPORT_SYMBOL_GPL(pfnpack_next_block);
EXPORT_SYMBOL_GPL(pfnpack_next_max);
EXPORT_SYMBOL_GPL(pfnpack_next_words);
EXPORT_SYMBOL_GPL(pfnpack_reader_init);
EXPORT_SYMBOL_GPL(pfnpack_reader_init_table);
EXPORT_SYMBOL_GPL(pfnpack_reader_join);
EXPORT_SYMBOL_GPL(pfnpack_reader_since);
EXPORT_SYMBOL_GPL(pfnpack_rollback);
EXPORT_SYMBOL_GPL(pfnpack_room);
EXPORT_SYMBOL_GPL(pfnpack_rule_text);
EXPORT_SYMBOL_GPL(pfnpack_seal);
EXPORT_SYMBOL_GPL(pfnpack_skip);
EXPORT_SYMBOL_GPL(pfnpack_summarize);
EXPORT_SYMBOL_GPL(pfnpack_writer_init);
EXPORT_SYMBOL_GPL(pfnpack_writer_init_table);
