/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The part of Google Benchmark that the benchmarks use, for C.
 */
#ifndef BENCH_SHIM_H
#define BENCH_SHIM_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One measurement; what to measure stands in a while (bench_more(run)). */
struct bench_run;

/**
 * bench_add() - register a benchmark
 * @name: copied
 * @measure: called for each repetition
 * @arg: handed to @measure
 * @items: of which each turn of the loop handles so many; reported with it
 */
void bench_add(const char *name,
	       void (*measure)(struct bench_run *run, const void *arg),
	       const void *arg, double items);

/* Stands in the output, as part of its context. */
void bench_note(const char *key, const char *value);

/* Another turn? */
bool bench_more(struct bench_run *run);

/**
 * bench_run_all() - run what is registered
 * @argc: of main()
 * @argv: options of Google Benchmark
 *
 * Return: false when an option is not known.
 */
bool bench_run_all(int argc, char **argv);

#ifdef __cplusplus
}
#endif

/*
 * @value has to be there, in a register.  Memory is left alone, so that what a
 * loop has read once, such as the address of an array, stays in a register.
 */
#define bench_use(value) __asm__ volatile("" : : "r"(value))

#endif /* BENCH_SHIM_H */
