// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * In place of shim.cc: the same loops, not timed, but one turn of each taken
 * instruction by instruction, by the processor itself.  So vectors count, too,
 * which valgrind does not know all of.
 *
 * After "--", names of benchmarks, in which * stands for anything.  A line of
 * the output has: a name, instructions for each item.
 */
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shim.h"

#define MAX_BENCHMARKS 4096
#define MARK SIGUSR1

struct bench_run {
	unsigned int turn;
};

struct benchmark {
	char name[128];
	void (*measure)(struct bench_run *run, const void *arg);
	const void *arg;
	double items;
};

static struct benchmark benchmarks[MAX_BENCHMARKS];
static size_t nr_benchmarks;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

void bench_note(const char *key, const char *value)
{
	(void)key;
	(void)value;
}

void bench_add(const char *name,
	       void (*measure)(struct bench_run *run, const void *arg),
	       const void *arg, double items)
{
	struct benchmark *one = &benchmarks[nr_benchmarks++];

	if (nr_benchmarks > MAX_BENCHMARKS) {
		fprintf(stderr, "bench: more than %d\n", MAX_BENCHMARKS);
		exit(1);
	}
	snprintf(one->name, sizeof(one->name), "%s", name);
	one->measure = measure;
	one->arg = arg;
	one->items = items;
}

/* The first turn is not counted, as it may bind and choose functions. */
bool bench_more(struct bench_run *run)
{
	if (run->turn)
		raise(MARK);
	return run->turn++ < 2;
}

static void nothing(struct bench_run *run, const void *arg)
{
	(void)arg;
	while (bench_more(run))
		continue;
}

static void be_counted(const struct benchmark *one)
{
	struct bench_run run = { 0 };

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		fail("ptrace");
	one->measure(&run, one->arg);
	_exit(0);
}

/* Return: the signal that it has stopped for. */
static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	if (!WIFSTOPPED(status)) {
		fprintf(stderr, "bench: it has ended between marks\n");
		exit(1);
	}
	return WSTOPSIG(status);
}

static double count_steps(const struct benchmark *one)
{
	pid_t pid = fork();
	double nr = 0;

	if (pid < 0)
		fail("fork");
	if (!pid)
		be_counted(one);
	while (wait_for(pid) != MARK)
		ptrace(PTRACE_CONT, pid, NULL, NULL);
	do {
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL))
			fail("ptrace");
		nr++;
	} while (wait_for(pid) != MARK);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return nr;
}

static bool is_wanted(const char *name, char **patterns)
{
	for (; *patterns; patterns++) {
		if (!fnmatch(*patterns, name, 0))
			return true;
	}
	return false;
}

bool bench_run_all(int argc, char **argv)
{
	static const struct benchmark empty = { .measure = nothing };
	const struct benchmark *one = benchmarks;
	double steps_of_none;

	if (argc < 3 || strcmp(argv[1], "--"))
		return false;
	steps_of_none = count_steps(&empty);
	for (; one < benchmarks + nr_benchmarks; one++) {
		if (is_wanted(one->name, argv + 2))
			printf("%s %.3f\n", one->name,
			       (count_steps(one) - steps_of_none) / one->items);
	}
	return true;
}
