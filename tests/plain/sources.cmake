# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Relative to the top of the tree; lib/pfnpack.c comes on top, and the include
# folders are include/, lib/ and tests/.
set(PFNPACK_TESTS_PLAIN_SOURCES
	lib/bulk_append.c
	lib/bulk_avx2.c
	lib/bulk_avx512.c
	lib/bulk_expand.c
	lib/bulk_portable.c
	tests/cases/append.c
	tests/cases/check.c
	tests/cases/join.c
	tests/cases/merge.c
	tests/cases/read.c
	tests/cases/rollback.c
	tests/cases/room.c
	tests/cases/seal.c
	tests/cases/support.c
	tests/cases/table.c
	tests/cases/words.c
	tests/model/bytes.c
	tests/model/list.c
	tests/model/reader.c
	tests/plain/main.c
	tests/property/any_bytes.c
	tests/property/beside.c
	tests/property/bulk_append.c
	tests/property/bulk_expand.c
	tests/property/hooked.c
	tests/property/instants.c
	tests/property/lists.c
	tests/property/property.c
	tests/property/random.c
	tests/property/words.c
	tests/property/writer.c
	tests/vectors/vector_check.c
	tests/vectors/vector_file.c
	tests/vectors/vector_read.c)
