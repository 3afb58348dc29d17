/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Results of a guest test, as TAP. */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

/* One result, from any thread.  Return: @good. */
bool tap_ok(bool good, const char *name, ...)
	__attribute__((format(printf, 2, 3)));

/* A result that could not be had; @why says what this kernel lacks. */
void tap_skip(const char *name, const char *why);

/* Nothing of this test can be had: say why, and exit. */
void tap_skip_all(const char *why) __attribute__((noreturn));

/* A remark. */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Print the plan.  Return: the exit status of the test. */
int tap_done(void);

/* The test cannot go on: say what failed, with errno, and exit. */
void tap_bail(const char *what) __attribute__((noreturn));

#endif /* TAP_H */
