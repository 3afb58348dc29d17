// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The properties whose names begin as told, to the first failure; or, for
 * "--code NAME", whether that code of the bulk codec can run here.
 */
#include <string.h>

#include "bulk_runs.h"
#include "property/property.h"

static const struct property properties[] = {
#define TABLE_ENTRY(name, rounds) PFNPACK_PROPERTY(name, rounds),
	PFNPACK_PROPERTIES(TABLE_ENTRY)
};

static bool code_is_usable(const char *name)
{
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (!strcmp(bulk_codes[i]->name, name))
			return bulk_codes[i]->is_usable();
	}
	return false;
}

int main(int argc, char **argv)
{
	const char *begin = argc > 1 ? argv[1] : "";
	size_t i;

	if (!strcmp(begin, "--code") && argc == 3)
		return !code_is_usable(argv[2]);

	for (i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
		if (!strncmp(properties[i].name, begin, strlen(begin)) &&
		    !property_run(properties[i]))
			return 1;
	}
	return 0;
}
