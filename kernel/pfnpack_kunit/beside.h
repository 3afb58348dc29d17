/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef PFNPACK_KUNIT_BESIDE_H
#define PFNPACK_KUNIT_BESIDE_H

struct kunit;

void test_reader_beside_a_writer(struct kunit *test);

#endif /* PFNPACK_KUNIT_BESIDE_H */
