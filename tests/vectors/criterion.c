// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Runs every good-*.vec and bad-*.vec of the folder as a Criterion test. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

#define MAX_VECTORS 256

struct vector_path {
	char text[512];
};

static bool is_vector(const char *name)
{
	size_t length = strlen(name);

	return (!strncmp(name, "good-", 5) || !strncmp(name, "bad-", 4)) &&
	       length > 4 && !strcmp(name + length - 4, ".vec");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct vector_path *)a)->text,
		      ((const struct vector_path *)b)->text);
}

static size_t find_vectors(struct vector_path *paths, size_t limit)
{
	DIR *folder = opendir(PFNPACK_VECTORS);
	struct dirent *entry;
	size_t nr = 0;

	if (!folder)
		return 0;
	while (nr < limit && (entry = readdir(folder))) {
		if (!is_vector(entry->d_name))
			continue;
		snprintf(paths[nr].text, sizeof(paths[nr].text), "%s/%s",
			 PFNPACK_VECTORS, entry->d_name);
		nr++;
	}
	closedir(folder);
	qsort(paths, nr, sizeof(paths[0]), by_text);
	return nr;
}

ParameterizedTestParameters(vectors, hold)
{
	static struct vector_path paths[MAX_VECTORS];
	size_t nr = find_vectors(paths, MAX_VECTORS);

	return cr_make_param_array(struct vector_path, paths, nr);
}

ParameterizedTest(struct vector_path *path, vectors, hold)
{
	cr_assert_eq(vector_run_file(path->text).nr_failed, 0, "%s",
		     path->text);
}

/* The folder is there, and no vector was left out. */
Test(vectors, are_found)
{
	static struct vector_path paths[MAX_VECTORS];
	size_t nr = find_vectors(paths, MAX_VECTORS);

	cr_assert(nr > 30 && nr < MAX_VECTORS, "%zu vectors", nr);
}
