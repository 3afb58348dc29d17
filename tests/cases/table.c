// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cases.h"

#define TABLE_ENTRY(name) { #name, case_##name },

const struct pfnpack_case pfnpack_cases[] = {
	PFNPACK_CASES(TABLE_ENTRY){ NULL, NULL },
};
