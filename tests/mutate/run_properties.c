// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The properties whose names begin as told, to the first failure. */
#include <string.h>

#include "property/property.h"

static const struct property properties[] = {
#define TABLE_ENTRY(name, rounds) PFNPACK_PROPERTY(name, rounds),
	PFNPACK_PROPERTIES(TABLE_ENTRY)
};

int main(int argc, char **argv)
{
	const char *begin = argc > 1 ? argv[1] : "";
	size_t i;

	for (i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
		if (!strncmp(properties[i].name, begin, strlen(begin)) &&
		    !property_run(properties[i]))
			return 1;
	}
	return 0;
}
