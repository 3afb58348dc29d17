// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * usage: TARGET [--mutants N] FILE|FOLDER...
 *
 * Runs a target on each of these files and on all files of these folders, and
 * on N mutants of each, always the same.  Inputs that the target aborts at can
 * be told by the last line printed.
 */
#include "../fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_MAX (1 << 20)
#define MUTANT_MAX 8192

static unsigned long nr_mutants_each;
static unsigned long nr_inputs, nr_mutants;

static void die(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	exit(2);
}

static size_t read_file(const char *path, uint8_t *bytes)
{
	FILE *file = fopen(path, "rb");
	size_t nr;

	if (!file)
		die(path);
	nr = fread(bytes, 1, INPUT_MAX, file);
	if (ferror(file))
		die(path);
	fclose(file);
	return nr;
}

/* From a block of its own, so that sanitizers see every byte beyond it. */
static void run(const uint8_t *bytes, size_t nr)
{
	uint8_t *copy = malloc(nr ? nr : 1);

	if (!copy)
		die("an input");
	if (nr)
		memcpy(copy, bytes, nr);
	LLVMFuzzerTestOneInput(copy, nr);
	free(copy);
}

/* Each from the one before, so that they drift away. */
static void run_mutants(uint8_t *bytes, size_t nr)
{
	unsigned long i;

	for (i = 0; i < nr_mutants_each; i++) {
		nr = fuzz_mutate(nr_mutants, bytes, nr, MUTANT_MAX);
		nr_mutants++;
		run(bytes, nr);
	}
}

static void run_file(const char *path)
{
	static uint8_t bytes[INPUT_MAX];
	size_t nr = read_file(path, bytes);

	/* The last line that is seen before an abort. */
	printf("%s\n", path);
	fflush(stdout);
	nr_inputs++;
	run(bytes, nr);
	run_mutants(bytes, nr < MUTANT_MAX ? nr : MUTANT_MAX);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_folder(const char *path)
{
	struct dirent **names;
	int nr = scandir(path, &names, is_visible, alphasort);
	char name[4096];
	int i;

	if (nr < 0)
		die(path);
	for (i = 0; i < nr; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, names[i]->d_name);
		run_file(name);
		free(names[i]);
	}
	free(names);
}

static void run_path(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		die(path);
	if (S_ISDIR(status.st_mode))
		run_folder(path);
	else
		run_file(path);
}

int main(int argc, char **argv)
{
	int i = 1;

	if (argc > 3 && !strcmp(argv[1], "--mutants")) {
		nr_mutants_each = strtoul(argv[2], NULL, 10);
		i = 3;
	}
	for (; i < argc; i++)
		run_path(argv[i]);
	printf("%lu inputs, %lu mutants\n", nr_inputs, nr_mutants);
	return nr_inputs ? 0 : 2;
}
