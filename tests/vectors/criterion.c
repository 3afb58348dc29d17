// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Runs every good-*.vec and bad-*.vec of the folder as a Criterion test. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <criterion/redirect.h>
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

/* --- The runner itself ----------------------------------------------- */

static bool holds(const char *text)
{
	static struct vector vector;
	char copy[512];
	char *line = copy;
	char *end;

	memset(&vector, 0, sizeof(vector));
	vector.path = "text";
	snprintf(copy, sizeof(copy), "%s", text);
	for (; *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = 0;
		vector.line++;
		if (!vector_read_line(&vector, line))
			return false;
	}
	return vector_is_whole(&vector) && vector_holds(&vector);
}

Test(vectors, right_ones_hold)
{
	cr_assert(holds("expect good\n"));
	cr_assert(holds("word 0 pfn=1 tag=2 size=3 # a word\n"
			"expect good\nrange 0x1 +3 tag=2\n"));
	cr_assert(holds("slot 511 = 1\nexpect malformed F-09 slot 511\n"));
}

/* A runner that lets everything pass is none. */
Test(vectors, wrong_ones_fail)
{
	static const char *const wrong[] = {
		"",
		"word 0 pfn=1 tag=2 size=3\n",
		"expect\n",
		"expect bad\n",
		"expect good\nexpect good\n",
		"expect malformed F-09 slot 0\n",
		"expect malformed F-10 slot 0\n",
		"expect malformed F-04 slot 0\n",
		"slot 0 = 1\nexpect malformed F-09 slot 1\n",
		"slot 0 = 1\nexpect malformed F-08 slot 0\n",
		"slot 0 = 1\nexpect good\n",
		"slot 512 = 1\nexpect malformed F-09 slot 0\n",
		"slot 2..1 = 1\nexpect malformed F-09 slot 1\n",
		"slot 0 1\nexpect malformed F-09 slot 0\n",
		"slot 0 = 0x10000000000000000\nexpect good\n",
		"slot 0 = -1\nexpect malformed F-08 slot 0\n",
		"slot 0 = 1x\nexpect malformed F-09 slot 0\n",
		"bytes 0x1000 01\nexpect malformed F-09 slot 0\n",
		"bytes 0xfff 01 01\nexpect malformed F-09 slot 511\n",
		"bytes 0x0 1\nexpect malformed F-09 slot 0\n",
		"bytes 0x0 0g\nexpect malformed F-09 slot 0\n",
		"bytes 0x0\nexpect good\n",
		"word 0 pfn=0x100000000000 tag=0 size=1\nexpect good\n",
		"word 0 pfn=0 tag=16 size=1\nexpect good\n",
		"word 0 pfn=0 tag=0 size=65536\nexpect good\n",
		"word 0 pfn=0 tag=0\nexpect good\nrange 0x0 +1 tag=0\n",
		"words 0..1 pfn=0xfffffffffff step=1 tag=0 size=1\n"
		"expect good\n",
		"range 0x0 +1 tag=0\n",
		"word 0 pfn=1 tag=2 size=3\nexpect good\n",
		"word 0 pfn=1 tag=2 size=3\nexpect good\n"
		"range 0x1 +3 tag=3\n",
		"word 0 pfn=1 tag=2 size=3\nexpect good\n"
		"range 0x1 +3 tag=2\nrange 0x1 +3 tag=2\n",
		"word 0 pfn=1 tag=2 size=3\nexpect good\n"
		"ranges 1 os-pages 3 descs 0 free 510\n",
		"nonsense\nexpect good\n",
	};
	size_t i;

	cr_redirect_stderr();
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_not(holds(wrong[i]), "%s", wrong[i]);
}

/* The folder is there, and no vector was left out. */
Test(vectors, are_found)
{
	static struct vector_path paths[MAX_VECTORS];
	size_t nr = find_vectors(paths, MAX_VECTORS);

	cr_assert(nr > 30 && nr < MAX_VECTORS, "%zu vectors", nr);
}
