// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Runs every property as a Criterion test of its own. */
#include <criterion/criterion.h>

#include "property.h"

#define CRITERION_TEST(name, rounds) \
	Test(properties, name) \
	{ \
		cr_assert(property_run(PFNPACK_PROPERTY(name, rounds))); \
	}
PFNPACK_PROPERTIES(CRITERION_TEST)
