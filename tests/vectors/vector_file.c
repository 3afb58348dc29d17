// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Where vectors come from: files of their own, and blocks in a document. */
#define _POSIX_C_SOURCE 200809L

#include "vector.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static struct vector vector;

static void start_vector(const char *path, unsigned int line)
{
	memset(&vector, 0, sizeof(vector));
	vector.path = path;
	vector.line = line;
}

static void count(struct vector_result *result, bool good)
{
	result->nr_run++;
	result->nr_failed += !good;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* good-*.vec, bad-*.vec; and "# why:" is in each. */
static bool keeps_the_custom(const struct vector *v)
{
	bool good = !strncmp(name_of(v->path), "good-", 5);
	bool bad = !strncmp(name_of(v->path), "bad-", 4);

	if (!v->has_why) {
		vector_error(v, "no '# why:'");
		return false;
	}
	if (v->verdict == VECTOR_GOOD ? good : bad)
		return true;
	vector_error(v, "the name does not say what is expected");
	return false;
}

static struct vector_result run_vec(const char *path, FILE *file)
{
	struct vector_result result = { 0, 0 };
	bool good = true;
	char *text = NULL;
	size_t size = 0;

	start_vector(path, 0);
	while (good && getline(&text, &size, file) >= 0) {
		vector.line++;
		good = vector_read_line(&vector, text);
	}
	free(text);
	count(&result, good && vector_is_whole(&vector) &&
			       keeps_the_custom(&vector) &&
			       vector_holds(&vector));
	return result;
}

/* The block that begins at @line, up to its closing fence. */
static bool run_block(FILE *file, char **text, size_t *size, unsigned int *line)
{
	bool good = true;

	while (getline(text, size, file) >= 0) {
		++*line;
		vector.line = *line;
		if (!strncmp(*text, "```", 3))
			return good && vector_is_whole(&vector) &&
			       vector_holds(&vector);
		good = good && vector_read_line(&vector, *text);
	}
	vector_error(&vector, "the block has no end");
	return false;
}

static struct vector_result run_md(const char *path, FILE *file)
{
	struct vector_result result = { 0, 0 };
	unsigned int line = 0;
	char *text = NULL;
	size_t size = 0;

	while (getline(&text, &size, file) >= 0) {
		line++;
		if (strcmp(text, "```pfnpack\n"))
			continue;
		start_vector(path, line);
		count(&result, run_block(file, &text, &size, &line));
	}
	free(text);
	if (!result.nr_run) {
		fprintf(stderr, "%s: no block begins with ```pfnpack\n", path);
		count(&result, false);
	}
	return result;
}

struct vector_result vector_run_file(const char *path)
{
	size_t length = strlen(path);
	struct vector_result result;
	FILE *file = fopen(path, "r");

	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return (struct vector_result){ 1, 1 };
	}
	if (length > 3 && !strcmp(path + length - 3, ".md"))
		result = run_md(path, file);
	else
		result = run_vec(path, file);
	fclose(file);
	return result;
}
