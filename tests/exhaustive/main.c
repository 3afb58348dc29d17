// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One scope: see scope.h and CMakeLists.txt. */
#include "scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void)
{
	fputs("usage: exhaustive arrays|operations PACKED | "
	      "beside PACKED APPENDS\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	unsigned long nr_packed = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	if (!nr_packed || nr_packed > SCOPE_PACKED)
		return usage();
	printf("%d slots of %d PFN bits, %d tags, %d sizes\n", MODEL_SLOTS,
	       MODEL_PFN_BITS, MODEL_TAGS, MODEL_SIZES);
	if (!strcmp(what, "arrays"))
		try_arrays((unsigned int)nr_packed);
	else if (!strcmp(what, "operations"))
		try_operations((unsigned int)nr_packed);
	else if (!strcmp(what, "beside") && argc > 3)
		try_beside((unsigned int)nr_packed,
			   (unsigned int)strtoul(argv[3], NULL, 10));
	else
		return usage();
	return 0;
}
