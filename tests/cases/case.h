/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a unit test case needs.  The cases know neither libc nor a test
 * framework: a driver runs them and hears of every check that fails, so that
 * they run in user space and in a kernel alike.
 */
#ifndef PFNPACK_CASE_H
#define PFNPACK_CASE_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/pfnpack.h>
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>

#include "pfnpack.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

/* Where a check stands, and its text. */
struct case_place {
	const char *file;
	int line;
	const char *text;
};

struct pfnpack_failure {
	struct case_place at;
	bool compares; /* @left and @right were meant to be equal */
	__u64 left;
	__u64 right;
};

/**
 * struct pfnpack_test - a run of one case
 * @failed: the driver's, called for the first %CASE_MAX_REPORTS failures
 * @nr_failed: failures, reported or not
 * @private: the driver's
 */
struct pfnpack_test {
	void (*failed)(struct pfnpack_test *t,
		       const struct pfnpack_failure *failure);
	unsigned int nr_failed;
	void *private;
};

#define CASE_MAX_REPORTS 8

struct pfnpack_case {
	const char *name;
	void (*run)(struct pfnpack_test *t);
};

/* All cases; a name that is NULL ends the table. */
extern const struct pfnpack_case pfnpack_cases[];

#define CASE_PLACE(text) ((struct case_place){ __FILE__, __LINE__, (text) })

/* Both are true when the check holds, so that a loop can stop. */
#define CHECK(t, cond) case_check((t), CASE_PLACE(#cond), (cond))
#define CHECK_EQ(t, a, b) case_check_eq((t), CASE_PLACE(#a " == " #b), (a), (b))

bool case_check(struct pfnpack_test *t, struct case_place at, bool holds);
bool case_check_eq(struct pfnpack_test *t, struct case_place at, __u64 left,
		   __u64 right);

#endif /* PFNPACK_CASE_H */
